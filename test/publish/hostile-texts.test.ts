import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import type { Snapshot } from '../../src/incidents/snapshot.ts';
import { columnsOf } from '../../src/publish/columns.ts';
import { spokenSeconds } from '../../src/publish/spoken-seconds.ts';
import { badLines, eventsOf } from '../support/calendar.ts';
import { temporaryFolder } from '../support/folder.ts';
import { servedFrom, textOf } from '../support/followed.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';
import { hasXmllint } from '../support/xml.ts';

/** Whatever stands in a title or a text: every document can be read, and what names a thing stays the same. */
const rounds = 12;
const now = tokyo('2012-06-21 22:00');
const pieces = [
  ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)),
  '\u007f', '\u0085', '\u009b', '\u2028', '\u2029', '\ufffe', '\uffff', '\ufeff', '\u200e', '\u200f', '\u202e', '\u2066',
  '\ud83d', '\udcee', '\ud83d\udcee', '👩‍👩‍👧‍👦', 'が', '\u0301', ']]>', '<![CDATA[', '<!--', '-->', '&amp;', '&', '<', '>', '"', "'",
  '<script>alert(1)</script>', '</svg>', 'BEGIN:VEVENT', 'END:VCALENDAR', '\r\n', '\n', '\\n', '\\', ';', ',', ':',
  'מצב', 'مرحبا', '全角：', '「', '」', '、', '。', ' ', '\t', '**', '`', '[a](javascript:alert(1))', '{{', '%0d%0a', '\0',
]; // prettier-ignore

/** Numbers from 0 to 1, the same on every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function textFrom(random: () => number, longest: number): string {
  if (random() < 0.1) return '停'.repeat(3400).concat('x'.repeat(200)); // a word of 10 kB
  const count = Math.floor(random() * longest);
  return Array.from({ length: count }, () => pieces[Math.floor(random() * pieces.length)] ?? '').join('');
}

function snapshotWith(text: (longest: number) => string): Snapshot {
  const both = (longest: number) => ({ ja: text(longest), en: text(longest) });
  const update = (at: string, status: Notice['updates'][number]['status'], more = {}) =>
    makeUpdate(at, status, { body: both(60), ...more });
  const incident = makeNotice(
    'incident',
    [
      update('2012-06-20 17:10', 'investigating', { components: { web: 'major_outage' } }),
      update('2012-06-20 17:30', 'identified', { retracted: true }),
      update('2012-06-21 20:10', 'monitoring', {
        corrected: tokyo('2012-06-21 20:30'),
        next: tokyo('2012-06-21 21:00'),
      }),
    ],
    { title: both(12), contacts: { telephone: text(8) } },
  );
  const maintenance = makeNotice('maintenance', [update('2012-06-01 10:00', 'scheduled')], {
    type: 'maintenance',
    title: both(12),
    scheduledFor: tokyo('2012-07-01 01:00'),
    scheduledUntil: tokyo('2012-07-01 03:00'),
    components: { web: 'under_maintenance' },
  });
  const page = makePage({
    name: both(6),
    operator: { name: both(6) },
    components: [{ id: 'web', name: both(6) }],
    contacts: { telephone: '000-0000-0000', email: text(8), hours: text(8) },
  });
  return makeSnapshot([incident, maintenance], { page, committedAt: now });
}

const documents = ['', '/en'].flatMap((language) =>
  ['', '/components/web'].flatMap((part) =>
    ['feed.rss', 'feed.atom', 'feed.json', 'calendar.ics', 'badge.svg'].map((name) => `${language}${part}/${name}`),
  ),
);
const texts = ['', '/en'].flatMap((language) =>
  ['/status.txt', '/status-spoken.txt', '/incidents/incident.txt', '/incidents/maintenance.txt'].map(
    (name) => language + name,
  ),
);

/** What stands for a thing in a document, whatever is written about it. */
function idsIn(path: string, body: string): string[] {
  if (path.endsWith('.json')) return (JSON.parse(body) as { items: { id: string }[] }).items.map(({ id }) => id);
  if (path.endsWith('.ics')) return [...eventsOf(body).keys()];
  if (path.endsWith('.svg')) return [];
  new XMLParser().parse(body, true);
  return [...body.matchAll(/<(?:guid[^>]*|id)>([^<]*)</g)].map(([, id = '']) => id);
}

test('feeds, calendars, badges and the API can be read, and their ids are those of plain texts', async () => {
  const plain = await servedFrom(
    snapshotWith(() => 'plain'),
    now,
  );
  const folder = temporaryFolder();
  const files: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const random = seeded(round);
    const served = await servedFrom(
      snapshotWith((longest) => textFrom(random, longest)),
      now,
    );
    for (const path of documents) {
      const body = textOf(await served(path));
      expect(idsIn(path, body), `${path} of round ${round}`).toEqual(idsIn(path, textOf(await plain(path))));
      if (path.endsWith('.ics')) expect(badLines(body), `${path} of round ${round}`).toEqual([]);
      if (/\.(rss|atom|svg)$/.test(path)) {
        const file = join(folder, `${round}${path.replaceAll('/', '-')}`);
        writeFileSync(file, body);
        files.push(file);
      }
    }
    for (const path of ['/api/v2/summary.json', '/en/api/v2/incidents.json']) JSON.parse(textOf(await served(path)));
  }
  if (hasXmllint) expect(spawnSync('xmllint', ['--noout', '--nonet', ...files]).stderr.toString()).toBe('');
});

test('texts hold nothing that a terminal obeys, keep to their measures, and end with the whole address', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const random = seeded(1000 + round);
    const served = await servedFrom(
      snapshotWith((longest) => textFrom(random, longest)),
      now,
    );
    for (const path of texts) {
      const body = textOf(await served(path));
      const named = `${path} of round ${round}`;
      expect(body, named).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/,
      );
      expect(body.isWellFormed(), named).toBe(true);
      if (path.endsWith('/status.txt')) {
        const tooWide = body.split('\n').filter((line) => columnsOf(line) > 80 && /\s/.test(line.trim()));
        expect(tooWide, named).toEqual([]);
      }
      if (path.endsWith('spoken.txt')) expect(spokenSeconds(body), named).toBeLessThan(45);
      if (!path.includes('/incidents/')) continue;
      expect(body.length, named).toBeLessThanOrEqual(400);
      expect(body.trimEnd().split('\n').at(-1)).toBe(`https://status.example.org${path.replace('.txt', '')}`);
    }
  }
});
