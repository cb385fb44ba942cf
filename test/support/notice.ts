import { parseNotice, type ParsedNotice } from '../../src/incidents/parse.ts';
import { readPage } from '../../src/incidents/read-page.ts';

const pageText = `name: { ja: 例, en: Example }
operator: { name: 例 }
privacy: お知らせにだけ使います。
time_zone: Asia/Tokyo
components:
  - id: service
    name: { ja: サービス, en: Service }
    components:
      - { id: web, name: { ja: ウェブサイト, en: Website } }
      - { id: mail, name: { ja: メール配信, en: Mail delivery } }
  - { id: support, name: { ja: 窓口, en: Support desk } }
`;

const inJapan = readPage(pageText, 'page.yaml');
if (inJapan.page === null) throw new Error('The page of the tests is wrong.');
/** The page of the tests: the components web, mail (both in the group service) and support. */
export const page = inJapan.page;

/** The instant of a time in Japan. */
export const jst = (text: string) => Date.parse(`${text.replace(' ', 'T')}+09:00`);

export const now = jst('2012-06-30 12:00');

/** Reads a notice as the tests' page has it; a report without a time came at 17:05 on 20 June. */
export function read(
  file: string | Uint8Array,
  { name = '2012-06-20-x.md', translations = {}, zone = 'Asia/Tokyo', at = now }: Options = {},
): ParsedNotice {
  const { page } = zone === 'Asia/Tokyo' ? inJapan : readPage(pageText.replace('Asia/Tokyo', zone), 'page.yaml');
  if (page === null) throw new Error('The page of the tests is wrong.');
  const bytes = (text: string | Uint8Array) => (typeof text === 'string' ? new TextEncoder().encode(text) : text);
  return parseNotice(
    {
      name,
      bytes: bytes(file),
      translations: Object.entries(translations).map(([language, text]) => ({
        language,
        name: name.replace('.md', `.${language}.md`),
        bytes: bytes(text),
      })),
    },
    {
      page,
      now: at,
      timesOf: (timeless) => timeless.map((_heading, order) => jst('2012-06-20 17:05') + order * 60_000),
    },
  );
}

interface Options {
  readonly name?: string;
  readonly translations?: Readonly<Record<string, string | Uint8Array>>;
  readonly zone?: string;
  readonly at?: number;
}

export const badPageText = (from: string, to: string) => pageText.replace(from, to);
export const goodPageText = pageText;
