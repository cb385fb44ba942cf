import { runGit, type Git } from './git.ts';

/** In a merge commit of ours: a path that both sides had changed, and that stayed as it stood here. */
const key = 'Kept-Here';

/** What a merge commit's message says of such a path: one line, whatever signs it holds. */
export function keptTrailer(path: string): string {
  return `${key}: ${path.replace(/[%\r\n]|^ | $/g, encodeURIComponent)}`;
}

/** The paths that the merge commits of a range kept, each once. @throws UserError `unavailable` */
export async function readKept(git: Git, range: string): Promise<string[]> {
  const text = await runGit(git, ['log', '--merges', `--format=%(trailers:key=${key},valueonly)`, range]);
  const paths = text.split('\n').filter((line) => line !== '');
  return [...new Set(paths)].map((path) => path.replace(/%[0-9A-F]{2}/g, decodeURIComponent)).toSorted();
}
