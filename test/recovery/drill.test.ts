import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { addPerson } from '../support/people.ts';
import { copiesIn, makeHost } from '../support/recovery.ts';
import { now } from '../support/forge.ts';
import { acceptingServer } from '../support/smtp.ts';

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

  // What is at one target is damaged, and the live list is longer than what the other has.
  const [name = ''] = copiesIn(second);
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
  expect(list.out.match(/Z {2}ok/g)).toHaveLength(4);
  expect(list.out.match(/Z {2}FAILED/g)).toHaveLength(2);
  expect(readdirSync(host.dataDir)).not.toContain('restoring');
});
