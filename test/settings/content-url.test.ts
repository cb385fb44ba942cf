import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { temporaryFolder } from '../support/folder.ts';

test.each([
  ['https://git.example.net/status.git', 'https://git.example.net/status.git', null],
  ['https://ann:p%40ss@git.example.net/s.git', 'https://git.example.net/s.git', { username: 'ann', password: 'p@ss' }],
  ['https://token@git.example.net/s.git', 'https://git.example.net/s.git', { username: 'token', password: '' }],
  ['git@git.example.net:status/content.git', 'git@git.example.net:status/content.git', null],
  ['ssh://git@git.example.net:2222/s.git', 'ssh://git@git.example.net:2222/s.git', null],
  ['git://git.example.net/s.git', 'git://git.example.net/s.git', null],
  ['file:///srv/s.git', 'file:///srv/s.git', null],
  ['/srv/s.git', '/srv/s.git', null],
])('CONTENT_GIT_URL=%s', (text, url, credentials) => {
  expect(readConfig({ CONTENT_GIT_URL: text }).CONTENT_GIT_URL).toEqual({ url, credentials });
});

test.each([
  '--upload-pack=hunter2',
  '-oProxyCommand=hunter2',
  'ext::sh -c hunter2',
  'ext::hunter2',
  'fd::17/hunter2',
  'hg::https://hunter2.example/x',
  'ssh://-oProxyCommand=hunter2/x',
  'ssh://ann:hunter2@git.example.net/x',
  'git@host:-hunter2',
  'https://ann:hunter2%@git.example.net/x',
  'ftp://hunter2.example/x',
  'hunter2',
  './hunter2',
])('CONTENT_GIT_URL=%s is refused, and not repeated', (text) => {
  expect(() => readConfig({ CONTENT_GIT_URL: text })).toThrow(/ {2}CONTENT_GIT_URL: (must|has)/);
  expect(() => readConfig({ CONTENT_GIT_URL: text })).not.toThrow(/hunter2/);
});

test('it may lie in a file', () => {
  const file = join(temporaryFolder(), 'url');
  writeFileSync(file, 'https://ann:secret@git.example.net/s.git\n');
  expect(readConfig({ CONTENT_GIT_URL_FILE: file }).CONTENT_GIT_URL?.credentials).toEqual({
    username: 'ann',
    password: 'secret',
  });
});

test.each(['main', 'status/live', '公開', 'v1.2', 'a-b_c'])('CONTENT_GIT_BRANCH=%s', (name) => {
  expect(readConfig({ CONTENT_GIT_BRANCH: name }).CONTENT_GIT_BRANCH).toBe(name);
});

test.each(['-main', '/main', 'main/', 'a..b', 'a b', 'a:b', 'a^', 'a.lock', 'x.lock/y', 'a//b', 'a/.b', '.a', 'a@{1}', 'a*'])(
  'CONTENT_GIT_BRANCH=%s is refused',
  (name) => {
    expect(() => readConfig({ CONTENT_GIT_BRANCH: name })).toThrow(/CONTENT_GIT_BRANCH: must be the name of a branch/);
  },
); // prettier-ignore
