import { wordKey } from '../incidents/fold.ts';
import type { SetState } from '../incidents/component-words.ts';
import type { ComponentState, Notice, Status } from '../incidents/notice.ts';
import { leafComponents, textIn, type Page } from '../incidents/page.ts';
import { statusesOf } from '../incidents/words.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { WrongUsage, type Io } from './io.ts';
import { componentsOf, statusOf, timeOf } from './new-words.ts';

/** A person at a terminal. */
export type Asking = Pick<Io, 'err'> & { readonly ask: NonNullable<Io['ask']> };

/** Asks until the answer can be understood; why it could not is said in between. */
export async function askUntil<Meaning>(
  { ask, err }: Asking,
  question: string,
  read: (answer: string) => Meaning,
): Promise<Meaning> {
  for (;;) {
    const answer = (await ask(question)).trim();
    try {
      return read(answer);
    } catch (error) {
      if (!(error instanceof WrongUsage)) throw error;
      err(`${error.message}\n`);
    }
  }
}

/** Something must be typed. */
export function askTitle(asking: Asking): Promise<string> {
  return askUntil(asking, 'Title, as customers would say it: ', (answer) => {
    if (answer === '') throw new WrongUsage('A notice needs a title.');
    return answer;
  });
}

/** A text of several paragraphs, also pasted: it ends with two empty lines. */
export async function askText(asking: Asking): Promise<string> {
  asking.err('Text: what is affected, what people can do, whom to call.\nTo end it, press Enter three times.\n');
  const lines: string[] = [];
  for (;;) {
    lines.push(await asking.ask('> '));
    const isEnd = lines.slice(-2).length === 2 && lines.slice(-2).every((line) => line.trim() === '');
    const text = lines.join('\n').trim();
    if (isEnd && text !== '') return text;
    if (isEnd) asking.err('A report needs a text.\n');
  }
}

/** A time, or nothing. */
export function askTime(asking: Asking, question: string, page: Page, { needed = false } = {}): Promise<string> {
  return askUntil(asking, question, (answer) => {
    if (answer === '' && !needed) return '';
    if (answer === '') throw new WrongUsage('This time is needed. Write it as 2026-10-18 02:00.');
    return timeOf(answer, '', page);
  });
}

/** The status of a report; undefined for the one before it. */
export function askStatus(asking: Asking, { type, language }: Notice, before: Status): Promise<Status | undefined> {
  const words = catalogueOf(language).words.status;
  const statuses = statusesOf(type).map((status, index) => `${index + 1} ${words[status][0]}`);
  asking.err(`Status:\n  ${statuses.join('  ')}\n`);
  return askUntil(asking, `Its number (Enter: still ${words[before][0]}): `, (answer) => {
    if (answer === '') return undefined;
    return statusesOf(type)[Number(answer) - 1] ?? statusOf(answer, type);
  });
}

/** The components and their states, from a numbered list with their names. */
export async function askComponents(
  asking: Asking,
  page: Page,
  { language, question, states }: { language: string; question: string; states: readonly ComponentState[] },
): Promise<SetState[]> {
  const leaves = leafComponents(page).filter(({ retired }) => !retired);
  const words = catalogueOf(language).words.component;
  const shown = leaves.map(({ id, name }, index) => `  ${index + 1}  ${textIn(name, language, page.language)} (${id})`);
  const examples = states.map((state) => words[state][0]).join(', ');
  asking.err(`${question}\n${shown.join('\n')}\n`);
  asking.err(`How: ${examples}\n`);
  return askUntil(asking, `Number and how, such as "1 ${words[states[0] ?? 'operational'][0]}": `, (answer) => {
    const list = answer.replace(
      /(^|[,、，;；])\s*([0-9０-９]+)(?=[\s=:：＝])/g,
      (whole, before: string, digits: string) => {
        const leaf = leaves[Number(digits.normalize('NFKC')) - 1];
        return leaf === undefined ? whole : `${before}${leaf.id}`;
      },
    );
    const alone = leaves.find(({ id }, index) => [wordKey(id), String(index + 1)].includes(wordKey(answer)));
    if (alone !== undefined)
      throw new WrongUsage(`How is it? Write for example: ${answer} ${words[states[0] ?? 'operational'][0]}`);
    return answer === '' ? [] : componentsOf(list, page);
  });
}

/** One of these notices, by its number in the list; null for the word `new`, where that is possible. */
export function askNotice(asking: Asking, notices: readonly Notice[], mayBeNew: boolean): Promise<Notice | null> {
  const one = notices.length === 1 ? '1' : `1 to ${notices.length}`;
  const question = mayBeNew
    ? `Type ${one} to add a report there, or "new" for a notice of its own: `
    : `Which one? Type ${one}: `;
  return askUntil(asking, question, (answer) => {
    if (mayBeNew && ['new', 'n'].includes(wordKey(answer))) return null;
    const notice = notices[Number(answer.normalize('NFKC')) - 1] ?? notices.find(({ id }) => id === answer);
    if (notice === undefined) throw new WrongUsage(`Please type ${one}${mayBeNew ? ' or new' : ''}.`);
    return notice;
  });
}
