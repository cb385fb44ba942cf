import { execFileSync, spawnSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './folder.ts';
import { makeRepository, type Repository } from './repository.ts';

/** A bare repository as a forge has it, with a clone that staff work in. */
export interface Forge {
  /** What CONTENT_GIT_URL says. */
  readonly url: string;
  readonly staff: Repository;
  /** Commits what staff has written, and pushes it to the forge. Gives the commit's id. */
  publish(message: string, ...flags: string[]): string;
  /** The host cannot reach the forge any more, staff can; and it is back. */
  leave(): void;
  comeBack(): void;
}

/** A forge that has the smallest good page.yaml, in `incidents/`. */
export function makeForge(): Forge {
  const folder = temporaryFolder();
  const url = join(folder, 'forge.git');
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', url]);
  const staff = makeRepository();
  staff.git('remote', 'add', 'origin', url);
  staff.git('push', '--quiet', 'origin', 'main');
  let place = url;
  const move = (to: string) => {
    renameSync(place, to);
    staff.git('remote', 'set-url', 'origin', to);
    place = to;
  };
  return {
    url,
    staff,
    publish(message, ...flags) {
      const commit = staff.commit(message, { date: now() });
      staff.git('push', '--quiet', ...flags, 'origin', 'main');
      return commit;
    },
    leave: () => move(`${url}.away`),
    comeBack: () => move(url),
  };
}

/** A second clone, of somebody else or of the host's own repository. */
export function clone(url: string): Repository {
  const repository = makeRepository({ page: false });
  repository.git('remote', 'add', 'origin', url);
  repository.git('fetch', '--quiet', 'origin');
  repository.git('reset', '--quiet', '--hard', 'origin/main');
  return repository;
}

/** Pushes and gives what git showed, the hooks' `remote: ` lines without that mark. Does not throw when it is refused. */
export function tryPush(
  repository: Repository,
  url: string,
  ...flags: string[]
): { readonly ok: boolean; readonly said: string } {
  const env = { PATH: process.env['PATH'], HOME: repository.dir, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
  const args = ['push', ...flags, url, 'HEAD:refs/heads/main'];
  const { status, stderr } = spawnSync('git', args, { cwd: repository.dir, env, encoding: 'utf8' });
  return { ok: status === 0, said: stderr.replace(/^remote: ?/gm, '').replace(/ +$/gm, '') };
}

/** In Japan, as `commit` wants it. */
export function now(): string {
  return new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}
