import { runGit } from '../incidents/git.ts';
import type { Push } from '../incidents/judge-push.ts';
import { purposeOf } from '../incidents/source.ts';

/** So many addresses are listed. */
const listed = 5;

/** The ids of the notices that a push changes and leaves there. */
export async function changedNotices({ git, prefix, from, to }: Push): Promise<string[]> {
  const paths = prefix === '' ? [] : [prefix];
  const text =
    from === null
      ? await runGit(git, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', to, ...paths])
      : await runGit(git, ['diff-tree', '-r', '-z', '--name-only', '--diff-filter=d', from, to, '--', ...paths]);
  const purposes = text.split('\0').map((path) => purposeOf(path.slice(prefix.length)));
  return [...new Set(purposes.flatMap((purpose) => (purpose?.kind === 'notice' ? [purpose.id] : [])))];
}

/** `live in 0.18 s: https://…`, with the addresses of the notices concerned, or of the page. */
export function liveLine(seconds: string, siteUrl: string, notices: readonly string[]): string {
  const addresses = notices.slice(0, listed).map((id) => `${siteUrl}/incidents/${id}`);
  const more = notices.length > listed ? [`… and ${notices.length - listed} more`] : [];
  return `live in ${seconds} s: ${[...(addresses.length === 0 ? [`${siteUrl}/`] : addresses), ...more].join('\n  ')}`;
}
