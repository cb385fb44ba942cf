import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('deploy/noroshi runs a command with the settings of the service, as they are written for systemd', () => {
  const home = temporaryFolder();
  symlinkSync(root, join(home, 'current'));
  mkdirSync(join(home, 'notices'));
  const settings = join(home, 'env');
  writeFileSync(
    settings,
    [
      `DATA_DIR=${join(home, 'data')}`,
      `INCIDENTS_DIR=${join(home, 'notices')}`,
      'SITE_URL=http://status.localhost',
      'MAIL_FROM="Status <status@alerts.example.net>"',
      'MAIL_1="smtps://user:pa$word@smtp.first.example:465?name=first&rate=14"',
    ].join('\n'),
  );
  const env = { PATH: process.env['PATH'], NOROSHI_HOME: home, NOROSHI_SETTINGS: settings, NOROSHI_USER: userInfo().username }; // prettier-ignore
  const run = (...args: string[]) => execFileSync(join(root, 'deploy/noroshi'), args, { env, encoding: 'utf8', cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] }); // prettier-ignore
  expect(run('doctor', '--help')).toContain('Usage');
  expect(() => run('mail', 'status')).toThrow(join(home, 'data'));
});
