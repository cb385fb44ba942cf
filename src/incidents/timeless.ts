import type { Instant, Status } from './notice.ts';

/** A report whose heading has no time: told from another by its status, its text and its place. */
export interface TimelessHeading {
  readonly status: Status;
  readonly text: string;
}

/** Such a report, and the instant of the commit that first published it. */
export interface TimelessReport extends TimelessHeading {
  readonly at: Instant;
  /** No longer in the file; should the very same text come back, it is the same report. */
  readonly isGone: boolean;
}

/**
 * What is known after a version of the file: first the reports that it holds, in its order, then those that are gone.
 * One with the same status and text is the same report wherever it stands now, so that a report written above another
 * takes no other's time; what is left over goes by status and place, which is a text that was edited. The rest is new.
 */
export function learnTimeless(
  known: readonly TimelessReport[],
  headings: readonly TimelessHeading[],
  at: Instant,
): TimelessReport[] {
  const left = [...known];
  const take = (fits: (report: TimelessReport) => boolean): TimelessReport | undefined => {
    const index = left.findIndex(fits);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const same = headings.map(({ status, text }) => take((one) => one.status === status && one.text === text));
  const found = headings.map(({ status }, index) => same[index] ?? take((one) => one.status === status && !one.isGone));
  const present = headings.map((heading, index) => ({ ...heading, at: found[index]?.at ?? at, isGone: false }));
  return [...present, ...left.map((report) => ({ ...report, isGone: true }))];
}
