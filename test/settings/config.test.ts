import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { temporaryFolder } from '../support/folder.ts';

const mail = {
  MAIL_1: 'smtps://ann:s3cret%40@mail.example.com?name=first&rate=14&connections=3',
  MAIL_FROM: 'Status <s@example.org>',
};

test('works with nothing set: a demo on this machine', () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    PORT: 4321,
    HOST: '127.0.0.1',
    SITE_URL: 'http://localhost:4321',
    isPublic: false,
    providers: [],
  });
});

test.each(['xx', '10.0.0.0/99', '10.0.0.0/8, proxy.example', '10.0.0.1/', '::1/129'])(
  'TRUST_PROXY=%s names nobody',
  (text) => {
    expect(() => readConfig({ TRUST_PROXY: text })).toThrow(/TRUST_PROXY: must be addresses or networks/);
  },
);

test('TRUST_PROXY takes addresses and networks of both kinds', () => {
  const entries = ['10.0.0.0/8', '127.0.0.1', '::1', 'fd00::/8'];
  expect(readConfig({ TRUST_PROXY: entries.join(', ') }).TRUST_PROXY).toEqual(entries);
});

test('reads a provider: ours are taken out, credentials decoded, TLS kept', () => {
  expect(readConfig(mail).providers).toEqual([
    {
      name: 'first',
      host: 'mail.example.com',
      port: 465,
      secure: true,
      ignoreTls: false,
      rejectUnauthorized: true,
      user: 'ann',
      password: 's3cret@',
      connections: 3,
      rate: 14,
      daily: null,
      share: 0,
    },
  ]);
});

test('names every problem at once and never prints a value', () => {
  const problems = () =>
    readConfig({
      PORT: 'hunter2',
      SITE_URL: 'https://status.example.org/path',
      ALERT_MAX_AGE: 'soon',
      MAIL_1: 'smtp://ann:hunter2@mail.example.com?ignoreTLS=true',
      MAIL_3: 'http://ann:hunter2@mail.example.com',
      METRICS_TOKEN: 'hunter2',
      STAFF_EMAIL: 'hunter2',
      METRICS_TOKEN_FILE: '/nowhere/hunter2',
    });
  expect(problems).toThrow(
    /PORT:[^]*SITE_URL:[^]*STAFF_EMAIL[^]*ALERT_MAX_AGE:[^]*MAIL_3: MAIL_2 is missing[^]*MAIL_1:[^]*MAIL_FROM/,
  );
  expect(problems).toThrow(/METRICS_TOKEN_FILE: the file cannot be read \(ENOENT\)/);
  expect(problems).not.toThrow(/hunter2/);
});

test.each([
  ['smtp://mail.example.com?ignoreTLS=true', /TLS off for another machine/],
  ['smtps://mail.example.com?rejectUnauthorized=false', /TLS off for another machine/],
  ['smtps://a%zz:b@mail.example.com', /write it as %25/],
  ['smtps://mail.example.com?speed=3', /does not know speed/],
  ['smtps://mail.example.com?rate=0', /rate/],
])('refuses the provider %s', (provider, reason) => {
  expect(() => readConfig({ ...mail, MAIL_1: provider })).toThrow(reason);
});

test('two providers of one name are told apart before a report mixes them up', () => {
  expect(() => readConfig({ ...mail, MAIL_2: mail.MAIL_1 })).toThrow(/called "first"/);
});

test('a secret may lie in a file', () => {
  const file = join(temporaryFolder(), 'token');
  writeFileSync(file, 'abcdefghijklmnop\n');
  expect(readConfig({ METRICS_TOKEN_FILE: file }).METRICS_TOKEN).toBe('abcdefghijklmnop');
});

test.each([
  ['http://localhost:4321', false],
  ['http://127.0.0.1:4321', false],
  ['http://status.localhost', false],
  ['https://status.example.org', true],
  ['http://192.0.2.1', true],
])('%s: public is %s', (SITE_URL, isPublic) => {
  expect(readConfig({ SITE_URL }).isPublic).toBe(isPublic);
});
