import type { Kysely } from 'kysely';
import type { Announcement } from '../alerts/announce.ts';
import { answerOf, answerPush, type Answer, type Push } from '../alerts/push-answer.ts';
import { tellStaff } from '../alerts/staff.ts';
import { warningMessage } from '../alerts/warning-message.ts';
import type { Database } from '../database.ts';
import type { ContentChange } from '../incidents/content-change.ts';
import { warningsAt } from '../incidents/staff-warnings.ts';
import type { Log } from '../log.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import type { Tables } from '../schema.ts';
import type { KnownContent } from './known-content.ts';

interface Needs {
  readonly log: Pick<Log, 'error'>;
  readonly now: () => number;
  readonly siteUrl: string;
  readonly channels: readonly string[];
  readonly providers: readonly ProviderSettings[];
  readonly known: KnownContent;
  readonly database: () => Database | null;
  readonly onTold: () => void;
}

export interface StaffNews {
  /** In the transaction that announces a change. `shownAt`: when readers got it, null when they have not yet. */
  readonly answer: (
    trx: Kysely<Tables>,
    content: ContentChange,
    result: Announcement,
    shownAt: number | null,
  ) => Promise<void>;
  /** The same once it is durable, for `answers`. */
  readonly note: (content: ContentChange, result: Announcement, shownAt: number | null) => void;
  /** For the hook of a push, which reads /health: the newest first. */
  readonly answers: () => readonly Answer[];
  /** Tells which reports should be written. Never rejects. */
  readonly look: () => Promise<void>;
}

const keptAnswers = 10;
/** A warning older than this is of no use: it was for a day when nobody ran us. */
const oldest = 86_400_000;

/** What staff are told of the content, and when. */
export function createStaffNews(needs: Needs): StaffNews {
  const { now, siteUrl, channels, known } = needs;
  let answers: readonly Answer[] = [];
  let told: ReadonlySet<string> = new Set();

  async function warn(database: Database): Promise<void> {
    const page = known.page();
    if (page === null || channels.length === 0) return;
    const at = now();
    const warnings = warningsAt(known.notices(), at).filter((warning) => at - warning.at < oldest);
    const fresh = warnings.filter(({ key }) => !told.has(key));
    if (fresh.length === 0) return;
    await database.write(async (trx) => {
      for (const warning of fresh) await tellStaff(trx, warningMessage({ siteUrl, page }, warning, at), channels, at);
    });
    told = new Set(warnings.map(({ key }) => key));
    needs.onTold();
  }

  return {
    async answer(trx, content, result, shownAt) {
      const push: Push = { content, result, notices: known.notices(), shownAt };
      await answerPush(trx, { log: needs.log, siteUrl, channels, providers: needs.providers }, push, now());
    },
    note(content, result, shownAt) {
      answers = [answerOf({ content, result, notices: [], shownAt }), ...answers].slice(0, keptAnswers);
    },
    answers: () => answers,
    async look() {
      const database = needs.database();
      if (database === null) return;
      await warn(database).catch((error: unknown) => needs.log.error({ err: error }, 'staff could not be warned'));
    },
  };
}
