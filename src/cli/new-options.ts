import { didYouMean } from '../incidents/nearest.ts';
import { flag, word } from './command.ts';
import { WrongUsage } from './io.ts';

export const help = `Usage: npm run noroshi -- new [options] ["text"]

Writes a notice into INCIDENTS_DIR (./incidents), or adds a report to one. At a terminal it asks for
what is missing. Nothing is public before it is committed, and pushed to where the page reads it.

A new notice
  --title "Website cannot be reached"
  --component web=major_outage    what is affected; several: "web=停止, mail=遅延", or the flag again.
                        States: operational, under_maintenance, degraded_performance,
                        partial_outage, major_outage
  --maintenance --from "2026-10-18 02:00" --until "2026-10-18 04:00"
  --exercise            a rehearsal: marked as one everywhere
  --language en         the page's own language when left out
  --new                 although one is open on the same components

A report on a notice that is there
  --update ID           its name, or a part that no other has
  --retract 17:30       takes back the report of that time (or "last"), with or without a new report

Both
  "text" or --text      what you tell: what is affected, what people can do, whom to call
  --status monitoring   investigating, identified, monitoring, resolved, postmortem; of a maintenance
                        scheduled, in_progress, verifying, completed, cancelled
  --next 18:00          when the next report comes
  --expected 20:30      when it will work again, or "unknown"
  --impact critical     none, minor, major or critical; when left out: from the components
  --template NAME       begins with a text prepared for the moment; --templates lists them

Publishing
  --commit              commits that one file, if check finds no error in it
  --push                commits and pushes; when somebody was faster: takes theirs in, tries again
  --json                { "id", "path", "commit", "pushed", "toFill" } and nothing else on standard output

Exit code: 0 done, 1 a problem was found, 2 wrong usage.
`;

export const options = {
  title: word,
  text: word,
  component: { ...word, multiple: true },
  components: { ...word, multiple: true },
  status: word,
  impact: word,
  next: word,
  expected: word,
  language: word,
  maintenance: flag,
  exercise: flag,
  from: word,
  until: word,
  new: flag,
  update: word,
  retract: word,
  template: word,
  templates: flag,
  commit: flag,
  push: flag,
  json: flag,
} as const;

/** The flags of `new`, as given; the text may also stand by itself. */
export interface Flags {
  readonly title?: string | undefined;
  readonly text?: string | undefined;
  readonly component?: readonly string[] | undefined;
  readonly components?: readonly string[] | undefined;
  readonly status?: string | undefined;
  readonly impact?: string | undefined;
  readonly next?: string | undefined;
  readonly expected?: string | undefined;
  readonly language?: string | undefined;
  readonly maintenance?: boolean | undefined;
  readonly exercise?: boolean | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly new?: boolean | undefined;
  readonly update?: string | undefined;
  readonly retract?: string | undefined;
  readonly template?: string | undefined;
  readonly commit?: boolean | undefined;
  readonly push?: boolean | undefined;
}

/** The flags with the text that stands by itself. Throws WrongUsage for words that a missing quote left over. */
export function withText(flags: Flags, positionals: readonly string[]): Flags {
  const [text, ...rest] = positionals;
  if (text === undefined) return flags;
  const isWord = /^[\w.,!?/-]+$/.test(text);
  if (rest.length > 0 || isWord) {
    const meant = isWord ? didYouMean(text, Object.keys(options)).replace(/"(.*)"/, '"--$1"') : '';
    throw new WrongUsage(`"${[text, ...rest].join(' ')}" is left over. ${meant}Put every text in quotes.`);
  }
  if (flags.text !== undefined) throw new WrongUsage('There are two texts. Give one, with --text or by itself.');
  return { ...flags, text };
}

/** What contradicts itself is refused before anything is asked or written. Throws WrongUsage. */
export function checkTogether(flags: Flags): void {
  const { update } = flags;
  if (flags.maintenance === true && flags.exercise === true)
    throw new WrongUsage('Give --maintenance or --exercise, not both.');
  const ofMaintenance = (['from', 'until'] as const).find((name) => flags[name] !== undefined);
  if (flags.maintenance !== true && ofMaintenance !== undefined)
    throw new WrongUsage(`--${ofMaintenance} belongs to --maintenance.`);
  const ofNew = (['title', 'maintenance', 'exercise', 'new', 'from', 'until'] as const).find(
    (name) => flags[name] !== undefined,
  );
  if (update !== undefined && ofNew !== undefined)
    throw new WrongUsage(`--${ofNew} is for a new notice and does not go with --update.`);
  if (update === undefined && flags.retract !== undefined)
    throw new WrongUsage('--retract needs to know of which notice: add --update ID.');
  if (flags.template !== undefined && flags.text !== undefined)
    throw new WrongUsage('A template brings its own text. Leave out one of the two; edit the file afterwards.');
  if (flags.text !== undefined && flags.text.trim() === '') throw new WrongUsage('The text is empty.');
}

/** `--update` at the end or before another flag means: ask which one. */
export function withBareUpdate(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const follower = args[index + 1];
    return arg === '--update' && (follower === undefined || follower.startsWith('-')) ? '--update=' : arg;
  });
}
