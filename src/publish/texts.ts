import { plainText, renderMarkdown } from '../incidents/markdown.ts';
import type { Notice } from '../incidents/notice.ts';
import { openDates, type Dates } from '../languages/dates.ts';
import { drawQrCode, type QrDrawing } from './qr-code.ts';

/** What costs time to draw and is in many pages, documents and editions: drawn once for all of them. */
export interface Texts {
  readonly html: (markdown: string) => string;
  readonly plain: (markdown: string) => string;
  readonly qrCode: (text: string) => QrDrawing;
  readonly dates: (language: string, zone: string) => Dates;
  /** All that a notice says in all its languages, folded: what a search looks through. */
  readonly folded: (notice: Notice) => string;
}

/** More than feeds and API documents hold at a time. */
const most = 2_000;

/** Remembers what it drew last: drawing a report takes a thousand times longer than finding it. */
export function createTexts(): Texts {
  const folded = new WeakMap<Notice, string>();
  const opened = new Map<string, Dates>();
  return {
    html: remember(renderMarkdown),
    plain: remember(plainText),
    qrCode: remember(drawQrCode),
    dates(language, zone) {
      const key = `${language} ${zone}`;
      const dates = opened.get(key) ?? openDates(language, zone);
      opened.set(key, dates);
      return dates;
    },
    folded(notice) {
      const known = folded.get(notice) ?? foldText(wordsOf(notice));
      folded.set(notice, known);
      return known;
    },
  };
}

/** Full-width letters and capitals made alike. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function wordsOf({ id, title, updates, broken }: Notice): string {
  const bodies = updates.flatMap(({ body }) => Object.values(body));
  return [id, ...Object.values(title), ...bodies, broken?.text ?? ''].join('\n');
}

function remember<Drawn>(draw: (text: string) => Drawn): (text: string) => Drawn {
  const drawn = new Map<string, Drawn>();
  return (text) => {
    const known = drawn.get(text) ?? draw(text);
    // Moved to the end: the first one is the one that nobody asked for longest.
    drawn.delete(text);
    drawn.set(text, known);
    const [oldest] = drawn.keys();
    if (drawn.size > most && oldest !== undefined) drawn.delete(oldest);
    return known;
  };
}
