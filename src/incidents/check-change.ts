import { componentWords } from './component-words.ts';
import type { Finding } from './finding.ts';
import { judgeChange } from './judge-change.ts';
import type { Instant, Notice } from './notice.ts';
import type { Page } from './page.ts';
import { parseNotice, type NoticeSource, type ParsedNotice } from './parse.ts';
import { purposeOf } from './source.ts';
import { learnTimeless, type TimelessReport } from './timeless.ts';
import { openZone, type Zone } from './zone.ts';

/** Names and bytes of files of the folder. */
export type Files = ReadonlyMap<string, Uint8Array>;

export interface CheckedChange {
  /** The settings to judge by: those of the change itself when they are good, else those published. */
  readonly page: Page;
  readonly now: Instant;
  /** The page's zone, where the caller has opened it already. */
  readonly zone?: Zone;
  /** ALERT_MAX_AGE in milliseconds; a day when left out. */
  readonly maxAge?: number;
  /** Every file of every notice that the change touches, translations too: as published. Other files are passed over. */
  readonly before: Files;
  /** The same as they are to be. */
  readonly after: Files;
  /** The published reports without a time of a notice, where its history is known; else they count as published a moment ago. */
  readonly timeless?: (noticeId: string) => readonly TimelessReport[];
}

/**
 * Checks a change of notices as the push hook does: what is wrong in the files as they are to be, and what the change does
 * to what is published. Judges only the files given; never throws for what is in them.
 */
export function checkChange(change: CheckedChange): Finding[] {
  const { page, now, before, after, maxAge = aDay } = change;
  const zone = change.zone ?? openZone(page.time_zone);
  const needs = { page, now, zone, words: componentWords(page) };
  const known = new Map<string, readonly TimelessReport[]>();
  const old = noticeSources(before).map((source) => {
    const read = parseAfter(source, change.timeless?.(idOf(source)) ?? [], needs, 'published');
    known.set(idOf(source), read.timeless);
    return read.parsed;
  });
  const parsed = noticeSources(after).map((source) => {
    return parseAfter(source, known.get(idOf(source)) ?? [], needs, 'new').parsed;
  });
  const notices = (all: readonly ParsedNotice[]) => all.flatMap(({ notice }): Notice[] => (notice ? [notice] : []));
  return [
    ...parsed.flatMap(({ findings }) => findings),
    ...judgeChange(notices(old), notices(parsed), { now, zone, maxAge }),
  ];
}

/** ALERT_MAX_AGE where nothing is set. */
export const aDay = 86_400_000;

/** Each notice among the files with the translations beside it. */
export function noticeSources(files: Files): NoticeSource[] {
  const named = [...files].map(([name, bytes]) => ({ name, bytes, purpose: purposeOf(name) }));
  const ours = Map.groupBy(named, ({ purpose }) => (purpose?.kind === 'notice' ? purpose.id : null));
  ours.delete(null);
  return [...ours.values()].flatMap((group) => {
    const own = group.find(({ purpose }) => purpose?.kind === 'notice' && purpose.language === null);
    const translations = group.flatMap(({ name, bytes, purpose }) =>
      purpose?.kind === 'notice' && purpose.language !== null ? [{ language: purpose.language, name, bytes }] : [],
    );
    return own === undefined ? [] : [{ name: own.name, bytes: own.bytes, translations }];
  });
}

/** A version of a notice whose earlier reports without a time are known. */
function parseAfter(
  source: NoticeSource,
  known: readonly TimelessReport[],
  needs: { page: Page; now: Instant; zone: Zone; words: ReturnType<typeof componentWords> },
  as: 'published' | 'new',
): { readonly parsed: ParsedNotice; readonly timeless: readonly TimelessReport[] } {
  let timeless = known;
  const parsed = parseNotice(source, {
    ...needs,
    timesOf: (headings) => {
      const learned = learnTimeless(known, headings, needs.now);
      const isUnknown = as === 'published' && known.length === 0;
      // Each a minute before the next: two reports published at different times have never the same.
      timeless = isUnknown
        ? learned.map((report, index) => ({ ...report, at: needs.now - (learned.length - index) * 60_000 }))
        : learned;
      return timeless.map(({ at }) => at);
    },
  });
  return { parsed, timeless };
}

function idOf({ name }: NoticeSource): string {
  return name.replace(/\.md$/, '');
}
