import type { Page } from './page.ts';

/**
 * The domains that the main service's hosts belong to: `www.example.co.jp` → `example.co.jp`. Without the public list of
 * suffixes, so for some hosts it is one label too many; good enough to give a hint.
 */
export function mainDomains({ primary }: Pick<Page, 'primary'>): string[] {
  return [...new Set(primary.map(domainOf))];
}

function domainOf(host: string): string {
  const labels = host.toLowerCase().split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join('.');
}
