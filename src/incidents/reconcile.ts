import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { commitAt, type ContentRepository } from './content-repository.ts';
import { runGit, type Git } from './git.ts';
import { keptTrailer, readKept } from './kept-here.ts';
import { planMerge, type Change } from './merge-plan.ts';

/** How the published branch and the remote's stand to each other. */
export type Standing =
  /** Both are the same, or ours has just followed. */
  | { readonly kind: 'level' }
  /** Ours holds all of theirs and `commits` more; `kept` names the paths where ours stood against theirs. */
  | { readonly kind: 'ahead'; readonly commits: number; readonly kept: readonly string[] }
  /** They have no commit in common: ours stands, and theirs is not looked at. */
  | { readonly kind: 'unrelated' };

/**
 * Brings the published branch up to what was fetched, so that nothing published disappears: it follows where the remote is
 * ahead, stands where the remote has less, and joins both in a merge commit where they parted. That commit keeps what it
 * decided in its message, and makes giving our side back to the remote an ordinary push. Call again when it throws: a push
 * of staff may have come between.
 * @throws UserError `unavailable`
 */
export async function reconcile({ git, branch, tracking }: ContentRepository): Promise<Standing> {
  const [own, theirs] = await Promise.all([commitAt(git, branch), commitAt(git, tracking)]);
  if (theirs === null || own === theirs) return { kind: 'level' };
  const move = (to: string, why: string) => runGit(git, ['update-ref', '-m', why, branch, to, own ?? '0'.repeat(40)]);
  if (own === null) {
    await move(theirs, 'fetched for the first time');
    return { kind: 'level' };
  }
  const base = (await runGit(git, ['merge-base', own, theirs], { mayBeNothing: true })).trim();
  if (base === '') return { kind: 'unrelated' };
  if (base === own) {
    await move(theirs, 'followed the remote');
    return { kind: 'level' };
  }
  if (base !== theirs) await move(await mergeCommit(git, { base, own, theirs }), 'joined with the remote');
  return aheadOf(git, tracking, branch);
}

async function aheadOf(git: Git, tracking: string, branch: string): Promise<Standing> {
  const range = `${tracking}..${branch}`;
  const [count, kept] = await Promise.all([runGit(git, ['rev-list', '--count', range]), readKept(git, range)]);
  return { kind: 'ahead', commits: Number(count), kept };
}

interface Sides {
  readonly base: string;
  readonly own: string;
  readonly theirs: string;
}

/** Our side as the first parent, so that its history is walked first and numbers that were given stay. */
async function mergeCommit(git: Git, { base, own, theirs }: Sides): Promise<string> {
  const [ours, others] = await Promise.all([changesBetween(git, base, own, false), changesBetween(git, base, theirs)]);
  const { take, kept } = planMerge(ours, others);
  // A path that is no UTF-8 came to us damaged; none of ours is one.
  const tree = await treeWith(
    git,
    own,
    take.filter(({ path }) => !path.includes('\ufffd')),
  );
  const trailers = kept.map((path) => `\n${keptTrailer(path)}`).join('');
  const message = `Join what came from the remote with what was pushed here\n${trailers === '' ? '' : `\nChanged on both sides, stays as it stands here.\n${trailers}\n`}`;
  const committing: Git = { ...git, environment: { ...git.environment, ...committer } };
  const args = ['commit-tree', '--no-gpg-sign', '-p', own, '-p', theirs, '-m', message, tree];
  return (await runGit(committing, args)).trim();
}

const committer = {
  GIT_AUTHOR_NAME: 'Noroshi',
  GIT_AUTHOR_EMAIL: 'noroshi@localhost',
  GIT_COMMITTER_NAME: 'Noroshi',
  GIT_COMMITTER_EMAIL: 'noroshi@localhost',
};

/** What the commits between changed, path by path; a rename as a removal and an addition that knows where it came from. */
async function changesBetween(git: Git, from: string, to: string, renames = true): Promise<Change[]> {
  const args = ['diff-tree', '-r', '--raw', '-z', '--no-abbrev', renames ? '--find-renames' : '--no-renames'];
  const fields = (await runGit(git, [...args, from, to])).split('\0');
  const changes: Change[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, mode = '', , id = '', letter = ''] = (fields[index] ?? '').split(' ');
    const path = fields[index + 1] ?? '';
    if (letter.startsWith('R')) {
      index += 1;
      changes.push({ path, mode: '000000', id: null }, { path: fields[index + 1] ?? '', mode, id, from: path });
    } else changes.push({ path, mode, id: mode === '000000' ? null : id });
  }
  return changes;
}

/** Our tree with some paths changed, made in an index of its own. */
async function treeWith(git: Git, commit: string, changes: readonly Change[]): Promise<string> {
  const index = join(git.gitDir ?? '', `index-${randomUUID()}`);
  const aside: Git = { ...git, environment: { ...git.environment, GIT_INDEX_FILE: index } };
  try {
    await runGit(aside, ['read-tree', commit]);
    const lines = changes.map(({ mode, id, path }) => `${id === null ? '0' : mode} ${id ?? '0'.repeat(40)}\t${path}\0`);
    await runGit(aside, ['update-index', '-z', '--index-info'], { input: lines.join('') });
    return (await runGit(aside, ['write-tree'])).trim();
  } finally {
    rmSync(index, { force: true });
  }
}
