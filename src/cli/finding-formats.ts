import { relative } from 'node:path';
import { excerptOf } from '../incidents/excerpt.ts';
import type { Finding } from '../incidents/finding.ts';
import { printable } from '../incidents/text-width.ts';

/** What `check` has found, and what it takes to show it. */
export interface Findings {
  readonly findings: readonly Finding[];
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** For people: a line per finding with its place, below it the line of the file and a caret; at last the counts. */
export function asText({ findings, files }: Findings, hasColour: boolean): string {
  const colour = (code: string, text: string) => (hasColour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lines = findings.flatMap((finding) => {
    const { severity, file, line, column, what, cure } = finding;
    const place = colour('1', `${printable(file)}:${line}:${column}:`);
    const kind = colour(severity === 'error' ? '1;31' : '1;33', `${severity}:`);
    const [source, caret] = excerptOf(finding, new TextDecoder().decode(files.get(file)));
    const excerpt = source === undefined || caret === undefined ? [] : [source, colour('1;32', caret)];
    return [`${place} ${kind} ${printable(`${what} ${cure}`)}`, ...excerpt];
  });
  const { errors, warnings } = countOf(findings);
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const summary = `${count(files.size, 'file')} checked: ${count(errors, 'error')}, ${count(warnings, 'warning')}.`;
  return `${[...lines, summary].join('\n')}\n`;
}

/**
 * For programs. The shape is a promise: fields are added, never renamed or taken away.
 * `{ files, errors, warnings, findings: [{ severity, file, line, column, what, cure }] }`
 */
export function asJson({ findings, files }: Findings): string {
  const list = findings.map(({ severity, file, line, column, what, cure }) => {
    return { severity, file, line, column, what, cure };
  });
  return `${JSON.stringify({ files: files.size, ...countOf(findings), findings: list }, null, 2)}\n`;
}

/** Workflow commands of GitHub Actions, with paths below the checkout; % and line ends are escaped as it asks for. */
export function asAnnotations({ findings }: Findings, folder: string, checkout: string): string {
  const escaped = (text: string) => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const inside = relative(checkout, folder).split('\\').join('/');
  return findings
    .map(({ severity, file, line, column, what, cure }) => {
      const path = escaped(inside === '' ? file : `${inside}/${file}`)
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
      return `::${severity} file=${path},line=${line},col=${column}::${escaped(`${what} ${cure}`)}\n`;
    })
    .join('');
}

/** How many errors and warnings there are. */
export function countOf(findings: readonly Finding[]): { readonly errors: number; readonly warnings: number } {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}
