import { z } from 'zod';
import type { Finding, Verdict } from './finding.ts';

/** What the last check-up found, by id; kept from week to week. */
export const CheckUp = z.object({ at: z.number(), verdicts: z.record(z.string(), z.string()) });
export type CheckUp = z.infer<typeof CheckUp>;

export interface Change {
  readonly finding: Finding;
  /** Null where there was no such line. */
  readonly before: Verdict | null;
}

/**
 * What is otherwise than last time, and what to keep for the next. No answer is no change: the last one stands until there is
 * another. The first time only what is shared is news.
 */
export function changesSince(
  before: CheckUp | null,
  found: readonly Finding[],
  at: number,
): { changes: Change[]; now: CheckUp } {
  const known = before?.verdicts ?? {};
  const answered = found.filter(({ verdict }) => verdict !== 'unknown');
  const changes = answered.flatMap((finding): Change[] => {
    const last = known[finding.id] as Verdict | undefined;
    if (last === finding.verdict || finding.verdict === 'stated') return [];
    if (last === undefined) return finding.verdict === 'shared' || (before !== null && finding.verdict === 'warning') ? [{ finding, before: null }] : []; // prettier-ignore
    return [{ finding, before: last }];
  });
  const verdicts = Object.fromEntries(
    found.flatMap(({ id, verdict }) => {
      const kept = verdict === 'unknown' ? known[id] : verdict;
      return kept === undefined ? [] : [[id, kept]];
    }),
  );
  return { changes, now: { at, verdicts } };
}
