import type { Kysely } from 'kysely';
import type { ContentChange } from '../incidents/content-change.ts';
import { findingLine } from '../incidents/finding.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import type { Log } from '../log.ts';
import { countDeliveries } from '../mail/counts.ts';
import { usedToday } from '../mail/quota.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import type { Tables } from '../schema.ts';
import type { Announcement } from './announce.ts';
import { readState, rememberState } from './state.ts';
import { followFiles, type FileNews } from './broken-files.ts';
import { pushSubject, pushText, type MailNow } from './push-text.ts';
import { takenAway, type TakenAway } from './taken-away.ts';
import { tellStaff } from './staff.ts';

/** What became of a head: as staff are told, and as the hook of a push asks /health for it. */
export interface Push {
  readonly content: Pick<
    ContentChange,
    | 'isWhole'
    | 'commit'
    | 'seenAt'
    | 'page'
    | 'changed'
    | 'formerly'
    | 'notices'
    | 'stood'
    | 'reports'
    | 'broken'
    | 'files'
    | 'kept'
    | 'findings'
  >;
  readonly result: Announcement;
  /** Known in full. */
  readonly notices: readonly Notice[];
  /** When readers got the edition that shows it; null when that has not come yet. */
  readonly shownAt: Instant | null;
}

/** The same for programs: below `answers` in the operator's /health. */
export interface Answer {
  readonly commit: string | null;
  readonly seconds: number | null;
  readonly told: Announcement['announced'];
  readonly not_mailed: Announcement['notMailed'];
  readonly moved: Announcement['moved'];
  readonly withdrawn: number;
  readonly retracted: Announcement['retracted'];
  readonly held: Announcement['held'];
  readonly taken_away: TakenAway;
  readonly findings: readonly string[];
}

interface Needs {
  readonly log: Pick<Log, 'error'>;
  readonly siteUrl: string;
  readonly channels: readonly string[];
  /** To say how long telling takes. */
  readonly providers: readonly Pick<ProviderSettings, 'name' | 'rate' | 'daily'>[];
}

const stateKey = 'staff_answered';

/**
 * Answers a followed head, once, in the transaction that announces what is new in it. Nothing for a head that changes
 * nothing of ours. At the first start nobody has pushed: only files that are broken are told. After a restart one answer
 * covers the commits that came meanwhile.
 */
export async function answerPush(trx: Kysely<Tables>, needs: Needs, push: Push, now: Instant): Promise<void> {
  const { content } = push;
  if (needs.channels.length === 0) return;
  const seen = new Date(content.seenAt).toISOString();
  const version = content.commit ?? seen;
  const answered = await readState(trx, stateKey);
  const files = await followFiles(trx, content);
  await rememberState(trx, stateKey, version);
  const isFirst = answered === null && content.isWhole;
  if (answered === version || !(isFirst ? files.broken.size > 0 : isWorthAnAnswer(push, files))) return;
  const used = await usedToday(trx, now);
  const providers = needs.providers.map((one) => ({ ...one, used: used.get(one.name) ?? 0 }));
  const mail = { providers, counts: await countDeliveries(trx) };
  const message = compose({ ...needs, mail }, isFirst ? { ...push, result: nothing } : push, files, now);
  if (message === null) return;
  const kind = isFirst ? 'broken' : 'push';
  await tellStaff(trx, { ...message, key: `push ${version} ${seen}`, kind }, needs.channels, now);
}

/** Null when it fails: subscribers must not go without their mail for a mistake in what staff are told. */
function compose(needs: Needs & { readonly mail: MailNow }, push: Push, files: FileNews, now: Instant) {
  const { log, siteUrl, mail } = needs;
  try {
    return {
      language: push.content.page.language,
      subject: pushSubject(push, files),
      text: pushText({ siteUrl, mail }, push, files, now),
      notice: push.result.announced[0]?.notice ?? null,
      url: siteUrl,
    };
  } catch (error) {
    log.error({ err: error }, 'the answer to a push could not be written');
    return null;
  }
}

/** The answer as data. */
export function answerOf({ content, result, shownAt }: Push): Answer {
  return {
    commit: content.commit,
    seconds: shownAt === null ? null : Math.max(0, shownAt - content.seenAt) / 1000,
    told: result.announced,
    not_mailed: result.notMailed,
    moved: result.moved,
    withdrawn: result.withdrawn,
    retracted: result.retracted,
    held: result.held,
    taken_away: takenAway(content),
    findings: content.findings.map(findingLine),
  };
}

/** A whole says which notices there are, not which have changed. */
function isWorthAnAnswer({ content, result }: Push, { broken, mended }: FileNews): boolean {
  const { announced, notMailed, moved, withdrawn, retracted } = result;
  const isChanged = !content.isWhole && (content.changed.length > 0 || content.files.includes('page.yaml'));
  return (
    isChanged ||
    content.kept.length +
      broken.size +
      mended.length +
      announced.length +
      notMailed.length +
      moved.length +
      withdrawn +
      retracted.length >
      0
  );
}

const nothing: Announcement = {
  announced: [],
  notMailed: [],
  moved: [],
  withdrawn: 0,
  retracted: [],
  held: [],
  reminded: [],
  absent: new Set(),
};
