import { resolve } from 'node:path';
import { checkFolder } from '../incidents/check-folder.ts';
import { didYouMean } from '../incidents/nearest.ts';
import { command, flag, word } from './command.ts';
import { asAnnotations, asJson, asText, countOf } from './finding-formats.ts';
import { fine, problem, WrongUsage } from './io.ts';

const help = `Usage: npm run noroshi -- check [DIR] [--format text|github|json] [--json]

Reads page.yaml and every notice in DIR as they stand there, committed or not, and
lists what is wrong: file:line:column, what, and what to do about it. Columns count
characters. In a git repository it also says what not yet committed changes do to
what is published: what would disappear, and what nobody would be mailed about.
DIR defaults to INCIDENTS_DIR, else ./incidents. Needs no settings, database or mail.

  --json            the same as --format json: { "files": 3, "errors": 1, "warnings": 0,
                    "findings": [ { "severity": "error", "file": "2012-06-20-x.md",
                    "line": 2, "column": 4, "what": "…", "cure": "…" } ] }
  --format github   annotations for a GitHub workflow

Exit code: 0 no errors (there may be warnings), 1 errors, 2 wrong usage.
`;

const formats = ['text', 'github', 'json'] as const;

/** `check [DIR]`: prints the findings of a folder; 1 when there is an error among them. */
export const run = command(
  { help, flags: { json: flag, format: word }, words: Infinity },
  async ({ flags, words }, io) => {
    const format = flags.format ?? (flags.json === true ? 'json' : 'text');
    if (words.length > 1) throw new WrongUsage('One folder at a time.');
    if (!(formats as readonly string[]).includes(format))
      throw new WrongUsage(`There is no format "${format}". ${didYouMean(format, formats)}Use text, github or json.`);
    if (flags.json === true && format !== 'json') throw new WrongUsage(`Give --json or --format ${format}, not both.`);
    const folder = resolve(io.cwd, words[0] ?? io.env['INCIDENTS_DIR'] ?? './incidents');
    const found = await checkFolder(io, folder);
    if (format === 'json') io.out(asJson(found));
    else if (format === 'github') io.out(asAnnotations(found, folder, io.env['GITHUB_WORKSPACE'] ?? io.cwd));
    else io.out(asText(found, io.isTerminal === true && (io.env['NO_COLOR'] ?? '') === ''));
    return countOf(found.findings).errors > 0 ? problem : fine;
  },
);
