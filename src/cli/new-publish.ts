import type { Io } from './io.ts';
import type { GitNeeds } from './new-git.ts';
import { noticeList, openTwins } from './new-open.ts';
import type { Flags } from './new-options.ts';
import { noticeOf, shownPath, type Place } from './new-place.ts';
import { commitFile, openRepository, pushBranch, type Repository } from './new-push.ts';
import { errorsIn, type Made } from './new-write.ts';
import { affectedComponents } from '../incidents/component-states.ts';

export interface Published {
  readonly commit: string | null;
  readonly pushed: boolean;
  /** What went wrong and what to do; null when all is done that was asked for. */
  readonly fault: string | null;
}

/** Seconds for a command over the network; a person may be asked for a password meanwhile. */
const patience = 60;

/** The repository, when the flags want a commit. Throws UserError before anybody has typed a word for nothing. */
export function repositoryFor(flags: Flags, place: Place, io: Io): Promise<Repository | null> {
  const push = flags.push === true;
  if (!push && flags.commit !== true) return Promise.resolve(null);
  return openRepository(gitNeeds(place, io, new AbortController().signal), { push });
}

/** Commits the notice's file and pushes it, as the flags say. Ctrl-C ends it with the commit kept. */
export async function publishNotice(
  repository: Repository,
  { content, message }: Made,
  flags: Flags,
  place: Place,
  io: Io,
): Promise<Published> {
  const { id } = content;
  const errors = errorsIn(place, id);
  if (errors.length > 0)
    return { commit: null, pushed: false, fault: `Not committed, because check finds:\n${errors.join('\n')}` };
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.on('SIGINT', stop);
  try {
    const needs = gitNeeds(place, io, stopping.signal);
    const name = `${id}.md`;
    const commit = await commitFile(needs, { name, message, path: shownPath(place, name, io) });
    if (typeof commit !== 'string') return { commit: null, pushed: false, fault: commit.message };
    if (flags.push !== true) return { commit, pushed: false, fault: null };
    const objection = objectionTo(content.isNew && flags.new !== true, id, place);
    const pushed = await pushBranch({ ...needs, err: io.err, patience, objection }, repository);
    return { commit: pushed.commit, pushed: pushed.fault === null, fault: pushed.fault };
  } finally {
    process.off('SIGINT', stop);
  }
}

function gitNeeds({ folder }: Place, { env, ask }: Io, signal: AbortSignal): GitNeeds {
  return { cwd: folder, env, signal, mayAsk: ask !== undefined };
}

/** Looks at the notice once more when the commits of others are in: is it still right, has somebody else opened one? */
function objectionTo(isNew: boolean, id: string, place: Place): () => string | null {
  const notice = noticeOf(place, id);
  const twins = () =>
    notice === null || !isNew
      ? []
      : openTwins(place, notice.type, affectedComponents(notice)).filter((one) => one.id !== id);
  const known = new Set(twins().map((one) => one.id));
  return () => {
    const errors = errorsIn(place, id);
    if (errors.length > 0) return `Together with the commits of others check finds:\n${errors.join('\n')}`;
    const fresh = twins().filter((one) => !known.has(one.id));
    if (fresh.length === 0) return null;
    return `Meanwhile somebody opened one on the same components:
${noticeList(fresh, place)}If yours is about the same: git reset --keep HEAD~1, then add to theirs with --update ${fresh[0]?.id ?? ''}
If it is not: git push`;
  };
}
