import type { Notice } from '../incidents/notice.ts';
import { textIn } from '../incidents/page.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { cut, tidy } from './columns.ts';
import { frontPage } from './front-page.ts';
import { factsOf, isKnownLate } from './notice-facts.ts';
import type { Scene } from './scene.ts';
import { splitLatest } from './report-list.ts';
import { spokenSeconds } from './spoken-seconds.ts';
import { titleIn } from './view.ts';

/** Of the 45 seconds, one is left to the machine. */
const longest = 44;
/** Of a name, a title or a list, so that a long one does not silence the rest. */
const longestName = 40;

/** A voice says "postbox" where one is drawn. */
const pictures = /\s*[\p{Extended_Pictographic}\ufe0f\u200d]+/gu;

/** A sentence in its place, and how soon it is left out where not all fit: 0 never, the highest first. */
interface Sentence {
  readonly text: string;
  readonly rank: 0 | 1 | 2 | 3 | 4;
}

/** The state in whole sentences, to be read aloud by or to an answering machine in less than 45 seconds. */
export function spokenText(scene: Scene, language: string): string {
  const { snapshot, freshness, now } = scene;
  const { page } = snapshot;
  const { plain, page: texts } = catalogueOf(language);
  const { spoken } = plain;
  const at = saidTime(scene, language);
  const whole = (instant: number) => scene.texts.dates(language, page.time_zone).near(instant, now);
  const front = frontPage(snapshot, freshness, now);
  const open = [...front.incidents, ...front.running];
  const [lead] = open;
  const [planned] = front.upcoming;
  const soon =
    lead === undefined && planned?.scheduledFor !== undefined
      ? [spoken.planned(cut(titleIn(planned, language), longestName), at(planned.scheduledFor))]
      : [];
  const name = cut(textIn(page.name, language, page.language), longestName);
  const time =
    freshness.state === 'current' ? spoken.asOf(whole(freshness.asOf)) : spoken.unknown(whole(freshness.since));
  const sentences: Sentence[] = [
    { rank: 0, text: spoken.opening(name) },
    { rank: 0, text: time },
    { rank: 0, text: spoken.sentence(texts.headline[front.headline]) },
    ...(lead === undefined ? [] : aboutNotice(scene, language, lead)),
    ...soon.map((text): Sentence => ({ rank: 1, text })),
    ...(open.length > 1 ? [{ rank: 3, text: spoken.others(open.length - 1) } as const] : []),
    { rank: 0, text: spoken.closing },
  ];
  const said = sentences.map(({ rank, text }) => ({
    rank,
    text: spoken.aloud(tidy(text).replace(pictures, '').replace(/\s+/g, ' ').trim()),
  }));
  return `${fitting(said).join('\n')}\n`;
}

/** What is said of the notice that leads the page; its text sentence by sentence. */
function aboutNotice(scene: Scene, language: string, notice: Notice): Sentence[] {
  const { snapshot, now } = scene;
  const { plain, words } = catalogueOf(language);
  const { spoken } = plain;
  const at = saidTime(scene, language);
  const { affected, next, estimates } = factsOf(notice, snapshot, language, now);
  const report = splitLatest(notice, language, now).latest.find(({ retracted }) => !retracted);
  const expected = estimates.at(-1);
  const title = cut(titleIn(notice, language), longestName);
  const sentences = report === undefined ? [] : sentencesOf(scene.texts.plain(report.text), spoken.sentence);
  return [
    ...(affected.length === 0
      ? []
      : [{ rank: 1, text: spoken.affected(cut(affected.join(words.listSeparator), longestName)) } as const]),
    ...(report === undefined ? [] : [{ rank: 2, text: spoken.notice(at(report.at), title) } as const]),
    ...sentences.map((text) => ({ rank: 4, text }) as const),
    ...(typeof expected === 'number' && expected > now
      ? [{ rank: 2, text: spoken.expected(at(expected)) } as const]
      : []),
    ...(next === undefined
      ? []
      : [{ rank: 1, text: (isKnownLate(next, scene.freshness) ? spoken.late : spoken.next)(at(next.at)) } as const]),
  ];
}

/** The day is said where it is not today. */
function saidTime({ snapshot, now, texts }: Scene, language: string): (at: number) => string {
  const dates = texts.dates(language, snapshot.page.time_zone);
  return (at) => (dates.day(at) === dates.day(now) ? dates.time(at) : dates.near(at, now));
}

/** Addresses cannot be listened to; what has no end gets one. */
function sentencesOf(text: string, sentence: (text: string) => string): string[] {
  return tidy(text)
    .replace(/\(?\b(?:https?:\/\/|mailto:)\S+/g, '')
    .split(/(?<=[。！？])|(?<=[.!?])\s+|\n+/)
    .map((part) => part.replace(/^[\s*•・>-]+/, '').trim())
    .filter((part) => /[\p{L}\p{N}]/u.test(part))
    .map(sentence);
}

/** The more important ones for which there is time, in their places. A text is broken off, never said with a gap. */
function fitting(sentences: readonly Sentence[]): string[] {
  const chosen = new Set<Sentence>();
  let seconds = 0;
  for (const sentence of sentences.toSorted((a, b) => a.rank - b.rank)) {
    const more = spokenSeconds(sentence.text);
    const fits = sentence.rank === 0 || seconds + more <= longest;
    if (!fits && sentence.rank === 4) break;
    if (!fits) continue;
    chosen.add(sentence);
    seconds += more;
  }
  return sentences.filter((sentence) => chosen.has(sentence)).map(({ text }) => text);
}
