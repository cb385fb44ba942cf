import { runGit } from '../incidents/git.ts';
import type { Push } from '../incidents/judge-push.ts';
import { purposeOf } from '../incidents/source.ts';

/** So many addresses are listed. */
const listed = 5;

/** The ids of the notices among files. */
export function noticesOf(files: readonly string[]): string[] {
  const purposes = files.map(purposeOf);
  return [...new Set(purposes.flatMap((purpose) => (purpose?.kind === 'notice' ? [purpose.id] : [])))];
}

/** The files that a push changes and leaves there, as they are named in the folder of the notices. */
export async function changedFiles({ git, prefix, from, to }: Push): Promise<string[]> {
  const paths = prefix === '' ? [] : [prefix];
  const text =
    from === null
      ? await runGit(git, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', to, ...paths])
      : await runGit(git, ['diff-tree', '-r', '-z', '--name-only', '--diff-filter=d', from, to, '--', ...paths]);
  return text.split('\0').map((path) => path.slice(prefix.length));
}

/** `live in 0.18 s: https://…`, with the addresses of the notices concerned, or of the page. */
export function liveLine(seconds: string, siteUrl: string, notices: readonly string[]): string {
  const addresses = notices.slice(0, listed).map((id) => `${siteUrl}/incidents/${id}`);
  const more = notices.length > listed ? [`… and ${notices.length - listed} more`] : [];
  return `live in ${seconds} s: ${[...(addresses.length === 0 ? [`${siteUrl}/`] : addresses), ...more].join('\n  ')}`;
}
