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
  readonly error: (place: Place, what: string, cure: string) => void;
  /** Something doubtful that is published all the same. */
  readonly warning: (place: Place, what: string, cure: string) => void;
}

export function openReport(file: string): Report {
  const findings: Finding[] = [];
  const add = (severity: Finding['severity']) => (place: Place, what: string, cure: string) => {
    findings.push({ severity, file, line: place.line, column: place.column, what, cure });
  };
  return { findings, error: add('error'), warning: add('warning') };
}
