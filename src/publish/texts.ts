import { plainText, renderMarkdown } from '../incidents/markdown.ts';
import type { Notice } from '../incidents/notice.ts';

/** Reports as HTML and as plain text, each drawn once for all the documents and editions that hold it. */
export interface Texts {
  readonly html: (markdown: string) => string;
  readonly plain: (markdown: string) => string;
  /** All that a notice says in all its languages, folded: what a search looks through. */
  readonly folded: (notice: Notice) => string;
}

/** More than feeds and API documents hold at a time. */
const most = 2_000;

/** Remembers what it drew last: drawing a report takes a thousand times longer than finding it. */
export function createTexts(): Texts {
  const folded = new WeakMap<Notice, string>();
  return {
    html: remember(renderMarkdown),
    plain: remember(plainText),
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

function remember(draw: (markdown: string) => string): (markdown: string) => string {
  const drawn = new Map<string, string>();
  return (markdown) => {
    const known = drawn.get(markdown) ?? draw(markdown);
    // Moved to the end: the first one is the one that nobody asked for longest.
    drawn.delete(markdown);
    drawn.set(markdown, known);
    const [oldest] = drawn.keys();
    if (drawn.size > most && oldest !== undefined) drawn.delete(oldest);
    return known;
  };
}
