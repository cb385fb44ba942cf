import { tellStaff, type StaffMessage } from '../alerts/staff.ts';
import type { Database } from '../database.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { ProviderHealth } from '../mail/deliver.ts';
import { countDeliveries } from '../mail/settle.ts';

interface Needs {
  readonly now: () => number;
  readonly siteUrl: string;
  readonly channels: readonly string[];
  /** Of the page; English while none is known. */
  readonly language: () => string;
  readonly onTold: () => void;
}

export interface Alarms {
  /** How the providers are, every few seconds. Throws DatabaseLost. */
  readonly hearProviders: (database: Database, providers: readonly ProviderHealth[]) => Promise<void>;
  /** The database is open again after it was lost: while it was, nothing could be told. Throws DatabaseLost. */
  readonly databaseIsBack: (database: Database) => Promise<void>;
}

/** A provider that is away for a moment is no alarm. */
const patience = 60_000;
const hour = 3_600_000;

/** Tells staff of what is wrong with mail, once when it begins and once when it ends. */
export function createAlarms({ now, siteUrl, channels, language, onTold }: Needs): Alarms {
  let downSince: number | null = null;
  let isTold = false;

  async function tell(database: Database, key: string, words: Pick<StaffMessage, 'subject' | 'text'>) {
    const message = {
      ...words,
      key,
      kind: 'alarm',
      language: language(),
      notice: null,
      url: siteUrl,
      worth: hour,
    } as const;
    await database.write((trx) => tellStaff(trx, message, channels, now()));
    onTold();
  }
  const texts = () => catalogueOf(language()).staff.alarm;
  return {
    async hearProviders(database, providers) {
      if (channels.length === 0) return;
      const areDown = providers.length > 0 && providers.every(({ isWell }) => !isWell);
      if (areDown) {
        downSince ??= now();
        if (isTold || now() - downSince < patience) return;
        const { waiting } = await database.read(countDeliveries);
        if (waiting === 0) return;
        const reasons = providers.map(({ name, reason }) => `${name}: ${reason ?? ''}`).join('\n');
        isTold = true;
        await tell(database, `providers down ${new Date(downSince).toISOString()}`, {
          subject: texts().providersDownSubject(waiting),
          text: texts().providersDown(waiting, reasons),
        });
      } else {
        const since = downSince;
        downSince = null;
        if (!isTold || since === null) return;
        isTold = false;
        const { providersBackSubject: subject, providersBack: text } = texts();
        await tell(database, `providers back ${new Date(since).toISOString()}`, { subject, text });
      }
    },
    async databaseIsBack(database) {
      if (channels.length === 0) return;
      const { databaseBackSubject: subject, databaseBack: text } = texts();
      await tell(database, `database back ${new Date(now()).toISOString()}`, { subject, text });
    },
  };
}
