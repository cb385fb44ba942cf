import BetterSqlite from 'better-sqlite3';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { addPerson } from '../support/people.ts';
import { copiesIn, makeHost } from '../support/recovery.ts';
import { now } from '../support/forge.ts';
import { acceptingServer } from '../support/smtp.ts';
import { startSite } from '../support/site.ts';
import { eventually } from '../support/wait.ts';

interface Printed {
  readonly drills: readonly {
    readonly what: string;
    readonly people: number | null;
    readonly phases: readonly { readonly name: string; readonly failure: string | null }[];
  }[];
  readonly due: boolean;
}

test('a drill restores each copy, compares the site with what was published, and keeps a record', async () => {
  const host = await makeHost();
  host.clock.now = Date.now() - 60_000;
  const second = join(host.folder, 'second');
  mkdirSync(second);
  const page = readFileSync(join(host.site.incidentsDir, 'page.yaml'), 'utf8');
  host.site.write('page.yaml', `${page}recovery: { former_time: 12h, show_drill: true }\n`);
  host.site.write('2026-03-01-fire.md', '# 障害\n## 2026-03-01 10:00 調査中\n\n調べています。\n');
  host.site.commit('Tell of the fire', { date: now() });
  await host.with(async (db) => {
    for (let n = 1; n <= 30; n += 1) await addPerson(db, `p${n}@example.jp`);
  });
  const provider = await acceptingServer();
  const env = {
    HOME: host.folder,
    DATA_DIR: host.dataDir,
    INCIDENTS_DIR: host.site.incidentsDir,
    BACKUP_1: `file:${host.place}`,
    BACKUP_2: `file:${second}`,
    MAIL_1: `smtp://127.0.0.1:${provider.port}?ignoreTLS=true&name=one`,
    MAIL_FROM: 'status@example.org',
    STAFF_EMAIL: 'staff@example.org',
  };
  const command = (...args: string[]) => runCommand(args, host.folder, env);
  expect((await command('backup')).code).toBe(0);

  const good = await command('drill', '--json');
  expect(good.code, good.out + good.err).toBe(0);
  const printed = JSON.parse(good.out) as Printed;
  expect(printed.due).toBe(false);
  expect(printed.drills.map(({ what, people }) => [what, people])).toEqual([
    [`newest copy at file:${host.place}`, 30],
    [`newest copy at file:${second}`, 30],
    ['providers, to staff@example.org', null],
  ]);
  expect(provider.received.map(({ to }) => to)).toEqual(['staff@example.org']);
  for (const { phases } of printed.drills.slice(0, 2))
    expect(phases.at(-1)).toMatchObject({ name: 'compare its pages', failure: null });

  // What shows what was published must not tell of the drill before: that one is in the copy by now.
  expect((await command('backup')).code).toBe(0);
  const gone = await command('drill', 'target-gone', '--no-mail', '--json');
  expect(gone.code, gone.out + gone.err).toBe(0);
  expect((JSON.parse(gone.out) as Printed).drills.map(({ what, people }) => [what, people])).toEqual([
    [`without file:${host.place}`, 30],
    [`without file:${second}`, 30],
  ]);
  const site = await startSite({ incidentsDir: host.site.incidentsDir, dataDir: host.dataDir });
  const footer = async (path: string) => /<footer[^]*<\/footer>/.exec(await (await site.get(path)).text())?.[0] ?? '';
  await eventually('the page to tell of the drill', async () => (await footer('/')).includes('復旧訓練'));
  expect(await footer('/')).toMatch(
    /\d日\(.\)に復旧訓練を行い、バックアップからデータを復元して確認するまでを1分以内に終えました。/,
  );
  expect(await footer('/en')).toContain('data restored and checked within 1 minute.');
  await site.stop();

  // What is at one target is damaged, and the live list is longer than what the other has.
  const [name = ''] = copiesIn(second).toReversed();
  for (const place of [host.place, second])
    rmSync(join(place, 'copies', copiesIn(place)[0] ?? ''), { recursive: true });
  writeFileSync(join(second, 'copies', name, 'noroshi.db'), '');
  rmSync(join(host.place, 'segments'), { recursive: true });
  await host.with(async (db) => {
    for (let n = 31; n <= 60; n += 1) await addPerson(db, `p${n}@example.jp`);
  });
  const bad = await command('drill', '--json');
  expect(bad.code).toBe(1);
  const failures = (JSON.parse(bad.out) as Printed).drills.map(({ phases }) => phases.at(-1)?.failure);
  expect(failures[0]).toMatch(/30 people would be told; at least 57 were expected/);
  expect(failures[1]).toMatch(/noroshi\.db is empty, 0 bytes/);

  const list = await command('drill', '--list');
  expect(list.out.match(/Z {2}ok/g)).toHaveLength(6);
  expect(list.out.match(/Z {2}FAILED/g)).toHaveLength(2);
  expect(readdirSync(host.dataDir)).not.toContain('restoring');
});

test('deleted three days ago: who was there comes back, and whoever came since; nothing older is said plainly', async () => {
  const host = await makeHost();
  const day = 86_400_000;
  const env = { HOME: host.folder, DATA_DIR: host.dataDir, INCIDENTS_DIR: host.site.incidentsDir, BACKUP_1: `file:${host.place}` }; // prettier-ignore
  const drill = (...args: string[]) => runCommand(['drill', ...args], host.folder, env);
  host.clock.now = Date.now() - 2 * day;
  await host.backup();
  const young = await drill('deleted');
  expect(young.code).toBe(1);
  expect(young.out).toMatch(/No copy is from \S+Z or before: the oldest of 1 is from \S+Z\./);

  host.clock.now = Date.now() - 4 * day;
  await host.with(async (db) => {
    for (let n = 1; n <= 30; n += 1) await addPerson(db, `p${n}@example.jp`);
  });
  await host.backup();
  const rough = new BetterSqlite(join(host.dataDir, 'noroshi.db'));
  rough.pragma('foreign_keys = ON');
  rough.exec('DELETE FROM subscribers WHERE id > 10');
  rough.close();
  host.clock.now = Date.now() - day;
  await host.with(async (db) => void (await addPerson(db, 'newcomer@example.jp')));
  await host.ship();
  const found = await drill('deleted', '--json');
  expect(found.code, found.out + found.err).toBe(0);
  expect((JSON.parse(found.out) as Printed).drills).toMatchObject([{ what: 'deleted three days ago, all targets', people: 31 }]); // prettier-ignore

  const alone = await drill('target-gone');
  expect(alone).toMatchObject({ code: 2 });
  expect(alone.err).toContain('Set BACKUP_2');
});

test('a person is timed at a real terminal, and what they say went wrong is on record', async () => {
  const host = await makeHost();
  const env = { HOME: host.folder, DATA_DIR: host.dataDir, INCIDENTS_DIR: host.site.incidentsDir };
  expect((await runCommand(['drill', '--by-hand'], host.folder, env)).err).toContain('run it at a terminal');

  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const atTerminal = async (answers: readonly string[]) => {
    const child = spawn('script', ['-qec', `${process.execPath} ${main} drill --by-hand`, '/dev/null'], { cwd: host.folder, env: { PATH: process.env['PATH'], ...env } }); // prettier-ignore
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    for (const [index, answer] of answers.entries()) {
      await eventually(`question ${index + 1}`, () => (text.match(/Press Enter [^\n]*: /g) ?? []).length > index);
      child.stdin.write(`${answer}\r`);
    }
    const [code] = (await once(child, 'exit')) as [number];
    return { code, text };
  };
  const good = await atTerminal(['', '', '', '', '']);
  expect(good.code, good.text).toBe(0);
  expect(good.text).toMatch(/ok .* bare machine to Noroshi installed[^]*ok .* to first alert[^]*Last good drill/);
  const bad = await atTerminal(['', '', 'nobody knows the password of restic']);
  expect(bad.code, bad.text).toBe(1);
  expect(bad.text).toContain('to data restored: nobody knows the password of restic');
});
