import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './folder.ts';

/** A real repository with an `incidents/` folder, made by the git program, gone with the test. */
export interface Repository {
  /** The repository's folder. */
  readonly dir: string;
  /** Its `incidents/` folder. */
  readonly incidentsDir: string;
  /** Writes a file below `incidents/`, in the working tree only. */
  write(name: string, content: string | Uint8Array): void;
  remove(name: string): void;
  /** Commits everything there is; gives the commit's id. `date`: `2012-06-20 17:10`, in Japan. */
  commit(message: string, options?: { date?: string }): string;
  git(...args: string[]): string;
}

/** An empty repository, or with `page` the smallest good page.yaml committed. */
export function makeRepository({ page = true } = {}): Repository {
  const dir = temporaryFolder();
  const incidentsDir = join(dir, 'incidents');
  mkdirSync(incidentsDir);

  function run(args: readonly string[], date = '2012-06-20 09:00') {
    const at = `${date.replace(' ', 'T')}:00+09:00`;
    const env = {
      PATH: process.env['PATH'],
      HOME: dir,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Staff',
      GIT_AUTHOR_EMAIL: 'staff@example.org',
      GIT_COMMITTER_NAME: 'Staff',
      GIT_COMMITTER_EMAIL: 'staff@example.org',
      GIT_AUTHOR_DATE: at,
      GIT_COMMITTER_DATE: at,
    };
    return execFileSync('git', args, { cwd: dir, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  }

  const repository: Repository = {
    dir,
    incidentsDir,
    write(name, content) {
      mkdirSync(dirname(join(incidentsDir, name)), { recursive: true });
      writeFileSync(join(incidentsDir, name), content);
    },
    remove: (name) => rmSync(join(incidentsDir, name)),
    commit(message, { date } = {}) {
      run(['add', '--all']);
      run(['commit', '--quiet', '--allow-empty', '--message', message], date);
      return run(['rev-parse', 'HEAD']);
    },
    git: (...args) => run(args),
  };
  run(['init', '--quiet', '--initial-branch=main']);
  if (page) {
    repository.write('page.yaml', smallPage);
    repository.commit('Begin the page');
  }
  return repository;
}

/** In Japanese, with the components web and mail. */
export const smallPage = `name: { ja: 試験の会社, en: Test company }
operator: { name: 試験の会社 }
privacy: お知らせの送信だけに使います。
language: ja
time_zone: Asia/Tokyo
components:
  - { id: web, name: { ja: ウェブサイト, en: Website } }
  - { id: mail, name: { ja: メール配信, en: Mail delivery } }
`;
