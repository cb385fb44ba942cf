import type { HealthReport } from '../channel.ts';
import type { Config } from '../config.ts';
import { countStaffMessages, staffProblems } from '../alerts/staff-health.ts';
import { isPlainlyWrong } from '../mail/clock-guard.ts';
import { countDeliveries, countHeld } from '../mail/counts.ts';
import type { Backups } from './backups.ts';
import { usedToday } from '../mail/quota.ts';
import type { Announcing } from './announcing.ts';
import { diskProblem, diskUnder } from './disk.ts';
import { isFormOpen } from './forms.ts';
import type { Session } from './session.ts';
import type { StaffNews } from './staff.ts';

interface Needs {
  readonly config: Pick<Config, 'isPublic' | 'providers' | 'DATA_DIR'>;
  readonly now: () => number;
  readonly session: Session | null;
  /** Why there is no session. */
  readonly fault: string | null;
  readonly announcing: Pick<Announcing, 'problem' | 'notMailed'>;
  readonly staff: Pick<StaffNews, 'answers'>;
  /** Over which staff are told. */
  readonly channels: readonly string[];
  readonly backups: Pick<Backups, 'health'>;
}

/** What /health says of mail. Never rejects: a database that cannot be counted is one problem more. */
export async function workerHealth(needs: Needs): Promise<HealthReport> {
  const { config, session, fault, announcing, staff, channels } = needs;
  const providers = session?.delivery.providersHealth() ?? [];
  const counts = await session?.database.read(countDeliveries).catch(() => null);
  const held = await session?.database.read(countHeld).catch(() => null);
  const staffCounts = await session?.database.read(countStaffMessages).catch(() => null);
  const unheard = await session?.database.read((db) => staffProblems(db, channels)).catch(() => []);
  const backups = session === null ? null : await needs.backups.health(session.database).catch(() => null);
  const disk = await diskUnder(config.DATA_DIR);
  const used = await session?.database.read((db) => usedToday(db, needs.now())).catch(() => null);
  const declared = new Map(config.providers.map(({ name, rate, daily }) => [name, { rate, daily }]));
  const waiting = (counts?.waiting ?? 0) + (counts?.in_flight ?? 0);
  const areDown = providers.length > 0 && providers.every(({ isWell }) => !isWell);
  const problems = [
    fault,
    session === null && fault === null ? 'The database is not open yet.' : null,
    counts === null ? 'The database cannot be read.' : null,
    areDown && waiting > 0 ? `No mail provider takes mail at present, and ${waiting} mails wait.` : null,
    isFormOpen(config) ? null : 'SITE_URL is public, but no MAIL_1 is set: nobody can subscribe, and nobody is mailed.',
    isPlainlyWrong(needs.now())
      ? `The clock says ${new Date(needs.now()).toISOString()}, which is long past: no mail goes out until it is set.`
      : null,
    announcing.problem(),
    diskProblem(disk),
    ...(unheard ?? []),
    ...(backups?.problems ?? []),
  ].filter((problem) => problem !== null);
  return {
    at: needs.now(),
    problems,
    details: {
      instance: session?.installation.instance ?? null,
      deliveries: counts ?? null,
      held: held ?? null,
      providers: providers.map((one) => ({ ...one, ...declared.get(one.name), used: used?.get(one.name) ?? 0 })),
      not_mailed: announcing.notMailed(),
      backups: backups?.details ?? null,
      staff: staffCounts ?? null,
      answers: staff.answers(),
      disk,
    },
  };
}
