import type { Database } from '../database.ts';
import type { Page } from '../incidents/page.ts';
import { recoveryTarget } from '../incidents/recovery-target.ts';
import type { Drilled } from '../publish/drilled.ts';
import { isGood, readDrills } from '../recovery/drill-record.ts';

interface Needs {
  readonly now: () => number;
  readonly page: () => Page | null;
  readonly tell: (drilled: Drilled | null) => void;
}

const tellEvery = 60_000;

/** Tells once a minute of the last rehearsal in which the data came back in time: a command notes it in the database, and only this thread reads that. */
export function createLastDrill({ now, page, tell }: Needs) {
  let tellAt = 0;
  return {
    /** Every half second while the database is open. Throws DatabaseLost. */
    async look({ read }: Database): Promise<void> {
      const recovery = page()?.recovery;
      if (now() < tellAt || recovery === undefined) return;
      tellAt = now() + tellEvery;
      const target = recoveryTarget(recovery);
      const last = (await read(readDrills)).findLast((drill) => drill.kind === 'restore' && isGood(drill, target));
      tell(last === undefined ? null : { at: Date.parse(last.at), took: last.seconds * 1000 });
    },
  };
}
