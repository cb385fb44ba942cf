import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { noticeId, noticeText, type NoticeDraft } from '../incidents/draft-notice.ts';
import { findingLine } from '../incidents/finding.ts';
import type { Page } from '../incidents/page.ts';
import { parseNotice } from '../incidents/parse.ts';
import { readPage } from '../incidents/read-page.ts';
import { readDraft } from './draft-from-flags.ts';
import { fine, problem, type Io } from './io.ts';

const help = `Usage: npm run noroshi -- new [options]

Writes a new notice into INCIDENTS_DIR (./incidents). What is needed and not given is asked for.

  --title "Website cannot be reached"
  --text "We are looking for the cause."
  --components web=major_outage,mail=degraded_performance
                        ids or names, with one of operational, under_maintenance,
                        degraded_performance, partial_outage, major_outage
  --status identified   investigating when left out; scheduled for a maintenance
  --impact critical     none, minor, major or critical; when left out: from the components
  --next 18:00          when the next report comes
  --language en         the page's own language when left out
  --maintenance --from "2026-10-18 02:00" --until "2026-10-18 04:00"
  --exercise            a rehearsal: marked as one everywhere

It prints the file's path and how to publish it. Nothing is overwritten, nothing is published.
Exit code: 0 written, 1 a problem was found, 2 wrong usage.
`;

const options = {
  help: { type: 'boolean', short: 'h' },
  title: { type: 'string' },
  text: { type: 'string' },
  components: { type: 'string', multiple: true },
  status: { type: 'string' },
  impact: { type: 'string' },
  next: { type: 'string' },
  language: { type: 'string' },
  maintenance: { type: 'boolean' },
  exercise: { type: 'boolean' },
  from: { type: 'string' },
  until: { type: 'string' },
} as const;

/** `new`: writes one notice that passes `check`, and says how to publish it. */
export async function run(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({ args, options });
  if (values.help === true) {
    io.out(help);
    return fine;
  }
  const folder = resolve(io.cwd, io.env['INCIDENTS_DIR'] ?? './incidents');
  const page = pageOf(folder);
  const draft = await readDraft(values, page, io);
  if (typeof draft === 'number') return draft;
  const name = freeName(folder, noticeId(draft, page, io.now()));
  const text = noticeText(draft, page, io.now());
  if (!passes(name, text, page, io)) return problem;
  writeFileSync(join(folder, name), text, { flag: 'wx' });
  io.out(nextStep(join(folder, name), draft, io));
  return fine;
}

function pageOf(folder: string): Page {
  const path = join(folder, 'page.yaml');
  if (!existsSync(path))
    throw new UserError('not_found', `There is no ${path}. Set INCIDENTS_DIR, or write page.yaml first.`);
  const { page, findings } = readPage(readFileSync(path), 'page.yaml');
  if (page === null)
    throw new UserError('invalid', `page.yaml must be right first.\n${findings.map(findingLine).join('\n')}`);
  return page;
}

/** Two notices of one day may have the same words: the second becomes `…-2.md`. */
function freeName(folder: string, id: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? `${id}.md` : `${id}-${count}.md`;
    if (!existsSync(join(folder, name))) return name;
  }
}

/** Nothing is written that `check` would refuse. */
function passes(name: string, text: string, page: Page, io: Io): boolean {
  const source = { name, bytes: new TextEncoder().encode(text), translations: [] };
  const { findings } = parseNotice(source, { page, now: io.now(), timelessAt: io.now });
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return true;
  const list = errors.map(({ what, cure }) => `  ${what} ${cure}`).join('\n');
  io.err(`Nothing was written, because check would refuse it:\n${list}\n`);
  return false;
}

function nextStep(path: string, { type }: NoticeDraft, { cwd }: Io): string {
  const short = relative(cwd, path);
  const shown = short.startsWith('..') ? path : short;
  return `${shown}

Read it once more, then publish it:
  git add ${shown}
  git commit -m "Report ${type === 'maintenance' ? 'a maintenance' : type === 'exercise' ? 'an exercise' : 'an incident'}"
  git push
`;
}
