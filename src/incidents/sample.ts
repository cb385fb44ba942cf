import type { Page } from './page.ts';

/**
 * Whether this is the made-up company of our own demo: a number nobody can dial, or its name. A public site that still
 * carries it would tell strangers' customers about an outage that never was.
 */
export function isSample(page: Page): boolean {
  const names = typeof page.name === 'string' ? [page.name] : Object.values(page.name);
  const digits = page.contacts.telephone?.replace(/\D/g, '') ?? '';
  return names.some((name) => /まなび連絡網|Manabi Contact Network/.test(name)) || /^0+$/.test(digits);
}
