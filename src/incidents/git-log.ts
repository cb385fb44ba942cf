import { runGit, type Git } from './git.ts';
import type { Instant } from './notice.ts';

/** One commit, with what it changed below a path. */
export interface Commit {
  readonly id: string;
  readonly authoredAt: Instant;
  /** `id` is null where the file was removed. Symlinks and submodules are left out: they are never read. */
  readonly changes: readonly { readonly path: string; readonly id: string | null }[];
}

/**
 * The commits that touched a path, oldest first, in one pass of `git log`. A merge is compared with its first parent:
 * `--topo-order` reversed walks that side first, so a history read whole and one read commit by commit agree.
 */
export async function readCommits(
  git: Git,
  { from, to, path }: { from: string | null; to: string; path: string },
): Promise<Commit[]> {
  const range = from === null ? to : `${from}..${to}`;
  const order = ['--full-history', '--reverse', '--topo-order', '--diff-merges=first-parent'];
  const form = ['--raw', '-z', '--no-abbrev', '--no-renames', '--root', '--no-show-signature', '--format=%x01%H %at'];
  const paths = path === '' ? [] : [path];
  const text = await runGit(git, ['log', ...order, ...form, range, '--', ...paths], { seconds: 120 });
  return text
    .split('\x01')
    .filter((part) => part !== '')
    .map(toCommit);
}

/** `<id> <date>\0` and then per file `\n:<modes> <old> <new> <letter>\0<path>\0`. */
function toCommit(part: string): Commit {
  const [head = '', ...fields] = part.split('\0');
  const [id = '', seconds = '0'] = head.trim().split(' ');
  const changes: { path: string; id: string | null }[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, mode = '', , blob = ''] = (fields[index] ?? '').trim().split(' ');
    const path = fields[index + 1] ?? '';
    if (mode === '000000') changes.push({ path, id: null });
    else if (mode.startsWith('100')) changes.push({ path, id: blob });
  }
  return { id, authoredAt: Number(seconds) * 1000, changes };
}
