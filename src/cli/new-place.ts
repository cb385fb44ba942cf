import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { findingLine } from '../incidents/finding.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import type { Page } from '../incidents/page.ts';
import { parseNotice, type ParsedNotice } from '../incidents/parse.ts';
import { publishedTimes } from '../incidents/published-times.ts';
import { readPage } from '../incidents/read-page.ts';
import { purposeOf } from '../incidents/source.ts';
import { openZone, type Zone } from '../incidents/zone.ts';
import type { Io } from './io.ts';

/** The folder of the notices, and the page they are for. */
export interface Place {
  readonly folder: string;
  readonly page: Page;
  readonly zone: Zone;
  readonly now: Io['now'];
}

/** Opens INCIDENTS_DIR (./incidents). Throws UserError when there is no good `page.yaml`. */
export function openPlace({ cwd, env, now }: Io): Place {
  const folder = resolve(cwd, env['INCIDENTS_DIR'] ?? './incidents');
  const path = join(folder, 'page.yaml');
  if (!existsSync(path))
    throw new UserError(
      'not_found',
      `There is no ${path}. Run this where the page's repository is, or set INCIDENTS_DIR.`,
    );
  const { page, findings } = readPage(readFileSync(path), 'page.yaml');
  if (page === null)
    throw new UserError('invalid', `page.yaml must be right first.\n${findings.map(findingLine).join('\n')}`);
  return { folder, page, zone: openZone(page.time_zone), now };
}

/** The ids of the notices that lie in the folder, drafts too, newest names first. */
export function noticeIds({ folder }: Place): string[] {
  const names = readdirSync(folder).toSorted().toReversed();
  return names.flatMap((name) => {
    const purpose = purposeOf(name);
    return purpose?.kind === 'notice' && purpose.language === null ? [purpose.id] : [];
  });
}

export function noticeFile({ folder }: Place, id: string): string {
  return readFileSync(join(folder, `${id}.md`), 'utf8');
}

/**
 * A notice as it would be read with this text in its file; the translations beside it stay out of it. A report without
 * a time that was never committed has the time `uncommitted`; null leaves it out, with an error.
 */
export function readAs(
  { folder, page, zone, now }: Place,
  id: string,
  text: string,
  uncommitted: Instant | null = now(),
): ParsedNotice {
  const source = { name: `${id}.md`, bytes: new TextEncoder().encode(text), translations: [] };
  const timesOf = publishedTimes(folder, source.name, uncommitted ?? undefined);
  return parseNotice(source, { page, zone, now: now(), timesOf });
}

/** The notice as its file stands there; null when nothing in it could be read. */
export function noticeOf(place: Place, id: string): Notice | null {
  return readAs(place, id, noticeFile(place, id)).notice;
}

/** A file's path as somebody can type it from where they are. */
export function shownPath({ folder }: Place, name: string, { cwd }: Pick<Io, 'cwd'>): string {
  const path = join(folder, name);
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short;
}
