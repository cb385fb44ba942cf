/** `stated` is what a person says and nobody looked up. */
export type Verdict = 'fine' | 'warning' | 'shared' | 'unknown' | 'stated';

/** One line of the table. */
export interface Finding {
  /** `page/network`: the same thing has the same id from one week to the next. */
  readonly id: string;
  /** What of ours it is about: `Status page status.example.org`. */
  readonly subject: string;
  readonly aspect: string;
  readonly verdict: Verdict;
  readonly what: string;
  readonly why: string;
  /** What to do; empty where nothing has to be done. */
  readonly cure: string;
}

/** The gravest first; unknown is never fine. */
export const verdicts: readonly Verdict[] = ['shared', 'unknown', 'warning', 'stated', 'fine'];
