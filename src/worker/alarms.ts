import { tellStaff, type StaffMessage } from '../alerts/staff.ts';
import type { Database } from '../database.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { ProviderHealth } from '../mail/deliver.ts';
import { manyComplaints } from '../mail/complaints.ts';
import { countDeliveries } from '../mail/counts.ts';
import { isFloodedAnywhere } from '../subscribers/limits.ts';

interface Needs {
  readonly now: () => number;
  readonly siteUrl: string;
  readonly channels: readonly string[];
  /** Of the page; English while none is known. */
  readonly language: () => string;
  readonly onTold: () => void;
}

/** Each throws DatabaseLost. */
export interface Alarms {
  /** How the providers are, every few seconds. */
  readonly hearProviders: (database: Database, providers: readonly ProviderHealth[]) => Promise<void>;
  /** What keeps the publisher from publishing what is newest, every few seconds; empty while all is well. */
  readonly hearPublisher: (database: Database, problems: readonly string[]) => Promise<void>;
  /** Whether the mails of an announcement came back in a mass, every few seconds; told once for each. */
  readonly hearBounces: (database: Database) => Promise<void>;
  /** What is wrong with the backups, every few seconds; empty while all is well. */
  readonly hearBackups: (database: Database, problems: readonly string[]) => Promise<void>;
  /** Whether complaints are too many, looked at once a minute; told once for each report. */
  readonly hearComplaints: (database: Database) => Promise<void>;
  /** Whether the form is filled in faster than its pace, every few seconds. */
  readonly hearForms: (database: Database) => Promise<void>;
  /** The clock was set by so many milliseconds. */
  readonly clockWasSet: (database: Database, step: number) => Promise<void>;
  /** It is open again after it was lost: while it was, nothing could be told. */
  readonly databaseIsBack: (database: Database) => Promise<void>;
}

/** What is wrong for a moment only is no alarm. */
const patience = 60_000;
const minute = 60_000;
const hour = 3_600_000;

type Words = Pick<StaffMessage, 'subject' | 'text'>;

/** Tells staff of what is wrong with mail or content, once when it has lasted for a while and once when it is over. */
export function createAlarms({ now, siteUrl, channels, language, onTold }: Needs): Alarms {
  const texts = () => catalogueOf(language()).staff.alarm;

  async function tell(database: Database, key: string, words: Words): Promise<void> {
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

  /** `begun` gives null while there is nothing to tell all the same. */
  function episodes(name: string, ended: () => Words) {
    let since: number | null = null;
    let isTold = false;
    return async (
      database: Database,
      isWrong: boolean,
      begun: () => Promise<Words | null>,
      wait = patience,
    ): Promise<void> => {
      if (channels.length === 0) return;
      if (isWrong) {
        since ??= now();
        const words = isTold || now() - since < wait ? null : await begun();
        if (words === null) return;
        isTold = true;
        await tell(database, `${name} ${iso(since)}`, words);
        return;
      }
      const [began, wasTold] = [since, isTold];
      [since, isTold] = [null, false];
      if (wasTold && began !== null) await tell(database, `${name} over ${iso(began)}`, ended());
    };
  }

  const massesTold = new Set<number>();
  let complaintsAt = 0;
  const forms = episodes('forms', () => ({ subject: texts().floodOverSubject, text: texts().floodOver }));
  const mail = episodes('providers', () => ({ subject: texts().providersBackSubject, text: texts().providersBack }));
  const content = episodes('content', () => ({ subject: texts().contentBackSubject, text: texts().contentBack }));
  const backups = episodes('backups', () => ({ subject: texts().backupsBackSubject, text: texts().backupsBack }));
  const each = new Map<string, ReturnType<typeof episodes>>();

  /** What staff must mend is told at once, what may pass by itself when it has not; with nobody well, that says it all. */
  async function hearProvider(database: Database, provider: ProviderHealth, isOtherWell: boolean): Promise<void> {
    const { name, isWell, trouble, reason } = provider;
    const ended = () => ({ subject: texts().providerBackSubject(name), text: texts().providerBack(name) });
    const episode = each.get(name) ?? episodes(`provider ${name}`, ended);
    each.set(name, episode);
    const why = trouble ?? 'down';
    const words = { subject: texts().providerSubject[why](name), text: texts().provider[why](name, reason ?? '') };
    const begun = () => Promise.resolve(trouble !== null || isOtherWell ? words : null);
    await episode(database, !isWell, begun, trouble === null ? patience : 0);
  }

  return {
    async hearProviders(database, providers) {
      const well = providers.filter(({ isWell }) => isWell);
      await mail(database, providers.length > 0 && well.length === 0, async () => {
        const { waiting } = await database.read(countDeliveries);
        const reasons = providers.map(({ name, reason }) => `${name}: ${reason ?? ''}`).join('\n');
        if (waiting === 0) return null;
        return { subject: texts().providersDownSubject(waiting), text: texts().providersDown(waiting, reasons) };
      });
      for (const provider of providers) await hearProvider(database, provider, well.length > 0);
    },
    hearPublisher: (database, problems) =>
      content(database, problems.length > 0, () =>
        Promise.resolve({ subject: texts().contentStuckSubject, text: texts().contentStuck(problems.join('\n')) }),
      ),
    hearBackups: (database, problems) =>
      backups(database, problems.length > 0, () =>
        Promise.resolve({ subject: texts().backupsFailSubject, text: texts().backupsFail(problems.join('\n')) }),
      ),
    async hearBounces(database) {
      if (channels.length === 0) return;
      const masses = await database.read((db) => db.selectFrom('mass_bounces').selectAll().execute());
      for (const mass of masses) {
        if (massesTold.has(mass.announcement_id)) continue;
        massesTold.add(mass.announcement_id);
        const subject = texts().bouncesSubject(mass.bounced, mass.owed);
        const text = texts().bounces(mass.notice_id, mass.bounced, mass.owed, mass.code);
        await tell(database, `bounces ${mass.announcement_id}`, { subject, text });
      }
    },
    async hearComplaints(database) {
      if (channels.length === 0 || Math.abs(now() - complaintsAt) < minute) return;
      complaintsAt = now();
      for (const found of await database.read(manyComplaints)) {
        const subject = texts().complaintsSubject(found.complaints, found.accepted);
        const text = texts().complaints(found.notice, found.complaints, found.accepted);
        await tell(database, `complaints ${found.announcement}`, { subject, text });
      }
    },
    async hearForms(database) {
      const isFlood = await database.read((db) => isFloodedAnywhere(db, now()));
      const begun = () => Promise.resolve({ subject: texts().floodSubject, text: texts().flood });
      await forms(database, isFlood, begun, 0);
    },
    async clockWasSet(database, step) {
      if (channels.length === 0) return;
      const [before, after] = [iso(now() - step), iso(now())];
      await tell(database, `clock ${before} ${after}`, { subject: texts().clockSubject(before, after), text: texts().clock(before, after) }); // prettier-ignore
    },
    async databaseIsBack(database) {
      if (channels.length === 0) return;
      const { databaseBackSubject: subject, databaseBack: text } = texts();
      await tell(database, `database back ${iso(now())}`, { subject, text });
    },
  };
}

const iso = (at: number) => new Date(at).toISOString();
