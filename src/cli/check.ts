import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkFolder } from '../incidents/check-folder.ts';
import { findingLine, type Finding } from '../incidents/finding.ts';
import { fine, problem, wrongUsage, type Io } from './io.ts';

const help = `Usage: npm run noroshi -- check [DIR] [--format text|github|json] [--json]

Reads page.yaml and every notice in DIR as they stand there, committed or not, and
lists what is wrong: file:line:column, what, and what to do about it.
DIR defaults to INCIDENTS_DIR, else ./incidents. Needs no settings, database or mail.

  --json            the same as --format json: { "files": 3, "findings": [ … ] }
  --format github   annotations for a GitHub workflow

Exit code: 0 no errors (there may be warnings), 1 errors, 2 wrong usage.
`;

/** `check [DIR]`: prints the findings of a folder; 1 when there is an error among them. */
export async function run(args: string[], io: Io): Promise<number> {
  const options = {
    help: { type: 'boolean', short: 'h' },
    json: { type: 'boolean' },
    format: { type: 'string' },
  } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const format = values.json === true ? 'json' : (values.format ?? 'text');
  if (values.help === true) {
    io.out(help);
    return fine;
  }
  if (positionals.length > 1 || !['text', 'github', 'json'].includes(format)) {
    io.err(
      positionals.length > 1
        ? 'One folder at a time.\n'
        : `There is no format "${format}": use text, github or json.\n`,
    );
    return wrongUsage;
  }
  const folder = positionals[0] ?? io.env['INCIDENTS_DIR'] ?? './incidents';
  const { findings, files } = await checkFolder(io, resolve(io.cwd, folder));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (format === 'json') {
    io.out(`${JSON.stringify({ files, findings }, null, 2)}\n`);
  } else {
    for (const finding of findings)
      io.out(`${format === 'github' ? annotation(finding, folder) : findingLine(finding)}\n`);
    if (format === 'text') io.out(`${summary(files, errors, findings.length - errors)}\n`);
  }
  return errors > 0 ? problem : fine;
}

function summary(files: number, errors: number, warnings: number): string {
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${count(files, 'file')} checked: ${count(errors, 'error')}, ${count(warnings, 'warning')}.`;
}

/** The workflow command of GitHub Actions; % and line ends are escaped as it asks for. */
function annotation({ severity, file, line, column, what, cure }: Finding, folder: string): string {
  const escaped = (text: string) => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const path = escaped(`${folder.replace(/^\.\//, '').replace(/\/$/, '')}/${file}`)
    .replace(/:/g, '%3A')
    .replace(/,/g, '%2C');
  return `::${severity} file=${path},line=${line},col=${column}::${escaped(`${what} ${cure}`)}`;
}
