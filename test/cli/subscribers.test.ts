import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openInstalledDatabase, secretKey } from '../../src/installation.ts';
import { suppress } from '../../src/mail/suppressions.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addPerson } from '../support/people.ts';

const header = 'email,language,components,confirmed_at\n';
const pageYaml = `name: { ja: まなび連絡網, en: Manabi }
language: ja
languages: [ja, en]
time_zone: Asia/Tokyo
components:
  - { id: web, name: Web }
  - { id: mail, name: Mail }
`;

/** A data folder, and a folder in which the command is run. */
function place({ withPage = false } = {}) {
  const cwd = temporaryFolder();
  const DATA_DIR = join(cwd, 'data');
  void openInstalledDatabase(DATA_DIR).close();
  const key = secretKey({ DATA_DIR });
  if (withPage) writeFileSync(join(cwd, 'page.yaml'), pageYaml);
  const env = { DATA_DIR, INCIDENTS_DIR: withPage ? cwd : join(cwd, 'none') };
  return {
    cwd,
    key,
    write: (name: string, text: string) => writeFileSync(join(cwd, name), text),
    read: (name: string) => readFileSync(join(cwd, name), 'utf8'),
    run: (...args: string[]) => runCommand(['subscribers', ...args], cwd, env),
    inDatabase: async <T>(work: (database: ReturnType<typeof openInstalledDatabase>) => Promise<T>) => {
      const database = openInstalledDatabase(DATA_DIR);
      return work(database).finally(() => database.close());
    },
  };
}

test('a hundred thousand lines are taken in and given out again unchanged', async () => {
  const [one, other] = [place(), place()];
  const lines = Array.from({ length: 100_000 }, (_, index) => {
    const components = ['', 'web', 'mail web'][index % 3] ?? '';
    const second = new Date(Date.UTC(2011, 0, 1) + index * 61_000).toISOString();
    return `reader${index}@example.jp,${index % 7 === 0 ? 'en' : 'ja'},${components},${second}`;
  });
  one.write('list.csv', `${header}${lines.join('\n')}\n`);
  const taken = await one.run('import', 'list.csv');
  expect(taken).toMatchObject({ code: 0, out: expect.stringContaining('100000 subscribed, 0 asked') as string });
  expect(taken.err).toContain('50000 of 100000 lines');
  expect(await one.run('export', 'out.csv')).toMatchObject({
    code: 0,
    err: expect.stringMatching(/100000 people exported/) as string,
  });
  expect(one.read('out.csv') === one.read('list.csv')).toBe(true);
  expect(statSync(join(one.cwd, 'out.csv')).mode & 0o777).toBe(0o600);
  other.write('list.csv', one.read('out.csv'));
  await other.run('import', 'list.csv');
  expect((await other.run('export')).out === one.read('out.csv')).toBe(true);
}, 240_000);

test('what a spreadsheet would compute is given out harmless and read as it was', async () => {
  const { run, write, inDatabase, read } = place();
  const odd = ['=cmd@example.jp', '+81@example.jp', '-minus@example.jp', "'=quoted@example.jp", "o'hara@example.jp"];
  await inDatabase(async (database) => {
    for (const address of odd) await addPerson(database, address);
  });
  const { out } = await run('export');
  expect(out.split('\n').slice(1, -1)).toHaveLength(5);
  for (const line of out.split('\n')) expect(line).not.toMatch(/^"?[=+\-@\t\r]/);
  const other = place();
  other.write('list.csv', out);
  expect((await other.run('import', 'list.csv')).out).toContain('5 subscribed');
  expect((await other.run('export')).out).toBe(out);
  write('again.csv', out);
  expect((await run('import', 'again.csv')).out).toContain('5 there already');
  expect(read('again.csv')).toBe(out);
});

test('each bad line is named with its cure, and nothing is taken in', async () => {
  const { run, write } = place({ withPage: true });
  const lines = [
    'hana@example.jp,ja,web,2012-06-20T17:10:00+09:00',
    'no-at-sign,ja,,2012-06-20T17:10:00Z',
    'jiro@example.jp,fr,,2012-06-20T17:10:00Z',
    'saburo@example.jp,ja,webb,2012-06-20T17:10:00Z',
    'shiro@example.jp,ja,,2012-06-20 17:10',
    'goro@example.jp,ja,,2999-01-01T00:00:00Z',
    'HANA@example.jp,ja,,2012-06-20T17:10:00Z',
  ];
  write('list.csv', `\ufeff${header}${lines.join('\r\n')}\r\n`);
  const refused = await run('import', 'list.csv');
  expect(refused).toMatchObject({ code: 1, out: '' });
  for (const [line, word] of [
    [3, 'needs a name, an @'],
    [4, 'Write ja or en'],
    [5, 'There are web, mail'],
    [6, '2012-06-20T17:10:00\\+09:00'],
    [7, 'in the future'],
    [8, 'stands in line 2 too'],
  ] as const) {
    expect(refused.err).toMatch(new RegExp(`^line ${line}: .*${word}`, 'm'));
  }
  expect((await run('list')).out).toContain('Nobody has subscribed');
  expect((await run('import', 'list.csv', '--dry-run')).out).toContain('Would be: 1 subscribed');
  expect((await run('list')).out).toContain('Nobody has subscribed');
  expect(await run('import', 'list.csv', '--skip-bad')).toMatchObject({ code: 1 });
  expect((await run('export')).out).toBe(`${header}hana@example.jp,ja,web,2012-06-20T08:10:00.000Z\n`);
});

test('what is no list says so', async () => {
  const { run, write, cwd } = place();
  write('other.csv', 'mail;name\na@example.jp;Hana\n');
  expect(await run('import', 'other.csv')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/must be: email,language/) as string,
  });
  write('open.csv', `${header}"hana@example.jp,ja,,\n`);
  expect(await run('import', 'open.csv')).toMatchObject({ code: 1, err: expect.stringMatching(/no CSV/) as string });
  writeFileSync(join(cwd, 'sjis.csv'), Buffer.from([0x61, 0x83, 0x65, 0x83]));
  expect(await run('import', 'sjis.csv')).toMatchObject({ code: 1, err: expect.stringMatching(/not UTF-8/) as string });
  expect(await run('import')).toMatchObject({ code: 2 });
});

test('who has no date of consent is asked by a mail of their own, one a second', async () => {
  const { run, write, inDatabase } = place({ withPage: true });
  write('list.csv', 'email\nhana@example.jp\njiro@example.jp\n');
  expect((await run('import', 'list.csv')).out).toContain('0 subscribed, 2 asked by mail');
  const rows = await inDatabase(({ read }) =>
    read((db) => db.selectFrom('confirmations').select(['next_try_at', 'mail', 'language', 'state']).execute()),
  );
  const [first = 0, second = 0] = rows.map(({ next_try_at }) => Date.parse(next_try_at));
  expect(second - first).toBe(1000);
  expect(rows[0]).toMatchObject({
    language: 'ja',
    state: 'waiting',
    mail: expect.stringContaining('To: hana@') as string,
  });
  expect((await run('list', '--json')).out).toContain('"address":"h***@example.jp"');
  expect((await run('export')).out).toBe(header);
  // Run again, nobody is asked twice.
  expect((await run('import', 'list.csv')).out).toContain('0 asked by mail, 2 there already');
});

test('a list brings nobody back who left, was suppressed or was erased', async () => {
  const { run, write, key, inDatabase } = place();
  await inDatabase(async (database) => {
    await addPerson(database, 'left@example.jp', { status: 'unsubscribed' });
    await addPerson(database, 'gone@example.jp');
    for (const address of ['bounced@example.jp', 'angry@example.jp']) await addPerson(database, address);
    await database.write(async (trx) => {
      const needs = { trx, key, now: Date.UTC(2012, 5, 20) };
      await suppress(needs, 'bounced@example.jp', 'bounce', '5.1.1');
      await suppress(needs, 'angry@example.jp', 'complaint');
    });
  });
  expect(await run('erase', 'Gone@example.jp', '--json')).toMatchObject({ code: 0, out: '{"erased":true}\n' });
  expect(await run('erase', 'angry@example.jp')).toMatchObject({ code: 0 });
  expect(await run('erase', 'nobody@example.jp')).toMatchObject({ code: 1 });
  const people = ['left', 'gone', 'bounced', 'angry'].map((name) => `${name}@example.jp,ja,,2012-01-01T00:00:00Z`);
  write('list.csv', `${header}${people.join('\n')}\n`);
  const { out } = await run('import', 'list.csv');
  expect(out).toContain('0 subscribed, 0 asked by mail, 0 there already, 4 left or suppressed');
  expect((await run('export')).out).toBe(header);
  expect((await run('list')).out).toContain('1 unsubscribed, 1 suppressed after a bounce');
  expect((await run('list', '--addresses')).out).toContain('bounced@example.jp');
});
