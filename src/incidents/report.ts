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

/**
 * The findings with columns that count characters, as an editor does: a sign beyond the first 65,536 (a picture, a rare
 * kanji) takes two places in a string and one in a line.
 */
export function inCharacters(findings: readonly Finding[], text: string): readonly Finding[] {
  if (!/[\ud800-\udbff]/.test(text)) return findings;
  const lines = text.split(/\r\n|\n|\r/);
  return findings.map((finding) => {
    const before = (lines[finding.line - 1] ?? '').slice(0, finding.column - 1);
    return { ...finding, column: [...before].length + 1 };
  });
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
