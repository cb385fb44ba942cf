import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { cleanGitEnvironment, runGit, type Git } from '../incidents/git.ts';
import type { Push } from '../incidents/judge-push.ts';
import { readArguments } from './arguments.ts';
import { word } from './command.ts';
import type { Io } from './io.ts';

/** A call of a hook, as far as it concerns what is published. */
export interface HookCall {
  /** What is pushed to the published branch; null when the push leaves it alone. `to` is null when it is deleted. */
  readonly push: (Omit<Push, 'to'> & { readonly to: string | null }) | null;
  /** The branch's short name. */
  readonly branch: string;
  /** `git push -o anyway`. */
  readonly isAnyway: boolean;
  readonly site: string;
  readonly siteUrl: string;
}

/** Reads what git tells a hook: arguments that stand in its script, the environment, a line per reference on stdin. */
export async function readHookCall(args: readonly string[], io: Io): Promise<HookCall> {
  const { values } = readArguments(args, { branch: word, prefix: word, site: word, 'site-url': word }, 0);
  const git = hookGit(io);
  const branch = values.branch ?? (await runGit(git, ['symbolic-ref', 'HEAD'])).trim();
  const lines = (await text(process.stdin)).split('\n').map((line) => line.split(' '));
  const [old = '', fresh = ''] = lines.find(([, , name]) => name === branch) ?? [];
  const [from, to] = [old, fresh].map((id) => (/^0*$/.test(id) ? null : id));
  const push =
    fresh === ''
      ? null
      : { git, from: from ?? null, to: to ?? null, prefix: values.prefix ?? (await prefixAt(git, to)) };
  return {
    push,
    branch: branch.replace('refs/heads/', ''),
    isAnyway: pushOptions(io.env).includes('anyway'),
    site: values.site ?? 'http://127.0.0.1:4321',
    siteUrl: values['site-url'] ?? 'http://localhost:4321',
  };
}

/** Objects of a push that is not accepted yet lie in quarantine, and only these variables lead there. */
function hookGit({ env, cwd }: Io): Git {
  const environment = cleanGitEnvironment(env);
  for (const name of ['GIT_OBJECT_DIRECTORY', 'GIT_QUARANTINE_PATH'])
    if (env[name] !== undefined) environment[name] = resolve(cwd, env[name]);
  const others = env['GIT_ALTERNATE_OBJECT_DIRECTORIES'];
  if (others !== undefined) environment['GIT_ALTERNATE_OBJECT_DIRECTORIES'] = others;
  return { environment, gitDir: resolve(cwd, env['GIT_DIR'] ?? '.') };
}

/** As `folderAt` finds it, in the commit that is pushed. */
async function prefixAt(git: Git, commit: string | null | undefined): Promise<string> {
  if (commit === null || commit === undefined) return '';
  const found = await runGit(git, ['ls-tree', '--name-only', commit, 'page.yaml']);
  return found.trim() === '' ? 'incidents/' : '';
}

function pushOptions(env: Io['env']): string[] {
  const count = Number(env['GIT_PUSH_OPTION_COUNT'] ?? 0);
  return Array.from({ length: count }, (_, index) => env[`GIT_PUSH_OPTION_${index}`] ?? '');
}
