import { remoteName, type ContentRepository } from './content-repository.ts';
import type { Standing } from './reconcile.ts';
import { shellWord } from './shell-word.ts';

/** So many paths are named, the rest counted. */
const named = 5;

/** What staff has to do so that the remote holds again what is published, with the command; null when it does. */
export function standingProblem(
  standing: Standing,
  { gitDir, branch }: Pick<ContentRepository, 'gitDir' | 'branch'>,
): string | null {
  const name = branch.slice('refs/heads/'.length);
  const push = (flags = '') => `git --git-dir=${shellWord(gitDir)} push ${flags}${remoteName} ${shellWord(name)}`;
  switch (standing.kind) {
    case 'level':
      return null;
    case 'unrelated':
      return `The remote repository has diverged: its branch ${name} has no commit in common with what is published here, which stands. Correct CONTENT_GIT_URL, or give the remote what is published: ${push('--force ')}`;
    case 'ahead': {
      const { commits, kept } = standing;
      if (kept.length === 0) {
        const lacking = commits === 1 ? 'one commit that is' : `${commits} commits that are`;
        return `The remote repository has diverged: it lacks ${lacking} published here. Give back what it lacks: ${push()}`;
      }
      const paths = `${kept.slice(0, named).join(', ')}${kept.length > named ? ` and ${kept.length - named} more` : ''}`;
      return `The remote repository has diverged: there and here ${paths} ${kept.length === 1 ? 'was' : 'were'} changed differently, and what stands here is shown. Give that back, then pull, put the text right and push as always: ${push()}`;
    }
  }
}
