import { expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import { makeIt, textAt } from '../support/edition.ts';
import { servedFrom, textOf } from '../support/followed.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

/** What is followed of one component: the right notices, the right state, drawn anew when it changed. */
const now = tokyo('2012-06-21 12:00');
const web = makeNotice('of-web', [
  makeUpdate('2012-06-20 10:00', 'investigating', { components: { web: 'partial_outage' } }),
]);
const mail = makeNotice('of-mail', [makeUpdate('2012-06-20 11:00', 'investigating')], {
  components: { mail: 'major_outage' },
});
const none = makeNotice('of-nothing', [makeUpdate('2012-06-20 12:00', 'investigating')]);
const wrong = makeNotice('wrongly-of-support', [
  makeUpdate('2012-06-20 13:00', 'investigating', { components: { support: 'major_outage' }, retracted: true }),
  makeUpdate('2012-06-20 13:10', 'identified', { components: { web: 'partial_outage' } }),
]);
const all = [web, mail, none, wrong];

async function noticesIn(path: string, notices: readonly Notice[] = all): Promise<string[]> {
  const served = await servedFrom(makeSnapshot(notices), now);
  const feed = JSON.parse(textOf(await served(path))) as { items: { url: string }[] };
  return [...new Set(feed.items.map(({ url }) => url.replace(/.*\/incidents\/|#.*/g, '')))].toSorted();
}

test('a component is told of what named it, also wrongly, and of what named nothing; a group of its members', async () => {
  expect(await noticesIn('/components/web/feed.json')).toEqual(['of-nothing', 'of-web', 'wrongly-of-support']);
  expect(await noticesIn('/components/mail/feed.json')).toEqual(['of-mail', 'of-nothing']);
  expect(await noticesIn('/components/support/feed.json')).toEqual(['of-nothing', 'wrongly-of-support']);
  expect(await noticesIn('/en/components/service/feed.json')).toEqual([
    'of-mail',
    'of-nothing',
    'of-web',
    'wrongly-of-support',
  ]);
  expect(await noticesIn('/feed.json')).toHaveLength(4);
});

test('many newer reports of others push nothing out of the feed of a component', async () => {
  const busy = Array.from({ length: 80 }, (_, index) =>
    makeNotice(`busy-${String(index)}`, [
      makeUpdate(`2012-06-21 10:${String(index % 60).padStart(2, '0')}:${index < 60 ? '00' : '30'}`, 'resolved', {
        components: { mail: 'operational' },
      }),
    ]),
  );
  expect(await noticesIn('/components/support/feed.json', [...busy, wrong])).toEqual(['wrongly-of-support']);
});

test('badges: a component as it is, a group as its worst member, in words that are read aloud', async () => {
  const served = await servedFrom(makeSnapshot(all), now);
  const label = async (path: string) => /role="img" aria-label="([^"]+)"/.exec(textOf(await served(path)))?.[1];
  expect(await label('/components/web/badge.svg')).toBe('ウェブサイト: 一部停止');
  expect(await label('/en/components/service/badge.svg')).toBe('Service: Major outage');
  expect(await label('/components/support/badge.svg')).toBe('窓口: 通常どおり');
});

test('a report that is dated ahead is not dated ahead in a feed, and has its own date once that has come', async () => {
  const ahead = makeNotice('ahead', [makeUpdate('2012-06-21 12:05', 'investigating')]);
  const snapshot = makeSnapshot([ahead], { committedAt: tokyo('2012-06-21 11:59') });
  const first = await makeIt(snapshot, now);
  expect(textAt(first.edition, '/feed.rss')).toContain('<pubDate>Thu, 21 Jun 2012 02:59:00 GMT</pubDate>');
  const second = await makeIt(snapshot, tokyo('2012-06-21 12:05'), { previous: first });
  expect(textAt(second.edition, '/feed.rss')).toContain('<pubDate>Thu, 21 Jun 2012 03:05:00 GMT</pubDate>');
});

test('a report that is taken back or corrected later is newer than it was, under the id that it had', async () => {
  const at = async (more: Partial<Notice>, update: object) => {
    const notice = { ...makeNotice('n', [makeUpdate('2012-06-20 10:00', 'investigating', update)]), ...more };
    const feed = textOf(await (await servedFrom(makeSnapshot([notice]), now))('/feed.atom'));
    return [...feed.matchAll(/<(?:id|updated|title type="text")>(?:<!\[CDATA\[)?([^<\]]+)/g)]
      .slice(2)
      .map(([, text]) => text);
  };
  const id = 'https://status.example.org/incidents/n#t20120620T010000Z';
  expect(await at({}, {})).toEqual(['【調査中】第1報 n の件', id, '2012-06-20T01:00:00.000Z']);
  expect(await at({}, { corrected: tokyo('2012-06-20 10:30') })).toEqual([
    '【調査中】第1報 n の件',
    id,
    '2012-06-20T01:30:00.000Z',
  ]);
  expect(await at({ changedAt: tokyo('2012-06-20 11:00') }, { retracted: true })).toEqual([
    '【取消】【調査中】第1報 n の件', id, '2012-06-20T02:00:00.000Z',
  ]); // prettier-ignore
});

test('a minute later nothing of a component is drawn anew, after a report all of it is', async () => {
  const first = await makeIt(makeSnapshot([web, mail]), now);
  const stale = (changes: readonly { stale: { paths: readonly string[] } }[]) =>
    changes.flatMap((change) => change.stale.paths).filter((path) => /\/components\/.*\./.test(path));
  const later = await makeIt(makeSnapshot([web, mail]), now + 60_000, { previous: first });
  expect(stale(later.changes)).toEqual([]);
  const reported = await makeIt(makeSnapshot([web, mail, none]), now + 60_000, { previous: later });
  expect(stale(reported.changes)).toContain('/en/components/mail/feed.atom');
  expect(stale(reported.changes)).toContain('/components/service/badge.svg');
  expect(reported.edition.tail.has('/components/service/calendar.ics')).toBe(true);
});
