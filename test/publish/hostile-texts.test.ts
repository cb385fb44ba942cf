import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import { documentsOf } from '../../src/publish/documents.ts';
import { openScene } from '../../src/publish/scene.ts';
import { statuspageSchemas } from '../../src/publish/statuspage-schema.ts';
import { createTexts } from '../../src/publish/texts.ts';
import { randomFrom } from '../support/random-history.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-07-05 12:00');
const rounds = 25;

/** What breaks those who write XML and JSON by hand, or trust who does. */
const pieces = [
  '\u0000', '\u0008', '\u000b', '\u001b[31m', '\u007f', '\u0085', '\u2028', '\ufffe', '\uffff', '\ufeff',
  ']]>', '<![CDATA[', '<!--', '-->', '</p>', '</content>', '<script>', '&', '&amp;', '&#0;', '&lt', '<', '>', '"', "'",
  '\ud83d', '\udd25', '🔥', '👩‍👩‍👧', '\u202e', '\u200f', '\u2066', 'e\u0301', '障害', '\r\n', '\r', '\t', '\\', '\\u0000', '${x}',
  '長'.repeat(3_400), 'w'.repeat(10_000), '**', '`', '# ', '> ', '- ', '[a](javascript:alert(1))', '|', '~~~', ' ',
]; // prettier-ignore

function hostileText(random: () => number): string {
  const count = 1 + Math.floor(random() * 12);
  return Array.from({ length: count }, () => pieces[Math.floor(random() * pieces.length)] ?? '').join('');
}

function noticesSaying(text: () => string): Notice[] {
  const update = (at: string, status: 'investigating' | 'resolved' | 'scheduled', more = {}) =>
    makeUpdate(at, status, { body: { ja: text(), en: text() }, ...more });
  const title = () => ({ ja: text(), en: text() });
  const incident = [update('2012-06-20 17:10', 'investigating'), update('2012-06-21 21:00', 'resolved')];
  return [
    makeNotice('incident', incident, { title: title(), components: { web: 'major_outage' } }),
    makeNotice('taken', [update('2012-07-01 10:00', 'investigating', { retracted: true })], { title: title() }),
    makeNotice('planned', [update('2012-07-02 10:00', 'scheduled')], {
      type: 'maintenance',
      title: title(),
      scheduledFor: tokyo('2012-08-01 01:00'),
      scheduledUntil: tokyo('2012-08-01 03:00'),
    }),
    makeNotice('unread', [], { title: title(), broken: { reason: 'unread', text: text(), mailable: false, since: 0 } }),
  ];
}

async function drawn(text: () => string): Promise<Map<string, { type: string; text: string }>> {
  const snapshot = makeSnapshot(noticesSaying(text));
  const freshness = { state: 'current', asOf: now } as const;
  const scene = openScene({ snapshot, freshness, now, siteUrl: 'https://status.example.org', formOpen: true, mailFrom: 'a@example.org', texts: createTexts() }); // prettier-ignore
  const documents = new Map<string, { type: string; text: string }>();
  for (const { path, draw } of documentsOf(scene)) {
    const { headers, body } = await draw();
    documents.set(path, { type: headers['content-type'] ?? '', text: Buffer.from(body).toString('utf8') });
  }
  return documents;
}

/** Every id of a document, in its order. */
function idsOf(text: string): string[] {
  return [...text.matchAll(/"(?:id|incident_id|page_id|code)":"(.*?)"|<(?:id|guid)[^>]*>(.*?)</g)].map(([id]) => id);
}

test('whatever is typed, XML and JSON parse, every schema holds, and no id changes', async () => {
  const plain = await drawn(() => 'plain');
  const random = randomFrom(20120620);
  for (let round = 0; round < rounds; round += 1) {
    const hostile = await drawn(() => hostileText(random));
    expect([...hostile.keys()]).toEqual([...plain.keys()]);
    for (const [path, { type, text }] of hostile) {
      const where = `round ${round}: ${path}`;
      if (/json/.test(type)) checkJson(where, path, text);
      if (/xml/.test(type)) checkXml(where, text);
      if (/\/api\/v2\/|\/history\./.test(path)) expect(idsOf(text), where).toEqual(idsOf(plain.get(path)?.text ?? ''));
    }
  }
});

function checkJson(where: string, path: string, text: string): void {
  const json: unknown = JSON.parse(text);
  expect(/\\u00[01][0-9a-f]|\\ud[89a-f]/.test(text.replaceAll('\\\\', '')), where).toBe(false);
  const schema = Object.entries(statuspageSchemas).find(([known]) => known === path)?.[1];
  if (schema !== undefined) expect(schema.safeParse(json).error, where).toBeUndefined();
}

const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const parser = new XMLParser({ ignoreAttributes: false });

function checkXml(where: string, text: string): void {
  expect(illegal.test(text) || !text.isWellFormed(), where).toBe(false);
  expect(XMLValidator.validate(text), where).toBe(true);
  const { feed } = parser.parse(text) as { feed?: { entry?: { content?: { '#text': string } }[] } };
  if (!where.endsWith('history.atom')) return;
  const states = feed?.entry?.map(({ content }) => /<strong>(.*?)<\/strong>/.exec(unescaped(content?.['#text']))?.[1]);
  expect(states, where).toEqual(['Scheduled', 'Resolved', 'Resolved', 'Investigating']);
}

function unescaped(text = ''): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
