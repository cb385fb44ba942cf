import type { Finding } from './finding.ts';

/** Where a finding points: a line and a column, from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Collects what is wrong with one file while it is read. */
export interface Report {
  readonly findings: Finding[];
  /** Something that is refused at the door. */
  readonly error: (place: Place, what: string, cure: Cure) => void;
  /** Something doubtful that is published all the same. */
  readonly warning: (place: Place, what: string, cure: Cure) => void;
}

/** What to do; a function where finding it out takes long, as a nearest word does. */
export type Cure = string | (() => string);

/** So many errors, and so many warnings, of one file are told: who mends them sees the rest. */
export const mostFindings = 100;

export function openReport(file: string): Report {
  const findings: Finding[] = [];
  const add = (severity: Finding['severity']) => {
    let count = 0;
    return ({ line, column }: Place, what: string, cure: Cure) => {
      if (count++ >= mostFindings) return;
      findings.push({ severity, file, line, column, what, cure: typeof cure === 'string' ? cure : cure() });
    };
  };
  return { findings, error: add('error'), warning: add('warning') };
}

/** The same report, which remembers whether an error came in by this way. */
export function watchErrors(report: Report): Report & { readonly hasErrors: () => boolean } {
  let hasErrors = false;
  return {
    ...report,
    hasErrors: () => hasErrors,
    error: (place, what, cure) => {
      hasErrors = true;
      report.error(place, what, cure);
    },
  };
}
