import { randomUUID } from 'node:crypto';
import { createDialogue } from './git-dialogue.ts';
import { runGit, type Git } from './git.ts';
import type { Instant } from './notice.ts';

/** One commit, with what it changed below a path. */
export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly authoredAt: Instant;
  readonly committedAt: Instant;
  readonly changes: readonly Change[];
}

/** What became of a path. */
export interface Change {
  readonly path: string;
  /** git's: `100644`, `120000` for a symlink, `160000` for a submodule; `000000` where it was removed. */
  readonly mode: string;
  readonly id: string;
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
  const paths = path === '' ? [] : [path];
  const text = await runGit(git, ['log', ...order, '--no-show-signature', ...form, range, '--', ...paths], {
    seconds: 120,
  });
  return toCommits(text);
}

/** How a commit is written, for `toCommits`. */
const form = ['--raw', '-z', '--no-abbrev', '--no-renames', '--root', '--format=%x01%H %at %ct %P'];

function toCommits(text: string): Commit[] {
  return text
    .split('\x01')
    .filter((part) => part !== '')
    .map(toCommit);
}

/** Reads single commits through one long-lived `git diff-tree --stdin`: a report is out some 50 ms sooner. */
export interface CommitReader {
  /** What a commit changed below the path; nothing of a merge. Null when there is no such commit. */
  read(id: string): Promise<Commit | null>;
  close(): void;
}

export function createCommitReader(git: Git, path: string): CommitReader {
  // A line that is no id comes back as it is, and everything written before it with it.
  const end = `end ${randomUUID()}\n`;
  const { ask, close } = createDialogue<string>(git, {
    args: ['diff-tree', '--stdin', '-r', '--always', ...form, '--', ...(path === '' ? [] : [path])],
    reader(answer) {
      let text = '';
      const decoder = new TextDecoder();
      return (chunk) => {
        const [last = '', ...whole] = (text + decoder.decode(chunk, { stream: true })).split(end).reverse();
        text = last;
        for (const one of whole.reverse()) answer(one);
      };
    },
  });
  return { read: async (id) => toCommits(await ask(`${id}\n${end}`))[0] ?? null, close };
}

/** What differs between the trees of two commits below a path, whatever lies between them. */
export async function readDifferences(
  git: Git,
  { from, to, path }: { from: string; to: string; path: string },
): Promise<Change[]> {
  const paths = path === '' ? [] : [path];
  const text = await runGit(git, ['diff-tree', '-r', '-z', '--raw', '--no-renames', from, to, '--', ...paths]);
  return toChanges(text.split('\0'));
}

/** `<id> <dates> <parents>\0` and then its changes. */
function toCommit(part: string): Commit {
  const [head = '', ...fields] = part.split('\0');
  const [id = '', authored = '0', committed = '0', ...parents] = head.trim().split(' ');
  return {
    id,
    parents,
    authoredAt: Number(authored) * 1000,
    committedAt: Number(committed) * 1000,
    changes: toChanges(fields),
  };
}

/** Per file `:<modes> <old> <new> <letter>\0<path>\0`, with a line end before the first. */
function toChanges(fields: readonly string[]): Change[] {
  const changes: Change[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, mode = '', , id = ''] = (fields[index] ?? '').trim().split(' ');
    changes.push({ path: fields[index + 1] ?? '', mode, id });
  }
  // A clone: what is cut out of git's answer would keep all of it in memory.
  return structuredClone(changes);
}
