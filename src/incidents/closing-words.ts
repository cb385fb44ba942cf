import type { Notice, Update } from './notice.ts';
import type { Section } from './outline.ts';
import type { Report } from './report.ts';
import type { Title } from './title.ts';

/** What readers take for "it is over", wherever it stands; what is only expected or awaited is not meant. */
const overInJapanese =
  /(?:復旧(?:作業)?|解消|解決|対応)(?:が|を|は)?(?:終了|完了|済み|しました|いたしました)(?!(?:後|次第|予定|見込|を?目指|に向け|たら|して(?:い|お)?(?:ない|ませ|りませ)))/u;
const overInEnglish =
  /(?<!\b(?:not|until|once|when|be|partially|partly|yet) )\b(?:resolved|restored|fixed|back to normal)\b/i;

/** Warns of a heading, or a title, that says it is over while the status says that it is not. */
export function warnOfClosingWords(
  notice: Notice,
  sections: readonly Section[],
  title: Title | null,
  report: Report,
): void {
  const byLine = new Map(notice.updates.map((update) => [update.line, update]));
  for (const { heading } of sections) {
    const update = byLine.get(heading.line);
    const words = closingWords(heading.rest.text);
    if (update === undefined || words === null || isOver(update)) continue;
    const place = { line: heading.line, column: heading.rest.column + words.index };
    const cure = `If it is over, write ${notice.type === 'maintenance' ? 'completed' : 'resolved'} as the status; else say it in other words.`;
    report.warning(place, `"${words.text}" reads as if it were over, but the status is ${update.status}.`, cure);
  }
  const last = notice.updates.findLast(({ retracted }) => !retracted);
  const words = title === null ? null : closingWords(title.text);
  if (title === null || words === null || last === undefined || isOver(last)) return;
  const place = { line: title.line, column: title.column + words.index };
  const cure = 'Say in the title what has happened; that it is over is said by the status of a report.';
  report.warning(place, `The title says "${words.text}", but the status is ${last.status}.`, cure);
}

function isOver({ status }: Update): boolean {
  return ['resolved', 'postmortem', 'completed', 'cancelled'].includes(status);
}

function closingWords(text: string): { readonly text: string; readonly index: number } | null {
  const found = overInJapanese.exec(text) ?? overInEnglish.exec(text);
  return found === null ? null : { text: found[0], index: found.index };
}
