import { componentWords, readStateList, type SetState, type UnknownComponent } from '../incidents/component-words.ts';
import type { NoticeDraft } from '../incidents/draft-notice.ts';
import { wordKey } from '../incidents/fold.ts';
import { didYouMean } from '../incidents/nearest.ts';
import type { NoticeType } from '../incidents/notice.ts';
import type { Page } from '../incidents/page.ts';
import { openReport } from '../incidents/report.ts';
import { impactWords, statusesOf, statusWords } from '../incidents/words.ts';
import { wrongUsage, type Io } from './io.ts';

/** The flags of `new`, as given. */
export interface Flags {
  readonly title?: string | undefined;
  readonly text?: string | undefined;
  readonly components?: readonly string[] | undefined;
  readonly status?: string | undefined;
  readonly impact?: string | undefined;
  readonly next?: string | undefined;
  readonly language?: string | undefined;
  readonly maintenance?: boolean | undefined;
  readonly exercise?: boolean | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** What the flags say, the rest asked for; the exit code when they cannot be understood, which is said on stderr. */
export async function readDraft(flags: Flags, page: Page, io: Io): Promise<NoticeDraft | number> {
  const refuse = (sentence: string) => {
    io.err(`${sentence}\n`);
    return wrongUsage;
  };
  if (flags.maintenance === true && flags.exercise === true)
    return refuse('Give --maintenance or --exercise, not both.');
  const type: NoticeType =
    flags.maintenance === true ? 'maintenance' : flags.exercise === true ? 'exercise' : 'incident';
  const asked = await askForRest(flags, type, page, io);
  const missing = (['title', 'text', ...(type === 'maintenance' ? (['from', 'until'] as const) : [])] as const).find(
    (name) => (asked[name] ?? '').trim() === '',
  );
  if (missing !== undefined) return refuse(`--${missing} is missing.`);

  const allowed = statusesOf(type);
  const status = flags.status === undefined ? allowed[0] : statusWords.get(wordKey(flags.status));
  if (status === undefined || !allowed.includes(status)) {
    return refuse(
      `"${flags.status ?? ''}" is no status here. ${didYouMean(flags.status ?? '', allowed)}Use one of ${allowed.join(', ')}.`,
    );
  }
  const impact = flags.impact === undefined ? undefined : impactWords.get(wordKey(flags.impact));
  if (flags.impact !== undefined && impact === undefined) {
    return refuse(`"${flags.impact}" is no impact. Use none, minor, major or critical.`);
  }
  const { components, faults } = readComponents(asked.components ?? [], page);
  if (faults.length > 0) return refuse(faults.join('\n'));
  const { title = '', text = '', from, until, next } = asked;
  return {
    type,
    title,
    text,
    language: flags.language ?? page.language,
    status,
    impact,
    components,
    next,
    from,
    until,
  };
}

/** Asks only what cannot be left out, and for the components, which are what people choose by. */
async function askForRest(flags: Flags, type: NoticeType, page: Page, { ask }: Io): Promise<Flags> {
  if (ask === undefined) return flags;
  const title = flags.title ?? (await ask('Title: '));
  const example = [...componentWords(page).ids.values()].flat().at(-1) ?? 'web';
  const state = type === 'maintenance' ? 'under_maintenance' : 'major_outage';
  const components = flags.components ?? [
    await ask(`What is affected, e.g. "${example} ${state}" (empty: not known yet): `),
  ];
  const from = flags.from ?? (type === 'maintenance' ? await ask('Starts (YYYY-MM-DD HH:MM): ') : undefined);
  const until = flags.until ?? (type === 'maintenance' ? await ask('Ends (YYYY-MM-DD HH:MM): ') : undefined);
  return { ...flags, title, components, from, until, text: flags.text ?? (await ask('Text: ')) };
}

function readComponents(lists: readonly string[], page: Page): { components: SetState[]; faults: string[] } {
  const report = openReport('');
  const unknown: UnknownComponent[] = [];
  const words = componentWords(page);
  const components = readStateList(lists.join(','), { line: 1, column: 1 }, words, report, unknown);
  const faults = [
    ...report.findings.map(({ what, cure }) => `${what} ${cure}`),
    ...unknown.map(({ word, cure }) => `There is no component "${word}". ${cure}`),
  ];
  return { components, faults };
}
