import { expect, test } from 'vitest';
import { applyChange, type Edition } from '../../src/publish/edition.ts';
import { editionNumber, renderTail } from '../../src/publish/make-edition.ts';
import { editionNeeds, editionOf, makeIt, textAt } from '../support/edition.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-06-21 12:00:10');
const minute = 60_000;
const old = Array.from({ length: 15 }, (_, index) =>
  makeNotice(`old-${index}`, [makeUpdate(`2011-01-${String(index + 10)} 10:00`, 'resolved')]),
);
const open = makeNotice('open', [makeUpdate('2012-06-20 17:10', 'investigating')]);
const snapshot = makeSnapshot([...old, open], { page: makePage({ contacts: {} }) });

test('everything asked for often is ready in every language, the rest is known', async () => {
  const edition = await editionOf(snapshot, now);
  for (const path of [
    '/',
    '/history',
    '/subscribe',
    '/404',
    '/incidents/open',
    '/feed.rss',
    '/feed.atom',
    '/feed.json',
    '/calendar.ics',
    '/badge.svg',
    '/status.txt',
    '/status-spoken.txt',
  ]) {
    expect(edition.ready.has(path), path).toBe(true);
    expect(edition.ready.has(path === '/' ? '/en' : `/en${path}`), `/en${path}`).toBe(true);
  }
  expect(edition.ready.has('/robots.txt')).toBe(true);
  const followed = ['badge.svg', 'calendar.ics', 'feed.atom', 'feed.json', 'feed.rss'];
  const notices = [
    ...snapshot.notices.map(({ id }) => `${id}.txt`),
    ...[0, 1, 2, 3, 4, 5].map((index) => `old-${index}`),
  ];
  expect([...edition.tail].toSorted()).toEqual(
    ['/en', '']
      .flatMap((language) => [
        ...['/about', '/search'].map((path) => `${language}${path}`),
        ...['service', 'web', 'mail', 'support'].flatMap((id) =>
          followed.map((name) => `${language}/components/${id}/${name}`),
        ),
        ...['service', 'web', 'mail', 'support'].flatMap((id) => [
          `${language}/components/${id}`,
          ...['', '/2011', '/2012'].map((year) => `${language}/history/${id}${year}`),
        ]),
        ...['2011-01', '2012-06'].map((month) => `${language}/history/${month}`),
        ...notices.map((name) => `${language}/incidents/${name}`),
      ])
      .concat('/sitemap.xml')
      .toSorted(),
  );
  expect([...edition.ready.keys()].filter((path) => path.includes('outcome'))).toEqual([]);
  expect(edition.outcomes.get('confirm:en')?.headers).toMatchObject({
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
  });
});

test('a minute later only what shows the minute is rendered, the rest is the same bytes', async () => {
  const first = await makeIt(snapshot, now);
  const needs = editionNeeds();
  const second = await makeIt(snapshot, now + minute, { needs, previous: first });
  expect(needs.drawn.toSorted()).toEqual(['/', '/en', '/en/incidents/open', '/incidents/open']);
  expect(second.edition.ready.get('/history')).toBe(first.edition.ready.get('/history'));
  expect(second.edition.ready.get('/feed.rss')).toBe(first.edition.ready.get('/feed.rss'));
  expect(second.edition.tail).toEqual(first.edition.tail);
  expect(second.edition.number).toBeGreaterThan(first.edition.number);
});

test('a corrected old notice is rendered at once, other notices are not', async () => {
  const first = await makeIt(snapshot, now);
  const [corrected, ...others] = old;
  if (corrected === undefined) throw new Error('no notice');
  const changed = makeSnapshot([{ ...corrected, title: { ja: '別の題' } }, ...others, open], { page: snapshot.page });
  const needs = editionNeeds();
  const second = await makeIt(changed, now, { needs, previous: first });
  expect(needs.drawn.filter((path) => path.includes('/incidents/')).toSorted()).toEqual([
    '/en/incidents/old-0',
    '/incidents/old-0',
  ]);
  expect(second.edition.tail.has('/incidents/old-0')).toBe(false);
  const third = await makeIt(changed, now + minute, { previous: second });
  expect(third.edition.ready.get('/incidents/old-0')).toBe(second.edition.ready.get('/incidents/old-0'));
  expect(textAt(third.edition, '/feed.json')).toContain('別の題');
});

test('a page of the past whose final report has come to be late is drawn anew, and so are components', async () => {
  const due = makeNotice('due', [makeUpdate('2011-01-01 10:00', 'resolved', { next: tokyo('2012-06-21 12:00:30') })]);
  const first = await makeIt(makeSnapshot([...old, due], { page: snapshot.page }), now);
  expect(first.edition.tail.has('/incidents/due')).toBe(true);
  const second = await makeIt(makeSnapshot([...old, due], { page: snapshot.page }), now + minute, { previous: first });
  const paths = second.changes.flatMap(({ stale }) => stale.paths);
  expect(paths.filter((path) => path.includes('/incidents/'))).toEqual(
    ['', '/en'].flatMap((language) => [`${language}/incidents/due`, `${language}/incidents/due.txt`]),
  );
  expect(second.changes.flatMap(({ stale }) => stale.parts)).toEqual([/\/components\/[^/]+$/]);
});

test('a page that gains a language has every page of the past in it', async () => {
  const japanese = makeSnapshot([...old, open], { page: makePage({ contacts: {}, languages: ['ja'] }) });
  const first = await makeIt(japanese, now);
  expect(first.edition.tail.has('/en/incidents/old-0')).toBe(false);
  const second = await makeIt({ ...japanese, page: snapshot.page }, now, { previous: first });
  expect(second.edition.tail.has('/en/incidents/old-0')).toBe(true);
});

test('a report leaves the paths of the tail as they are; one that moves the beginning adds a month', async () => {
  const first = await makeIt(snapshot, now);
  const told = { ...open, updates: [...open.updates, makeUpdate('2012-06-20 18:00', 'monitoring')] };
  const second = await makeIt(makeSnapshot([...old, told], { page: snapshot.page }), now, { previous: first });
  expect(second.edition.tail).toBe(first.edition.tail);
  const earlier = makeNotice('open', [makeUpdate('2012-05-31 23:10', 'investigating')]);
  const third = await makeIt(makeSnapshot([...old, earlier], { page: snapshot.page }), now, { previous: second });
  expect(third.edition.tail.has('/en/history/2012-05')).toBe(true);
});

test('an edition that was overtaken left paths out of the tail: the next one puts them in', async () => {
  const first = await makeIt(makeSnapshot(old, { page: snapshot.page }), now);
  const newcomer = makeNotice('newcomer', [makeUpdate('2011-01-30 10:00', 'resolved')]);
  const both = makeSnapshot([...old, newcomer], { page: snapshot.page });
  const second = await makeIt(both, now, { previous: first, isOvertaken: true });
  const third = await makeIt(both, now, { previous: second });
  expect(third.edition.tail.has('/incidents/newcomer.txt')).toBe(true);
});

test('an incident that opens waits for no page of the past, and those are drawn anew when asked for', async () => {
  const closed = makeSnapshot(old, { page: snapshot.page });
  const first = await makeIt(closed, now);
  const needs = editionNeeds();
  const second = await makeIt(snapshot, now, { needs, previous: first });
  expect(needs.drawn).toContain('/incidents/open');
  expect(needs.drawn).not.toContain('/incidents/old-0');
  expect(second.edition.tail.has('/incidents/old-0')).toBe(true);
  expect(second.edition.common).not.toBe(first.edition.common);
});

test('what people wait for is sent before the rest is drawn, and both together are the edition', async () => {
  const first = await makeIt(makeSnapshot(old, { page: snapshot.page }), now);
  expect(first.changes.map(({ isWhole, ready }) => [isWhole, ready.has('/feed.rss')])).toEqual([
    [true, false],
    [false, true],
  ]);
  expect(first.changes[0]?.tail.added).toContain('/feed.rss');
  const second = await makeIt(snapshot, now, { previous: first });
  const [urgent, rest] = second.changes;
  expect([...(urgent?.ready.keys() ?? [])].toSorted()).toEqual(['/', '/en', '/en/incidents/open', '/incidents/open']);
  expect(rest?.ready.has('/feed.rss')).toBe(true);
  const heard = [...first.changes, ...second.changes].reduce<Edition | null>(applyChange, null);
  expect(heard).toEqual(second.edition);
});

test('an edition that is overtaken shows what people wait for, and the next one has all the rest', async () => {
  const first = await makeIt(makeSnapshot(old, { page: snapshot.page }), now);
  const second = await makeIt(snapshot, now, { previous: first, isOvertaken: true });
  expect(second.edition.ready.has('/incidents/open')).toBe(true);
  expect(second.edition.ready.get('/feed.rss')).toBe(first.edition.ready.get('/feed.rss'));
  const changed = makeSnapshot([...old, { ...open, title: { ja: '別の題' } }], { page: snapshot.page });
  const third = await makeIt(changed, now, { previous: second });
  const alone = await makeIt(changed, now);
  const bytes = ({ edition }: typeof alone) =>
    [...edition.ready].map(([path, { headers }]) => `${path} ${headers['etag']}`).toSorted();
  expect(bytes(third)).toEqual(bytes(alone));
  expect(third.edition.tail).toEqual(alone.edition.tail);
  const heard = [first, second, third].flatMap(({ changes }) => changes).reduce<Edition | null>(applyChange, null);
  expect(heard).toEqual(third.edition);
});

test('a page that cannot be rendered keeps its last bytes, is named in the log, and is tried again', async () => {
  const first = await makeIt(snapshot, now);
  const faults: unknown[] = [];
  const good = editionNeeds();
  const log = { error: (fault: unknown) => void faults.push(fault) } as never;
  const needs = editionNeeds({
    log,
    render: (path, view) => (path === '/' ? Promise.reject(new Error('template')) : good.render(path, view)),
  });
  const second = await makeIt(snapshot, now + minute, { needs, previous: first });
  expect(second.edition.ready.get('/')).toBe(first.edition.ready.get('/'));
  expect(faults).toMatchObject([{ path: '/' }]);
  const third = await makeIt(snapshot, now + minute, { previous: second });
  expect(third.edition.ready.get('/')).not.toBe(first.edition.ready.get('/'));
  await expect(editionOf(snapshot, now, { needs })).rejects.toThrow('front page');
});

test('half a page is no page', async () => {
  const needs = editionNeeds({ render: async () => ({ status: 200, html: '<html><body>' }) });
  await expect(editionOf(snapshot, now, { needs })).rejects.toThrow('front page');
});

test('a page of the tail can be rendered, another path cannot', async () => {
  const fresh = { state: 'current', asOf: now } as const;
  const page = await renderTail(editionNeeds(), snapshot, fresh, now, '/en/incidents/old-0');
  expect(page?.status).toBe(200);
  expect(await renderTail(editionNeeds(), snapshot, fresh, now, '/incidents/none')).toBeNull();
});

test('it changes by itself at the next minute, or when a report is late, or a maintenance begins', async () => {
  expect((await editionOf(snapshot, now)).changesAt).toBe(tokyo('2012-06-21 12:01'));
  const due = tokyo('2012-06-21 12:00:40');
  const late = makeNotice('late', [makeUpdate('2012-06-21 11:00', 'investigating', { next: due })]);
  expect((await editionOf(makeSnapshot([late]), now)).changesAt).toBe(due);
  const maintenance = makeNotice('m', [makeUpdate('2012-06-20 11:00', 'scheduled')], {
    type: 'maintenance',
    automatic: true,
    scheduledFor: tokyo('2012-06-21 12:00:30'),
  });
  expect((await editionOf(makeSnapshot([maintenance]), now)).changesAt).toBe(maintenance.scheduledFor);
});

test('numbers rise, also after a new start', () => {
  expect(editionNumber(1000)).toBe(1000);
  expect(editionNumber(1000, { number: 1000 })).toBe(1001);
  expect(editionNumber(5000, { number: 1001 })).toBe(5000);
});
