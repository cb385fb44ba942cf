import { compile } from 'html-to-text';
import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';
import { withoutComments } from './comments.ts';

/** Longer than a whole notice may be (64 kB): what is longer is not worth the time of a parser. */
const longestText = 65_536;
/** Marks, or lines, in such numbers are no writing, and a parser takes seconds over them. */
const mostMarks = 4_000;
const mostLines = 1_000;
/** Quotes and lists forty deep on one line: the same. */
const tooDeep = /^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){40}/m;

const markdown = new Marked({
  gfm: true,
  async: false,
  // A picture would be fetched from elsewhere, and elsewhere may be down: its words stand for it.
  // HTML is shown as it was written: nobody loses a `<host>`, and the sanitiser below is the second wall, not the first.
  renderer: {
    image: ({ text }) => escapeHtml(text),
    // A comment is a note to oneself.
    html: ({ text }) => (/^<br\s*\/?>$/i.test(text) ? '<br>' : escapeHtml(withoutComments(text))),
  },
});

/**
 * A report's markdown as safe HTML for pages, feeds and mails: links only to http, https, mailto and tel, nothing that
 * loads anything. Its headings stand one step below the heading they belong to (`under`, the level of the report's own)
 * and never skip a step, whichever the writer began with. What cannot be parsed comes back as written.
 */
export function renderMarkdown(text: string, under: 2 | 3 | 4 = 2): string {
  if (text.length > longestText || isTooBusy(text) || tooDeep.test(text)) return asWritten(text);
  try {
    const transformTags = { ...allowed.transformTags, ...headingsUnder(under) };
    return sanitizeHtml(markdown.parse(text, { async: false }), { ...allowed, transformTags }).trim();
  } catch {
    return asWritten(text);
  }
}

function isTooBusy(text: string): boolean {
  const marks = text.match(/[[\]*_`<>~!|&"'.:@]/g)?.length ?? 0;
  const lines = text.match(/\n/g)?.length ?? 0;
  return marks > mostMarks || lines > mostLines;
}

/** Compiled once: building it costs more than using it. */
const toText = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } },
    ...['h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
  ],
});

/** The same text for readers without HTML: links written out, no marks, lines not broken. */
export function plainText(text: string): string {
  return toText(renderMarkdown(text)).trim();
}

const allowed: sanitizeHtml.IOptions = {
  allowedTags: [
    'p', 'br', 'hr', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a',
    'h3', 'h4', 'h5', 'h6', 'span', 'table', 'thead', 'tbody', 'tr', 'th', 'td',
  ], // prettier-ignore
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'], span: ['class'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  nestingLimit: 40,
  textFilter: wholeNumbers,
  transformTags: {
    a: (tagName, { href }) => ({ tagName, attribs: linkAttributes(href) }),
  },
};

/** A telephone number, or a date in digits, is not to be broken into two lines. The text comes escaped. */
function wholeNumbers(text: string): string {
  return text.replace(/\b\d{1,5}-\d{1,4}-\d{1,4}\b/g, '<span class="number">$&</span>');
}

/** A heading's level is the number of headings that it stands in, so that whoever walks by headings misses no step. */
function headingsUnder(level: number): Record<string, sanitizeHtml.Transformer> {
  const above: number[] = [];
  const place: sanitizeHtml.Transformer = (tagName) => {
    const written = Number(tagName.charAt(1));
    while ((above.at(-1) ?? 0) >= written) above.pop();
    above.push(written);
    return { tagName: `h${Math.min(level + above.length, 6)}`, attribs: {} };
  };
  return Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => [tag, place]));
}

/** A relative link would lead nowhere in a mail or a feed. */
function linkAttributes(href: string | undefined): sanitizeHtml.Attributes {
  if (href === undefined || !/^(https?|mailto|tel):/i.test(href)) return {};
  return { href, rel: 'noopener noreferrer' };
}

function asWritten(text: string): string {
  return `<pre>${escapeHtml(text.slice(0, longestText))}</pre>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
