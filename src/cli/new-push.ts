import { UserError } from '../errors.ts';
import { askGit, gitWords, type GitAnswer, type GitNeeds } from './new-git.ts';

/** The working tree that a notice is committed in. */
export interface Repository {
  readonly branch: string;
  /** Where the branch is pushed to; null when nobody asked. */
  readonly upstream: { readonly remote: string; readonly branch: string } | null;
}

export interface PublishNeeds extends GitNeeds {
  readonly err: (text: string) => void;
  /** Seconds that a command over the network may take. */
  readonly patience: number;
  /** Looked at again once the commits of others are in: why it should not be pushed after all, or null. */
  readonly objection: () => string | null;
}

/** Finds out, before anybody types a word, whether committing and pushing can work here. Throws UserError. */
export async function openRepository(needs: GitNeeds, { push }: { push: boolean }): Promise<Repository> {
  const inside = await askGit(needs, ['rev-parse', '--is-inside-work-tree']);
  if (inside.code !== 0 || inside.out.trim() !== 'true')
    throw new UserError('unavailable', `Nothing can be committed here:\n${gitWords(inside.err)}`.trimEnd());
  const branch = (await askGit(needs, ['symbolic-ref', '--quiet', '--short', 'HEAD'])).out.trim();
  if (branch === '')
    throw new UserError('conflict', 'No branch is checked out here. Go to the one that is published: git switch main');
  if (!push) return { branch, upstream: null };
  const remotes = (await askGit(needs, ['remote'])).out.split('\n').filter((name) => name !== '');
  const of = async (key: string) => (await askGit(needs, ['config', `branch.${branch}.${key}`])).out.trim();
  const remote = (await of('remote')) || (remotes.includes('origin') ? 'origin' : (remotes[0] ?? ''));
  if (remote === '')
    throw new UserError(
      'unavailable',
      'This repository has no remote to push to. What is committed here is published from here; leave out --push.',
    );
  return { branch, upstream: { remote, branch: (await of('merge')).replace(/^refs\/heads\//, '') || branch } };
}

/** Commits one file and nothing else. Gives the commit's id, or what git said and how to go on. */
export async function commitFile(
  needs: GitNeeds,
  { name, message, path }: { name: string; message: string; path: string },
): Promise<string | UserError> {
  const paths = ['--', `:(literal)${name}`];
  const added = await askGit(needs, ['add', ...paths]);
  const done = added.code === 0 ? await askGit(needs, ['commit', '--quiet', '-m', message, ...paths]) : added;
  if (done.code === 0) return (await askGit(needs, ['rev-parse', 'HEAD'])).out.trim();
  const why = done.ended === 'interrupted' ? '  stopped\n' : gitWords(done.out + done.err);
  const byHand = `When that is put right: git add ${path} && git commit -m "${message}" ${path}`;
  return new UserError('unavailable', `Not committed; the file stays as it is written. git says:\n${why}${byHand}`);
}

/**
 * Pushes the branch; when somebody was faster, takes their commits in and tries again. `fault` says why it is not
 * pushed, null when it is; the commit, which others' commits may have given another id, is kept in any case, and no
 * rebase is left half done.
 */
export async function pushBranch(
  needs: PublishNeeds,
  repository: Repository,
): Promise<{ readonly commit: string; readonly fault: string | null }> {
  const fault = await pushUntilTaken(needs, repository);
  const calm = { ...needs, signal: new AbortController().signal };
  return { commit: (await askGit(calm, ['rev-parse', 'HEAD'])).out.trim(), fault };
}

async function pushUntilTaken(needs: PublishNeeds, { branch, upstream }: Repository): Promise<string | null> {
  if (upstream === null) return null;
  const target = `HEAD:refs/heads/${upstream.branch}`;
  const byHand = `git push ${upstream.remote} ${branch === upstream.branch ? branch : target}`;
  for (let attempt = 1; attempt <= 4; attempt++) {
    const pushed = await askGit(needs, ['push', upstream.remote, target], needs.patience);
    if (pushed.code === 0) {
      needs.err(gitWords(remoteLines(pushed.err)));
      return null;
    }
    if (!isOvertaken(pushed)) return notPushed('git push', pushed, needs, byHand);
    needs.err(`Somebody pushed before you (try ${attempt}): taking their commits in.\n`);
    const problem = await rebase(needs, upstream, byHand);
    if (problem !== null) return problem;
    const objection = needs.objection();
    if (objection !== null) return `Not pushed, the commit is kept. ${objection}`;
  }
  return `Not pushed: others are pushing all the time. The commit is kept. Try again: ${byHand}`;
}

async function rebase(
  needs: PublishNeeds,
  { remote, branch }: { remote: string; branch: string },
  byHand: string,
): Promise<string | null> {
  const fetched = await askGit(needs, ['fetch', '--quiet', remote, `refs/heads/${branch}`], needs.patience);
  if (fetched.code !== 0) return notPushed('git fetch', fetched, needs, byHand);
  const done = await askGit(needs, ['rebase', '--autostash', 'FETCH_HEAD']);
  if (done.code === 0) {
    if (/autostash resulted in conflicts/i.test(done.err)) needs.err(gitWords(done.err));
    return null;
  }
  // The rebase is given up even when Ctrl-C ended it, so that nobody finds a repository half way.
  const calm = { ...needs, signal: new AbortController().signal };
  const conflicts = (await askGit(calm, ['diff', '--name-only', '--diff-filter=U'])).out.trim().split('\n').join(', ');
  await askGit(calm, ['rebase', '--abort']);
  if (done.ended !== 'itself' || conflicts === '') return notPushed('git rebase', done, needs, byHand);
  return `Not pushed: somebody changed the same lines of ${conflicts}. The commit is kept here, everything is as before.
Bring the two together, then push:
  git pull --rebase ${remote} ${branch}     (it says what to edit)
  ${byHand}`;
}

/** Somebody else's commits came first, or come in at this very moment: no reason to give up. */
function isOvertaken({ err, ended }: GitAnswer): boolean {
  if (ended !== 'itself') return false;
  return (
    /\[rejected\].*\((?:fetch first|non-fast-forward)\)/.test(err) ||
    /\[remote rejected\].*\((?:cannot lock ref|failed to update ref|incorrect old value|reference already exists)/.test(
      err,
    )
  );
}

function notPushed(what: string, { err, ended }: GitAnswer, { patience }: PublishNeeds, byHand: string): string {
  const reason =
    ended === 'too late'
      ? `${what} had no answer within ${patience} seconds.`
      : ended === 'interrupted'
        ? `${what} was stopped.`
        : `${what} says:`;
  const said = gitWords(err);
  const unsure = ended !== 'itself' && what === 'git push' ? ' It may have arrived all the same.' : '';
  return `Not pushed; the commit is kept here. ${reason}${unsure}\n${said}When that is put right: ${byHand}`;
}

/** Only what the other side says, such as where the notice is live: git's own progress is no news. */
function remoteLines(text: string): string {
  return text.split(/[\r\n]+/).filter((line) => line.startsWith('remote:')).join('\n'); // prettier-ignore
}
