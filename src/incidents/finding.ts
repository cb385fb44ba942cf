/** Something wrong, or doubtful, in a file under incidents/: what, where, and what to do. Collected, never thrown one by one. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** Path below the incidents folder, e.g. `2012-06-20-all-servers-lost.md`. */
  readonly file: string;
  /** From 1; 1 when the whole file is meant. */
  readonly line: number;
  readonly column: number;
  /** What is wrong, one short sentence. */
  readonly what: string;
  /** What to do about it, one short sentence. */
  readonly cure: string;
}

/** `file:line:column: error: what. cure` – the one line that logs, `check` and /health share. */
export function findingLine({ severity, file, line, column, what, cure }: Finding): string {
  return `${file}:${line}:${column}: ${severity}: ${what} ${cure}`;
}
