import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/independence/finding.ts';
import { changesSince } from '../../src/independence/changes.ts';
import { createCheckUp } from '../../src/worker/check-up.ts';
import { openAlerting } from '../support/alerting.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { makeRepository, smallPage } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { eventually } from '../support/wait.ts';

const line = (id: string, verdict: Finding['verdict']): Finding => ({ id, verdict, subject: 's', aspect: 'a', what: 'w', why: 'y', cure: 'c' }); // prettier-ignore

/** A page that stands at the very address of the main service; no name has to be looked up for that. */
function standingTogether() {
  const repository = makeRepository();
  repository.write('page.yaml', `${smallPage}primary: ["127.0.0.1"]\nstated: { power: another grid }\n`);
  repository.commit('Name the main service');
  return repository.incidentsDir;
}

test('the table names what is shared with why and what to do, and exits with 1', async () => {
  const incidentsDir = standingTogether();
  const site = await startSite({ incidentsDir });
  const made = ['noroshi.db', 'secret.key'].map((name) => join(site.dataDir, name));
  await eventually('the worker to make its files', () => made.every((file) => existsSync(file)));
  chmodSync(join(site.dataDir, 'secret.key'), 0o644);
  const env = {
    SITE_URL: 'http://127.0.0.1:4321',
    INCIDENTS_DIR: incidentsDir,
    DATA_DIR: site.dataDir,
    DOCTOR_LOOKUPS: 'off',
  };
  const cwd = temporaryFolder();
  const table = await runCommand(['doctor'], cwd, env);
  expect(table.err).toBe('');
  expect(table.code).toBe(1);
  expect(table.out).toMatch(
    /^shared +Status page and feeds: 127\.0\.0\.1 – Address: 127\.0\.0\.1, as 127\.0\.0\.1\n +One machine.*\n +→ Move it/,
  );
  expect(table.out).toMatch(/^unknown .* – Network: not looked up \(DOCTOR_LOOKUPS is off\)$/m);
  expect(table.out).toMatch(/^warning +This host – Backup: none is configured$/m);
  expect(table.out).toMatch(/^warning +This host – File modes: open to others: /m);
  expect(table.out).toMatch(/^stated +Stated in page\.yaml – power: another grid$/m);
  expect(table.out).toMatch(/^warning +This host – Time to tell all: no provider is configured$/m);
  expect(table.out).not.toMatch(/^fine/m);
  expect(table.out.trimEnd().split('\n').at(-1)).toMatch(/^1 shared, \d+ unknown, \d+ warning, 1 stated, \d+ fine$/);
  const json = await runCommand(['doctor', '--json'], cwd, env);
  expect(json.code).toBe(1);
  const { findings } = JSON.parse(json.out) as { findings: Finding[] };
  expect(findings.find(({ id }) => id === 'host/database')).toMatchObject({ verdict: 'fine', what: 'ok' });
});

test('without a database what it would tell is unknown; a wrong flag is named', async () => {
  const env = { INCIDENTS_DIR: makeRepository().incidentsDir, DATA_DIR: temporaryFolder(), DOCTOR_LOOKUPS: 'off' };
  const { out, code } = await runCommand(['doctor', '--json'], temporaryFolder(), env);
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  expect(code).toBe(0);
  for (const id of ['primary', 'host/queue', 'host/modes', 'host/drill'])
    expect(findings.find((one) => one.id === id)?.verdict, id).toBe('unknown');
  expect(findings.find(({ id }) => id === 'host/database')?.verdict).toBe('warning');
  const wrong = await runCommand(['doctor', '--jsn'], temporaryFolder(), env);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain('"--json"');
});

test('only what is otherwise than last time is news, and no answer is no change', () => {
  const first = changesSince(
    null,
    [line('a', 'shared'), line('b', 'fine'), line('c', 'warning'), line('d', 'unknown')],
    1,
  );
  expect(first.changes.map(({ finding }) => finding.id)).toEqual(['a']);
  const second = changesSince(first.now, [line('a', 'unknown'), line('b', 'fine'), line('c', 'warning'), line('d', 'fine')], 2); // prettier-ignore
  expect(second.changes).toEqual([]);
  const third = changesSince(second.now, [line('a', 'fine'), line('b', 'shared'), line('c', 'warning')], 3);
  expect(third.changes.map(({ finding, before }) => `${finding.id} ${before}`)).toEqual(['a shared', 'b fine']);
});

test('once a week it looks by itself, and staff hear of what has changed', async () => {
  const { database } = openAlerting();
  const clock = { now: Date.now() };
  const environment = { PATH: process.env['PATH'], SITE_URL: 'http://127.0.0.1:4321', INCIDENTS_DIR: standingTogether(), DATA_DIR: temporaryFolder(), DOCTOR_LOOKUPS: 'off' }; // prettier-ignore
  const ended: unknown[] = [];
  const log = { info: (line: unknown) => void ended.push(line), error: (line: unknown) => void ended.push(line) };
  const checkUp = createCheckUp({
    ...{
      root: fileURLToPath(new URL('../..', import.meta.url)),
      environment,
      log,
      now: () => clock.now,
      firstAfter: 0,
    },
    ...{
      siteUrl: 'https://status.example',
      channels: ['hook'],
      language: () => 'ja',
      hasPrimary: () => true,
      onTold: () => {},
    },
  });
  const messages = () => database.read((db) => db.selectFrom('staff_messages').select(['subject', 'text']).execute());
  await checkUp.look(database);
  await eventually('the first check-up', () => ended.length === 1);
  expect(ended).toEqual([expect.objectContaining({ changes: 1 })]);
  const [told, ...rest] = await messages();
  expect(rest).toEqual([]);
  expect(told?.subject).toBe('【点検】前回から1件の変化があります');
  expect(told?.text).toContain('shared: Status page and feeds: 127.0.0.1 – Address');
  await checkUp.look(database);
  clock.now += 7 * 86_400_000 + 1;
  await checkUp.look(database);
  await eventually('the second', () => ended.length === 2);
  expect(ended[1]).toMatchObject({ changes: 0 });
  expect(await messages()).toHaveLength(1);
  checkUp.stop();
});
