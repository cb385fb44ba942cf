import type { Header } from './header.ts';
import type { Outline } from './outline.ts';
import type { Place, Report } from './report.ts';
import { widthOnPhone } from './text-width.ts';

export interface Title extends Place {
  readonly text: string;
}

/** The title of the header, else of the line with `#`, and where it stands; null when there is none. */
export function findTitle({ fields }: Header, { title }: Outline): Title | null {
  const entry = fields.get('title');
  const found = entry === undefined ? title : { text: entry.text, ...entry.valuePlace };
  const text = found?.text.trim() ?? '';
  return found === null || text === '' || /^[>|][+-]?$/.test(text) ? null : { ...found, text };
}

/**
 * 60 letters or 40 kana: three lines of a heading on a telephone 360 pixels wide, and about as much of a subject as its mail
 * program shows before it cuts.
 */
const widest = 60;

/** Warns of a title that a telephone would cut. */
export function warnOfLongTitle(title: Title | null, report: Report): void {
  if (title === null || widthOnPhone(title.text) <= widest) return;
  const what = `The title is too long for a telephone (${[...title.text].length} characters).`;
  report.warning(title, what, 'Say it in 40 full-width or 60 half-width characters; the rest belongs into the report.');
}
