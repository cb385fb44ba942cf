import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { installHooks, type HookPlace } from '../../src/incidents/hook-scripts.ts';
import { openContentRepository } from '../../src/incidents/content-repository.ts';
import { temporaryFolder } from './folder.ts';
import { clone, tryPush } from './forge.ts';
import { makeRepository, type Repository } from './repository.ts';

/** Our own repository with its two hooks, and a clone of staff; the program itself does not run. */
export interface Hooked {
  readonly gitDir: string;
  readonly staff: Repository;
  /** Commits what staff has written and pushes it. */
  push(...flags: string[]): { readonly ok: boolean; readonly said: string };
  /** The commit that is published. */
  head(): string;
}

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** With the smallest good page.yaml in `incidents/`, and these files beside it. */
export async function makeHooked(files: Record<string, string> = {}, change: Partial<HookPlace> = {}): Promise<Hooked> {
  const needs = { dataDir: temporaryFolder(), url: '/nowhere', branch: 'main', environment: process.env };
  const { gitDir, branch } = await openContentRepository(needs);
  const first = makeRepository();
  for (const [name, text] of Object.entries(files)) first.write(name, text);
  first.commit('Notices');
  first.git('push', '--quiet', gitDir, 'main');
  const place = {
    node: process.execPath,
    program: main,
    cache: fileURLToPath(new URL('../../node_modules/.compile-cache', import.meta.url)),
    site: 'http://127.0.0.1:1',
    siteUrl: 'https://status.example.org',
  };
  installHooks({ folder: join(gitDir, 'hooks'), branch, ...place, ...change });
  const staff = clone(gitDir);
  return {
    gitDir,
    staff,
    push(...flags) {
      staff.commit('Push');
      return tryPush(staff, gitDir, ...flags);
    },
    head: () => staff.git('--git-dir', gitDir, 'rev-parse', 'main'),
  };
}
