import type { Finding } from './finding.ts';
import { atHeading, timeText, type ChangeContext, type JudgedItem } from './judged-item.ts';
import type { Instant } from './notice.ts';

const hour = 3_600_000;

/**
 * What staff should know before a new report is published: that it is dated far back, and that nobody, or not everybody,
 * will be mailed about it. The rules of DESIGN.md, "What is news", in the order in which they are applied there.
 */
export function unmailed(item: JudgedItem, newestBefore: Instant | undefined, context: ChangeContext): Finding[] {
  const { now, maxAge, zone } = context;
  const { update, of } = item;
  const age = now - item.at;
  const warn = (what: string, cure: string) => [atHeading('warning', item, what, cure)];
  const backdated =
    age > 6 * hour && age <= maxAge
      ? warn('This report is dated more than 6 hours back.', 'If the time is a slip, correct it.')
      : [];
  if (update.retracted)
    return warn('This report is new and retracted: nobody is mailed about it.', 'Delete it, or "retracted: true".');
  if (!update.notify)
    return [...backdated, ...warn('Nobody is mailed about this report, because of "notify: false".', afterAll)];
  if (update.corrected !== undefined)
    return [
      ...backdated,
      ...warn('Nobody is mailed about this report, because "corrected" says that it mends an earlier one.', afterAll),
    ];
  if (of.type === 'exercise')
    return warn(
      'This is an exercise: only those are mailed who volunteered for exercises.',
      'For something real delete "type: exercise".',
    );
  if (age > maxAge) {
    const what = `Nobody is mailed about this report, because it is dated more than ${Math.round(maxAge / hour)} hours back.`;
    return warn(what, `If the time is a slip, correct it. ${afterAll}`);
  }
  if (newestBefore === undefined || newestBefore <= item.at) return backdated;
  const what = `Nobody is mailed about this report, because a later one (${timeText(newestBefore, zone)}) is published already.`;
  return [...backdated, ...warn(what, `If the time is a slip, correct it. ${afterAll}`)];
}

const afterAll = 'Once it is live, "noroshi mail announce" mails it after all.';
