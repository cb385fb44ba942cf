import { realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { cleanGitEnvironment, runGit } from '../incidents/git.ts';
import { installHooks } from '../incidents/hook-scripts.ts';
import { addressHere } from '../web/address-here.ts';
import { fine, type Io } from './io.ts';

/** `hook install [REPOSITORY]`: for notices that are pushed to the repository of INCIDENTS_DIR, or to one that is named. */
export async function run(args: string[], io: Io): Promise<number> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
  const config = readConfig(io.env);
  const place = positionals[0] === undefined ? config.INCIDENTS_DIR : resolve(io.cwd, positionals[0]);
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
}

function prefixOf(top: string, { INCIDENTS_DIR }: { readonly INCIDENTS_DIR: string }): string {
  const inside = relative(top, realpathSync(INCIDENTS_DIR)).split(sep).join('/');
  return inside === '' || inside.startsWith('..') ? '' : `${inside}/`;
}
