import type { Finding } from './finding.ts';
import { judgeChange } from './judge-change.ts';
import type { Instant, Notice, Status } from './notice.ts';
import type { Page } from './page.ts';
import { parseNotice, type NoticeSource } from './parse.ts';
import { purposeOf } from './source.ts';
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
  /** When a report without a time was first published, as far as the caller knows the history of its notice. */
  readonly publishedAt?: (noticeId: string, order: number, status: Status) => Instant | undefined;
}

/**
 * Checks a change of notices as `check` and the push hook do: what is wrong in the files as they are to be, and what the
 * change does to what is published. Judges only the files given; never throws for what is in them.
 */
export function checkChange(change: CheckedChange): Finding[] {
  const { page, now, before, after, maxAge = 86_400_000 } = change;
  const zone = change.zone ?? openZone(page.time_zone);
  const parse = (source: NoticeSource) => {
    const publishedAt = (order: number, status: Status) => change.publishedAt?.(idOf(source), order, status) ?? now;
    return parseNotice(source, { page, now, zone, timelessAt: publishedAt });
  };
  const old = noticeSources(before).map(parse);
  const parsed = noticeSources(after).map(parse);
  const notices = (all: readonly { notice: Notice | null }[]) => all.flatMap(({ notice }) => notice ?? []);
  return [
    ...parsed.flatMap(({ findings }) => findings),
    ...judgeChange(notices(old), notices(parsed), { now, zone, maxAge }),
  ];
}

/** Each notice among the files with the translations beside it. */
export function noticeSources(files: Files): NoticeSource[] {
  const named = [...files].map(([name, bytes]) => ({ name, bytes, purpose: purposeOf(name) }));
  return named.flatMap(({ name, bytes, purpose }) => {
    if (purpose?.kind !== 'notice' || purpose.language !== null) return [];
    const translations = named.flatMap((other) => {
      const own = other.purpose?.kind === 'notice' && other.purpose.id === purpose.id ? other.purpose.language : null;
      return own === null ? [] : [{ language: own, name: other.name, bytes: other.bytes }];
    });
    return [{ name, bytes, translations }];
  });
}

function idOf({ name }: NoticeSource): string {
  return name.replace(/\.md$/, '');
}
