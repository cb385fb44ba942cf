import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { drillEvery, recoveryTarget } from '../incidents/recovery-target.ts';
import { readInstallation, secretKey } from '../installation.ts';
import { isGood, lastGood, readDrills, recordDrills, type Drill } from '../recovery/drill-record.ts';
import { timeOfCopy } from '../recovery/manifest.ts';
import type { Target } from '../recovery/target.ts';
import { countPeople } from '../recovery/verify-database.ts';
import { command, flag } from './command.ts';
import { drillByHand } from './drill-by-hand.ts';
import { drillTable } from './drill-table.ts';
import { rehearse, type Rehearsal } from './drill-rehearse.ts';
import { testProviders } from './drill-mail.ts';
import { fine, problem, WrongUsage, type Io } from './io.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';
import { progress, targetsOf } from './open-recovery.ts';
import { readPublished } from './read-content.ts';

const help = `Usage: npm run noroshi -- drill [SCENARIO] [options]

Rehearses on the real copies, without touching the running site: restores into a scratch folder,
starts the site there (where allowed, in a network namespace with nothing else in it), compares its
pages with what was published, counts who would be told, and deletes the folder. Then one test mail
through every provider to the first STAFF_EMAIL. Everything is timed and kept on record.

  host-lost           the newest and an older copy of every target (the default)
  deleted             subscribers were deleted three days ago and it is noticed today
  target-gone         each target in turn is gone: is the rest enough?

  --by-hand           times a person from a bare machine to the first page and the first alert
  --no-mail           without the test mails
  --list              only shows the record
  --json              for programs

Exit code: 0 all went well and in time; 1 something failed, took longer than recovery.target in
page.yaml, or the last good drill is older than recovery.drill_every; 2 wrong usage.
`;

const scenarios = ['host-lost', 'deleted', 'target-gone'] as const;
const day = 86_400_000;

/** `drill`. */
export const run = command(
  { help, flags: { json: flag, 'by-hand': flag, 'no-mail': flag, list: flag }, words: 1 },
  async ({ flags, words }, io) => {
    const scenario = scenarios.find((one) => one === (words[0] ?? 'host-lost'));
    if (scenario === undefined) throw new WrongUsage(`There is no scenario "${words[0]}". There are: ${scenarios.join(', ')}.`); // prettier-ignore
    const config = settingsOf(io);
    const { recovery } = (await readPublished(config, io)).page;
    const target = recoveryTarget(recovery);
    const done = flags.list === true ? [] : await work(config, io, scenario, flags);
    return withDatabase(config, async ({ read, write }) => {
      if (done.length > 0) await write((trx) => recordDrills(trx, done));
      const all = await read(readDrills);
      const last = lastGood(all, target);
      const isDue = last === undefined || io.now() - Date.parse(last.at) > drillEvery(recovery);
      if (flags.json === true)
        io.out(`${JSON.stringify({ drills: flags.list === true ? all : done, target_seconds: target === null ? null : target / 1000, due: isDue })}\n`); // prettier-ignore
      else io.out(drillTable({ drills: flags.list === true ? all : done, target, lastGood: last?.at ?? null, isDue }));
      return done.every((drill) => isGood(drill, target)) && !isDue ? fine : problem;
    });
  },
);

async function work(
  config: Config,
  io: Io,
  scenario: (typeof scenarios)[number],
  values: { readonly 'by-hand'?: boolean; readonly 'no-mail'?: boolean; readonly json?: boolean },
): Promise<Drill[]> {
  if (values['by-hand'] === true) return [await drillByHand(io)];
  const targets = targetsOf(config, io);
  const needs = {
    ...{ config, io, root: join(fileURLToPath(import.meta.url), '../../..') },
    installation: readInstallation(config.DATA_DIR).installation,
    key: secretKey(config),
    onStep: progress(io, values.json === true),
  };
  const people = await withDatabase(config, ({ read }) => read(countPeople));
  const rehearsals = await plan(scenario, targets, { people, now: io.now() });
  const done: Drill[] = [];
  for (const rehearsal of rehearsals) done.push(await rehearse(needs, rehearsal));
  if (values['no-mail'] !== true && config.providers.length > 0) done.push(await testProviders(config, io));
  return done;
}

/** A few may have left or come while it was looked. */
const leastOf = (people: number) => Math.floor(people * 0.95);

async function plan(
  scenario: (typeof scenarios)[number],
  targets: readonly Target[],
  { people, now }: { readonly people: number; readonly now: number },
): Promise<Rehearsal[]> {
  const newest = { at: Number.POSITIVE_INFINITY, withEvents: true, leastPeople: leastOf(people) };
  if (scenario === 'deleted') {
    // What happened since brings an older copy up to date: nobody who is there today may be missing.
    return [{ ...newest, what: 'deleted three days ago, all targets', targets, at: now - 3 * day }];
  }
  if (scenario === 'target-gone') {
    if (targets.length < 2) throw new WrongUsage('With one target nothing is left when it is gone. Set BACKUP_2.');
    return targets.map((gone) => ({
      what: `without ${gone.label}`,
      targets: targets.filter((target) => target !== gone),
      ...newest,
    }));
  }
  const planned: Rehearsal[] = [];
  for (const target of targets) {
    planned.push({ what: `newest copy at ${target.label}`, targets: [target], ...newest });
    // One that is a day older at least, else the one before the newest: an unreachable target fails in the first.
    const [, ...older] = await target.copies().catch(() => []);
    const name = older.find((one) => (timeOfCopy(one) ?? 0) < now - day) ?? older[0];
    const at = name === undefined ? null : timeOfCopy(name);
    if (at !== null) planned.push({ what: `older copy at ${target.label}`, targets: [target], at, withEvents: false, leastPeople: null }); // prettier-ignore
  }
  return planned;
}
