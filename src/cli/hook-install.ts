import { realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanGitEnvironment, runGit } from '../incidents/git.ts';
import { installHooks } from '../incidents/hook-scripts.ts';
import { addressHere } from '../web/address-here.ts';
import { command } from './command.ts';
import { fine } from './io.ts';
import { settingsOf } from './settings.ts';

const help = `Usage: npm run noroshi -- hook install [REPOSITORY]

Puts two hooks into a repository to which notices are pushed. pre-receive checks the
files that a push changes, and refuses what is wrong: file:line:column, what, what to do.
post-receive says what became of it: live in 0.2 s, where, how many are being told.
A push with "git push -o anyway" goes through all the same, and what is good is published.

REPOSITORY defaults to the one that holds INCIDENTS_DIR. With CONTENT_GIT_URL the program
puts them into its own repository (DATA_DIR/content.git) by itself, at every start.
The hooks hold this program's path, its port and SITE_URL: install them again when one changes.

Exit code: 0 installed, 1 a problem was found, 2 wrong usage.
`;

/** `hook install [REPOSITORY]`: for notices that are pushed to the repository of INCIDENTS_DIR, or to one that is named. */
export const run = command({ help, flags: {}, words: 1 }, async ({ words: [named] }, io) => {
  const config = settingsOf(io);
  const place = named === undefined ? config.INCIDENTS_DIR : resolve(io.cwd, named);
  const git = { environment: cleanGitEnvironment(io.env) };
  const ask = async (...words: string[]) => (await runGit(git, words, { cwd: place })).trim();
  const [gitDir = '', hooks = '', isBare] = (
    await ask('rev-parse', '--absolute-git-dir', '--git-path', 'hooks', '--is-bare-repository')
  ).split('\n');
  const folder = resolve(place, hooks);
  const prefix = isBare === 'true' ? {} : { prefix: prefixOf(await ask('rev-parse', '--show-toplevel'), config) };
  installHooks({
    folder,
    node: process.execPath,
    program: fileURLToPath(new URL('main.ts', import.meta.url)),
    cache: fileURLToPath(new URL('../../node_modules/.compile-cache', import.meta.url)),
    site: addressHere(config),
    siteUrl: config.SITE_URL,
    ...prefix,
  });
  await runGit({ ...git, gitDir }, ['config', 'receive.advertisePushOptions', 'true']);
  io.out(`${join(folder, 'pre-receive')}\n${join(folder, 'post-receive')}\n`);
  return fine;
});

function prefixOf(top: string, { INCIDENTS_DIR }: { readonly INCIDENTS_DIR: string }): string {
  const inside = relative(top, realpathSync(INCIDENTS_DIR)).split(sep).join('/');
  return inside === '' || inside.startsWith('..') ? '' : `${inside}/`;
}
