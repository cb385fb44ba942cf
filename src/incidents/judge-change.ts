import { matchUpdates, type UpdateChanges } from './changes.ts';
import type { Finding } from './finding.ts';
import { atHeading, itemsOf, timeText, type ChangeContext, type JudgedItem } from './judged-item.ts';
import type { Instant, Notice } from './notice.ts';
import { unmailed } from './unmailed.ts';

type Changes = UpdateChanges<JudgedItem, JudgedItem>;

/**
 * Judges what a change does to reports that are published already, and whom its new reports will not reach: nothing of it
 * shows in the files alone. Give all notices that the change touches, as published and as they are to be: a rename shows
 * only when both are in sight. What was announced and would disappear is an error, the rest are warnings.
 */
export function judgeChange(before: readonly Notice[], after: readonly Notice[], context: ChangeContext): Finding[] {
  // What could be read of a broken file is never taken as all there is; its own errors come first.
  const broken = new Set([...before, ...after].filter((notice) => notice.broken !== undefined).map(({ id }) => id));
  const from = before.filter(({ id }) => !broken.has(id)).flatMap(itemsOf);
  const to = after.filter(({ id }) => !broken.has(id)).flatMap(itemsOf);
  const changes = matchUpdates(from, to, new Map(after.map(({ id, formerly }) => [id, formerly])));
  const together = correctedTogether(changes);
  const isNew = (item: JudgedItem) => !together.some((pair) => pair.to === item);
  return [
    ...together.map((pair) => togetherFinding(pair, context)),
    ...lost(changes, together, after, context),
    ...changes.added.filter(isNew).flatMap((item) => unmailed(item, newestBefore(item, from, changes), context)),
    ...rewritten(from, to, changes, context),
  ].toSorted((one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : one.line - other.line));
}

interface Pair {
  readonly from: JudgedItem;
  readonly to: JudgedItem;
}

/** One report gone and one come, with the same status, in one notice: its time and its text were changed at once. */
function correctedTogether({ vanished, added, renamed }: Changes): Pair[] {
  const idNow = new Map(renamed.map(({ from, to }) => [from, to]));
  return vanished.flatMap((from) => {
    const id = idNow.get(from.notice) ?? from.notice;
    const candidates = added.filter(({ notice, status }) => notice === id && status === from.status);
    const rivals = vanished.filter(({ notice, status }) => notice === from.notice && status === from.status);
    const [to] = candidates;
    return to !== undefined && candidates.length === 1 && rivals.length === 1 ? [{ from, to }] : [];
  });
}

function togetherFinding({ from, to }: Pair, { now, zone }: ChangeContext): Finding {
  const what = `Time and text of the report of ${timeText(from.at, zone)} are changed at once: it would be mailed as a new one.`;
  const cure = `Write "corrected: ${timeText(now, zone)}" below this heading, or change the time in one commit and the text in the next.`;
  return atHeading('error', to, what, cure);
}

/** Reports that were published and are gone: each by itself, or the notice as a whole. */
function lost(
  changes: Changes,
  together: readonly Pair[],
  after: readonly Notice[],
  { zone }: ChangeContext,
): Finding[] {
  const idNow = new Map(changes.renamed.map(({ from, to }) => [from, to]));
  const gone = changes.vanished.filter((item) => !together.some(({ from }) => from === item));
  return [...Map.groupBy(gone, ({ notice }) => notice)].flatMap(([id, items]): Finding[] => {
    const file = `${id}.md`;
    const notice = after.find((one) => one.id === (idNow.get(id) ?? id));
    if (notice === undefined || notice.draft) {
      const what =
        notice === undefined
          ? 'This notice was published and is gone.'
          : 'This notice was published and would disappear as a draft.';
      const cure =
        notice === undefined
          ? `Put it back and write "retracted: true" below its headings; after a rename write "formerly: ${id}" in the header of the new file.`
          : 'Delete the line "draft: true"; to take the notice back, write "retracted: true" below its headings.';
      return [{ severity: 'error', file, line: 1, column: 1, what, cure }];
    }
    return items.map(({ at }) => {
      const line = notice.updates.find((update) => update.at > at)?.line ?? notice.updates.at(-1)?.line ?? 1;
      const what = `The report of ${timeText(at, zone)} was published and is gone.`;
      const cure = 'Put it back, and write "retracted: true" below its heading.';
      return { severity: 'error', file: `${notice.id}.md`, line, column: 1, what, cure };
    });
  });
}

/** The latest report of the notice that stands published and counts, with its new id after a rename. */
function newestBefore(item: JudgedItem, from: readonly JudgedItem[], { renamed, moved }: Changes): Instant | undefined {
  const idsBefore = [item.notice, ...renamed.filter(({ to }) => to === item.notice).map((one) => one.from)];
  const movedTo = new Map(moved.map((pair) => [pair.from, pair.to]));
  const standing = from.filter(({ notice, update }) => idsBefore.includes(notice) && !update.retracted);
  const instants = standing.map((one) => movedTo.get(one)?.at ?? one.at);
  return instants.length === 0 ? undefined : Math.max(...instants);
}

/** Published reports that say something else now, without saying that they were corrected. */
function rewritten(
  from: readonly JudgedItem[],
  to: readonly JudgedItem[],
  { renamed }: Changes,
  { now, zone }: ChangeContext,
): Finding[] {
  const idNow = new Map(renamed.map((pair) => [pair.from, pair.to]));
  const known = new Map(from.map((item) => [`${idNow.get(item.notice) ?? item.notice} ${item.at}`, item]));
  return to.flatMap((item): Finding[] => {
    const old = known.get(`${item.notice} ${item.at}`);
    if (old === undefined || item.update.retracted) return [];
    if (old.status !== item.status) {
      const what = `This report was published as ${old.status} and says ${item.status} now: nobody is mailed about that.`;
      return [atHeading('warning', item, what, 'Put it back, and write a new report for what is new.')];
    }
    if (old.text === item.text || item.update.corrected !== old.update.corrected) return [];
    const cure = `Write "corrected: ${timeText(now, zone)}" below the heading, so that readers see it; what is new belongs into a new report.`;
    return [atHeading('warning', item, 'The text of this report was published and is changed.', cure)];
  });
}
