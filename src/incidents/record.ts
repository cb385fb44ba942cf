import type { ComponentWords } from './component-words.ts';
import { wholeFile } from './source.ts';
import type { Finding } from './finding.ts';
import type { Instant, Notice } from './notice.ts';
import type { Page } from './page.ts';
import { learnTimeless, type TimelessReport } from './timeless.ts';
import type { Zone } from './zone.ts';
import { parseNotice, type NoticeSource, type ParseContext, type ParsedNotice } from './parse.ts';

/** What is known of one notice: its files as they are now, and what is shown of it. */
export interface NoticeRecord {
  readonly id: string;
  /** Content ids by file name: the notice itself and its translations. */
  readonly files: ReadonlyMap<string, string>;
  /** Its last good version; what could be salvaged when there never was one; null when the file is gone. */
  readonly shown: Notice | null;
  /** Whether `shown` is the newest version. */
  readonly isNewest: boolean;
  /** Everything wrong with the newest version. */
  readonly findings: readonly Finding[];
  /** When a version of it was first published (not as a draft). */
  readonly firstPublishedAt?: Instant | undefined;
  /** See `Notice.changedAt`; bad versions count too. */
  readonly changedAt?: Instant | undefined;
  /** The reports without a time, with the instants of the commits that first published them. */
  readonly timeless: readonly TimelessReport[];
}

export interface RecordNeeds {
  readonly page: Page;
  /** The page's zone, opened once for all files. */
  readonly zone: Zone;
  /** The page's words, made once for all files. */
  readonly words?: ComponentWords | undefined;
  readonly now: Instant;
  readonly read: (id: string) => Promise<Uint8Array>;
}

/** A record of which nothing is known yet. */
export function emptyRecord(id: string): NoticeRecord {
  return { id, files: new Map(), shown: null, isNewest: true, findings: [], timeless: [] };
}

/**
 * The record after a change of its files at an instant. A version with errors does not replace a good one; its findings
 * are kept. Drafts teach no times: they publish nothing.
 */
export async function readVersion(
  needs: RecordNeeds,
  previous: NoticeRecord,
  files: ReadonlyMap<string, string>,
  at: Instant,
): Promise<NoticeRecord> {
  const source = await readFiles(needs, previous.id, files);
  const changedAt = changeAfter(previous, files, at);
  const record = { ...previous, files, changedAt };
  if (source === null) return { ...record, shown: null, isNewest: true, findings: [] };
  let learned = previous.timeless;
  const { notice: parsed, findings } = parseSafely(source, {
    page: needs.page,
    zone: needs.zone,
    words: needs.words,
    now: Math.max(needs.now, at),
    firstPublishedAt: previous.firstPublishedAt ?? at,
    timesOf: (headings) => {
      learned = learnTimeless(previous.timeless, headings, at);
      return learned.map((report) => report.at);
    },
  });
  const notice = parsed === null ? null : { ...parsed, changedAt };
  const hasGood = previous.shown !== null && previous.shown.broken === undefined;
  const isGood = notice !== null && notice.broken === undefined;
  if (!isGood && (hasGood || notice === null)) return { ...record, isNewest: false, findings };
  if (notice?.draft !== false) return { ...record, shown: notice, isNewest: true, findings };
  const firstPublishedAt = previous.firstPublishedAt ?? at;
  return { ...record, shown: notice, isNewest: true, findings, firstPublishedAt, timeless: learned };
}

/** A calendar goes by it: two changes within a second, or one with a clock that was set back, count as a second apart. */
function changeAfter({ files: before, changedAt }: NoticeRecord, files: NoticeRecord['files'], at: Instant): Instant {
  if (changedAt === undefined) return at;
  const isSame = files.size === before.size && [...files].every(([name, id]) => before.get(name) === id);
  return isSame ? changedAt : Math.max(at, changedAt + 1000);
}

async function readFiles(
  needs: RecordNeeds,
  id: string,
  files: ReadonlyMap<string, string>,
): Promise<NoticeSource | null> {
  const own = files.get(`${id}.md`);
  if (own === undefined) return null;
  const translations = [...files.keys()].filter((name) => name !== `${id}.md`).toSorted();
  const [bytes, ...others] = await Promise.all(
    [own, ...translations.map((name) => files.get(name) ?? '')].map(needs.read),
  );
  return {
    name: `${id}.md`,
    bytes: bytes ?? new Uint8Array(),
    translations: translations.map((name, index) => ({
      name,
      language: name.slice(id.length + 1, -'.md'.length),
      bytes: others[index] ?? new Uint8Array(),
    })),
  };
}

/** A mistake of the parser's own must not take other notices with it. */
function parseSafely(source: NoticeSource, context: ParseContext): ParsedNotice {
  try {
    const { notice, findings } = parseNotice(source, context);
    // Texts cut from the file would keep all of it in memory (of 10,000 notices 30 MB); texts of a clone are their own.
    return { notice: structuredClone(notice), findings };
  } catch (error) {
    const what = `Reading this file failed: ${(error as Error).message}.`;
    return {
      notice: null,
      findings: [wholeFile('error', source.name, what, 'Please report this as a bug of Noroshi.')],
    };
  }
}
