import { UserError } from '../errors.ts';
import { advance, type ContentState } from './advance.ts';
import { indexAgain, indexAll, indexNotice, type NoticeIndex } from './index-notices.ts';
import type { Instant } from './notice.ts';
import { pageWithoutSettings } from './page-settings.ts';
import { isTroubled, nothingRead, readingOf, type Reading } from './reading.ts';
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

/** What follows from a state, and would take long to work out anew for each commit. */
interface WorkedOut {
  readonly index: NoticeIndex;
  readonly troubled: readonly NoticeRecord[];
}

/** Starts with what memory holds, else with the whole history; later readings walk only the commits that are new. */
export function createContent({ source, now, memory }: Needs): Content {
  let state: ContentState | null = null;
  let known: WorkedOut | null = null;
  let recalled = false;
  const startedAt = now();

  return {
    async read(found) {
      const head = found === undefined ? await source.head() : found;
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
        const before = known;
        known = null; // if this fails, the next reading does it all
        known = workOut(state, now(), before, advanced.touched);
      }
      known ??= workOut(state, now(), null, null);
      return readingOf(source.kind, state, known, { files, kept, seenAt, now: now(), startedAt });
    },
  };
}

/** Works out a state; where that was done for the one before, only what was touched since. */
function workOut(
  { history: { records }, settings }: ContentState,
  now: Instant,
  before: WorkedOut | null,
  touched: ReadonlySet<string> | null,
): WorkedOut {
  const page = settings.page ?? pageWithoutSettings();
  const needs = { page, zone: openZone(page.time_zone), passed: now };
  const indexed = (all: readonly NoticeRecord[]) =>
    all.flatMap(({ shown, firstPublishedAt }) =>
      // A broken notice without a single report stands by the time it was first published.
      shown === null || shown.draft ? [] : [indexNotice(needs, shown, firstPublishedAt ?? 0)],
    );
  if (before === null || touched === null) {
    const all = [...records.values()];
    return { index: indexAll(indexed(all)), troubled: all.filter(isTroubled) };
  }
  const again = [...touched].flatMap((id) => records.get(id) ?? []);
  const others = before.troubled.filter(({ id }) => !touched.has(id));
  return {
    index: indexAgain(before.index, touched, indexed(again)),
    troubled: [...others, ...again.filter(isTroubled)],
  };
}

const branchGone = (head: string) =>
  `The branch of the notices is gone from their repository; what was published last stands. Put it back there with: git update-ref HEAD ${head}`;
const nothingCommitted =
  'Nothing is committed yet in the repository of the notices, so nothing is published. Commit them.';
