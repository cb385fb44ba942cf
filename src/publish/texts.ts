import { plainText, renderMarkdown } from '../incidents/markdown.ts';

/** Reports as HTML and as plain text, each drawn once for all the documents and editions that hold it. */
export interface Texts {
  readonly html: (markdown: string) => string;
  readonly plain: (markdown: string) => string;
}

/** More than feeds and API documents hold at a time. */
const most = 2_000;

/** Remembers what it drew last: drawing a report takes a thousand times longer than finding it. */
export function createTexts(): Texts {
  return { html: remember(renderMarkdown), plain: remember(plainText) };
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
