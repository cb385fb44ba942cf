import { UserError } from '../errors.ts';
import { advance, type ContentState } from './advance.ts';
import { indexAgain, indexAll, indexNotice, type IndexedNotice, type NoticeIndex } from './index-notices.ts';
import type { Instant } from './notice.ts';
import { pageWithoutSettings } from './page-settings.ts';
import { nothingRead, readingOf, type Reading } from './reading.ts';
import type { NoticeRecord } from './record.ts';
import type { Source } from './source.ts';
import { openZone } from './zone.ts';

/** Reads a source again and again; what did not change is not parsed again, what broke keeps its last good version. */
export interface Content {
  /** `head`: what the source has just said it is. @throws UserError when the source itself cannot be read; what was read before then still holds. */
  read(head?: string | null): Promise<Reading>;
}

interface Needs {
  readonly source: Source;
  readonly now: () => Instant;
  /** What an earlier start kept of the content, so that the history is not walked again. */
  readonly memory?: Memory;
}

export interface Memory {
  /** Null when nothing is kept, or nothing that can be used. */
  recall(): Promise<ContentState | null>;
  /** Told of every new state; what it does with it is its own affair. */
  note(state: ContentState): void;
}

/** Starts with what memory holds, else with the whole history; later readings walk only the commits that are new. */
export function createContent({ source, now, memory }: Needs): Content {
  let state: ContentState | null = null;
  let index: NoticeIndex | null = null;
  let recalled = false;
  const startedAt = now();

  return {
    async read(known) {
      const head = known === undefined ? await source.head() : known;
      if (head === null && state !== null) throw new UserError('unavailable', branchGone(state.head));
      if (head === null) return nothingRead(startedAt, [nothingCommitted]);
      if (!recalled) state = (await memory?.recall()) ?? null;
      recalled = true;
      const seenAt = now();
      let files: readonly string[] = [];
      let kept: readonly string[] = [];
      if (state?.head !== head) {
        const advanced = await advance({ source, now: now() }, state, head);
        ({ state, files, kept } = advanced);
        memory?.note(state);
        index = placesIn(state, now(), index, advanced.touched);
      }
      index ??= placesIn(state, now(), null, null);
      return readingOf(source.kind, state, index, { files, kept, seenAt, now: now(), startedAt });
    },
  };
}

/** The notices that a history shows, in their places; where those of before are known, only what was touched is placed anew. */
function placesIn(
  { history: { records }, settings }: ContentState,
  now: Instant,
  before: NoticeIndex | null,
  touched: ReadonlySet<string> | null,
): NoticeIndex {
  const page = settings.page ?? pageWithoutSettings();
  const needs = { page, zone: openZone(page.time_zone), passed: now };
  const indexed = (record: NoticeRecord | undefined): IndexedNotice[] => {
    const { shown = null, firstPublishedAt = 0 } = record ?? {};
    // A broken notice without a single report stands by the time it was first published.
    return shown === null || shown.draft ? [] : [indexNotice(needs, shown, firstPublishedAt)];
  };
  if (before === null || touched === null) return indexAll([...records.values()].flatMap(indexed));
  return indexAgain(before, touched, [...touched].flatMap((id) => indexed(records.get(id))));
}

const branchGone = (head: string) =>
  `The branch of the notices is gone from their repository; what was published last stands. Put it back there with: git update-ref HEAD ${head}`;
const nothingCommitted =
  'Nothing is committed yet in the repository of the notices, so nothing is published. Commit them.';
