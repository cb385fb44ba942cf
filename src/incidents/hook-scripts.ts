import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { shellWord } from './shell-word.ts';

/** What a hook is told about the place it stands in: nobody's environment reaches it when staff push over ssh. */
export interface HookPlace {
  /** Where git looks for the repository's hooks. */
  readonly folder: string;
  /** The Node that runs us, and `src/cli/main.ts`. */
  readonly node: string;
  readonly program: string;
  /** Where Node keeps compiled code: a push waits for the hook's start. */
  readonly cache: string;
  /** Where the running program answers on this machine. */
  readonly site: string;
  /** SITE_URL. */
  readonly siteUrl: string;
  /** The published branch; left out: the one that HEAD names. */
  readonly branch?: string;
  /** The folder of the notices, with a slash at the end; left out: found as for a repository of its own. */
  readonly prefix?: string;
}

const mark = 'Written by Noroshi';

/**
 * Writes the two hooks of a repository, each whole or not at all. They hold no rules of their own: a program that is
 * missing or that breaks down lets the push through, since a notice matters more than a check.
 * @throws UserError `conflict` when somebody else's hook stands there.
 */
export function installHooks(place: HookPlace): void {
  mkdirSync(place.folder, { recursive: true });
  for (const name of ['pre-receive', 'post-receive'] as const) {
    const path = join(place.folder, name);
    if (existsSync(path) && !readFileSync(path, 'utf8').includes(mark)) {
      throw new UserError('conflict', `${path} is not ours. Move it away first, or call it from a hook of your own.`);
    }
    const temporary = `${path}.${randomUUID()}`;
    writeFileSync(temporary, script(name, place), { mode: 0o755 });
    renameSync(temporary, path);
  }
}

/** 3 is the answer "refused"; every other code but 0 means that the program itself has failed. */
function script(name: 'pre-receive' | 'post-receive', place: HookPlace): string {
  const { node, program, cache, site, siteUrl, branch, prefix } = place;
  const options = [
    ['--site', site],
    ['--site-url', siteUrl],
    ...(branch === undefined ? [] : [['--branch', branch]]),
    ...(prefix === undefined ? [] : [['--prefix', prefix]]),
  ].map((option) => option.join('='));
  const words = [node, '--disable-warning=ExperimentalWarning', program, 'hook', name, ...options].map(shellWord);
  const failed =
    name === 'pre-receive'
      ? 'Noroshi: the notices could not be checked; the push goes through unchecked.'
      : 'Noroshi: stored. What became of it could not be asked; look at the page.';
  return `#!/bin/sh
# ${mark}, and anew at each of its starts: changes in here are lost.
NODE_COMPILE_CACHE=${shellWord(cache)} ${words.join(' ')}
case $? in
  0) exit 0 ;;
  3) exit 1 ;;
esac
echo ${shellWord(failed)} >&2
exit 0
`;
}
