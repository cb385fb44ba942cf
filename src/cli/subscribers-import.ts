import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { UserError } from '../errors.ts';
import type { Page } from '../incidents/page.ts';
import { secretKey } from '../installation.ts';
import { catalogues } from '../languages/catalogue.ts';
import { readPeople, type CsvFault, type ReadPerson } from '../subscribers/csv.ts';
import { importPeople, type Imported } from '../subscribers/import.ts';
import { pageOfForms } from '../worker/forms.ts';
import { mailFrom } from '../worker/mail-settings.ts';
import { command, flag, word } from './command.ts';
import { fine, problem, WrongUsage, type Io } from './io.ts';
import { openPlace } from './new-place.ts';
import { withDatabase } from './open-ledger.ts';
import { settingsOf } from './settings.ts';

const help = `Usage: npm run noroshi -- subscribers import FILE [--dry-run] [--skip-bad] [--language ja] [--json]

Takes in a CSV list with the header email,language,components,confirmed_at (UTF-8; only email
must be there). Components: ids with spaces between, empty for all.

  confirmed_at given   when the person agreed, with a time zone: they are subscribed at once
  confirmed_at empty   the person is asked by mail first, one a second

Nobody is brought back who left, was erased, or whose mail came back or was called spam. With a
bad line nothing is taken in, and each is named. Interrupted, or run twice, it goes on where it was.

  --dry-run      only say what would happen
  --skip-bad     take in the good lines all the same
  --language L   for lines that name none
  --json         the counts and the faults, for programs

Exit code: 0, 1 a line was bad, 2 wrong usage.
`;

const largestFile = 64 * 1024 * 1024;
const shownFaults = 50;

/** `subscribers import FILE`. */
export const run = command(
  { help, flags: { 'dry-run': flag, 'skip-bad': flag, language: word, json: flag }, words: 1 },
  async ({ flags, words }, io) => {
    const [name] = words;
    if (name === undefined) throw new WrongUsage('Which list? Give the file.');
    const config = settingsOf(io);
    const place = placeIn(io);
    const { people, faults } = readPeople(textOf(resolve(io.cwd, name)), {
      now: io.now(),
      language: flags.language ?? place?.page.language ?? null,
      languages: place?.page.languages ?? Object.keys(catalogues),
      componentIds: place?.componentIds ?? null,
    });
    const isDry = flags['dry-run'] === true;
    const isTaken = faults.length === 0 || flags['skip-bad'] === true || isDry;
    const imported = isTaken ? await takeIn(io, config, place?.page ?? null, people, isDry) : null;
    if (flags.json === true) io.out(`${JSON.stringify({ dry_run: isDry, imported, faults }, null, 2)}\n`);
    else say(io, imported, faults, isDry);
    return faults.length > 0 ? problem : fine;
  },
);

async function takeIn(io: Io, config: Config, page: Page | null, people: readonly ReadPerson[], isDry: boolean) {
  if (page === null && people.some(({ confirmedAt }) => confirmedAt === null)) {
    const cure = 'Set INCIDENTS_DIR to the folder of page.yaml.';
    throw new UserError('invalid', `Some must be asked by mail, and the page that asks is not known. ${cure}`);
  }
  const mail =
    page === null ? null : { page: pageOfForms(page), siteUrl: config.SITE_URL, mailFrom: mailFrom(config, page) };
  const key = secretKey(config);
  return withDatabase(config, (db) =>
    importPeople({ db, key, now: io.now(), mail, isDry }, people, (done) => {
      if (done % 10_000 === 0) io.err(`${done} of ${people.length} lines …\n`);
    }),
  );
}

/** What page.yaml says, where it can be read; a list can be taken in without it. */
function placeIn(io: Io): { page: Page; componentIds: readonly string[] } | null {
  try {
    const { page } = openPlace(io);
    return { page, componentIds: pageOfForms(page).componentIds };
  } catch (error) {
    if (error instanceof UserError && error.code === 'not_found') return null;
    throw error;
  }
}

function textOf(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new UserError('not_found', `There is no file ${path}.`);
  if (size > largestFile) throw new UserError('invalid', `${path} is larger than 64 MB. Split the list.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch {
    throw new UserError('invalid', `${path} is not UTF-8. In Excel: Save as, "CSV UTF-8 (comma delimited)".`);
  }
}

function say(io: Io, imported: Imported | null, faults: readonly CsvFault[], isDry: boolean): void {
  for (const { line, what } of faults.slice(0, shownFaults)) io.err(`line ${line}: ${what}\n`);
  if (faults.length > shownFaults) io.err(`… and ${faults.length - shownFaults} more; --json lists all.\n`);
  if (imported === null) {
    io.err(`${faults.length} bad: nothing was taken in. Correct the list, or give --skip-bad.\n`);
    return;
  }
  const { confirmed, asked, already, departed } = imported;
  const would = isDry ? 'Would be: ' : '';
  io.out(
    `${would}${confirmed} subscribed, ${asked} asked by mail, ${already} there already, ${departed} left or suppressed before and not brought back, ${faults.length} bad.\n`,
  );
}
