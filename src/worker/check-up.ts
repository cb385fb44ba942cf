import { execFile, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { tellStaff } from '../alerts/staff.ts';
import type { Database } from '../database.ts';
import { changesSince, CheckUp, type Change } from '../independence/changes.ts';
import type { Finding } from '../independence/finding.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { Log } from '../log.ts';

interface Needs {
  /** The project's folder. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly now: () => number;
  readonly siteUrl: string;
  readonly channels: readonly string[];
  readonly language: () => string;
  /** Whether page.yaml names what to compare with. */
  readonly hasPrimary: () => boolean;
  readonly onTold: () => void;
  /** The first one comes so long after the start: nothing stands before a reader then. Milliseconds. */
  readonly firstAfter?: number;
}

const week = 7 * 86_400_000;
/** The table is not large, but a certificate authority may write what it likes. */
const mostBytes = 4_000_000;
const key = 'doctor';

/** Runs `noroshi doctor` once a week, in a process of its own, and tells staff what is otherwise than the week before. */
export function createCheckUp(needs: Needs) {
  const { root, environment, log, now, siteUrl, channels, language } = needs;
  let nextAt = now() + (needs.firstAfter ?? 600_000);
  let running: ChildProcess | null = null;
  let isStopped = false;

  async function note(database: Database, found: readonly Finding[]): Promise<readonly Change[]> {
    const at = now();
    const last = await lastOf(database);
    const { changes, now: kept } = changesSince(last, found, at);
    await database.write(async (trx) => {
      const value = JSON.stringify(kept);
      await trx
        .insertInto('state')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
      if (changes.length === 0) return;
      const { checkUpSubject, checkUp } = catalogueOf(language()).staff.alarm;
      const message = { subject: checkUpSubject(changes.length), text: checkUp(changes.map(lineOf).join('\n\n')) };
      const about = { language: language(), notice: null, url: siteUrl } as const;
      await tellStaff(trx, { key: `${key} ${at}`, kind: 'alarm', ...message, ...about }, channels, at);
    });
    if (changes.length > 0) needs.onTold();
    return changes;
  }

  return {
    /** Every half second while the database is open; does what is due in the background. Throws DatabaseLost. */
    async look(database: Database): Promise<void> {
      if (running !== null || now() < nextAt || !needs.hasPrimary() || isStopped) return;
      const last = await lastOf(database);
      nextAt = (last?.at ?? now() - week) + week;
      if (now() < nextAt) return;
      nextAt = now() + week;
      const options = { env: environment, maxBuffer: mostBytes };
      const args = [join(root, 'src/cli/main.ts'), 'doctor', '--json'];
      running = execFile(process.execPath, args, options, (_error, out, err) => {
        running = null;
        if (isStopped) return;
        const found = readFindings(out);
        if (found === null) return log.error({ err: err.trim() }, 'the weekly check-up did not end well');
        note(database, found).then(
          (changes) => log.info({ lines: found.length, changes: changes.length }, 'the weekly check-up is done'),
          (error: unknown) => log.error({ err: error }, 'what the weekly check-up found could not be kept'),
        );
      });
    },
    stop(): void {
      isStopped = true;
      running?.kill();
    },
  };
}

async function lastOf({ read }: Database): Promise<CheckUp | null> {
  const row = await read((db) => db.selectFrom('state').select('value').where('key', '=', key).executeTakeFirst());
  return row === undefined ? null : CheckUp.parse(JSON.parse(row.value));
}

const Output = z.object({ findings: z.array(z.custom<Finding>((one) => typeof one === 'object' && one !== null)) });

function readFindings(out: string): readonly Finding[] | null {
  try {
    return Output.parse(JSON.parse(out)).findings;
  } catch {
    return null;
  }
}

function lineOf({ finding: { verdict, subject, aspect, what, why, cure }, before }: Change): string {
  const change = before === null ? verdict : `${before} → ${verdict}`;
  return [`${change}: ${subject} – ${aspect}: ${what}`, ...(verdict === 'fine' ? [] : [why, `→ ${cure}`])].join('\n');
}
