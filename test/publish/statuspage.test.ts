import { expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import type { Freshness } from '../../src/incidents/snapshot.ts';
import { editionNeeds, editionOf, textAt } from '../support/edition.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-06-21 20:30');
const outage = makeNotice(
  'servers-lost',
  [
    makeUpdate('2012-06-20 17:10', 'investigating', {
      body: { ja: '**調査中**です。' },
      components: { web: 'major_outage' },
    }),
    makeUpdate('2012-06-20 17:20', 'identified', { body: { ja: '誤報' }, retracted: true }),
    makeUpdate('2012-06-21 20:10', 'monitoring', { components: { web: 'degraded_performance' } }),
  ],
  { title: { ja: '全サーバー停止', en: 'All servers lost' }, formerly: ['first-name'] },
);
const maintenance = makeNotice('m', [makeUpdate('2012-06-01 10:00', 'scheduled')], {
  type: 'maintenance',
  scheduledFor: tokyo('2012-07-01 01:00'),
  scheduledUntil: tokyo('2012-07-01 03:00'),
  components: { web: 'under_maintenance' },
});
const cancelled = makeNotice('c', [makeUpdate('2012-05-01 10:00', 'cancelled')], { type: 'maintenance' });
const taken = makeNotice('t', [makeUpdate('2012-05-02 10:00', 'investigating', { retracted: true })]);
const exercise = makeNotice('x', [makeUpdate('2012-06-21 10:00', 'investigating')], { type: 'exercise' });

type Json = Record<string, never> & { [key: string]: Json };
async function documents(notices: Notice[], freshness: Freshness = { state: 'current', asOf: now }, at = now) {
  const edition = await editionOf(makeSnapshot(notices), at, { freshness });
  return (name: string) => JSON.parse(textAt(edition, `/api/v2/${name}.json`)) as Json;
}
const all = [outage, maintenance, cancelled, taken, exercise];
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+09:00$/;

test('summary.json is whole: page, status, components, what is open and what is planned', async () => {
  const { page, status, components, incidents, scheduled_maintenances: planned } = (await documents(all))('summary');
  expect(page).toEqual({
    id: expect.stringMatching(/^[0-9a-z]{12}$/) as string,
    name: 'まなび連絡網',
    url: 'https://status.example.org',
    time_zone: 'Asia/Tokyo',
    timezone: 'Asia/Tokyo',
    updated_at: '2012-06-21T20:10:00.000+09:00',
  });
  expect(status).toEqual({ indicator: 'minor', description: 'Partially Degraded Service' });
  expect(components).toMatchObject([
    { name: 'サービス', status: 'degraded_performance', group: true, group_id: null, position: 1 },
    { name: 'ウェブサイト', status: 'degraded_performance', group: false, start_date: '2010-04-01', position: 1 },
    { name: 'メール配信', status: 'operational', position: 2, description: null },
    { name: '窓口', status: 'operational', group: false, group_id: null, position: 2 },
  ]);
  const [group, web, mail] = components as unknown as Record<string, unknown>[];
  expect(group?.['components']).toEqual([web?.['id'], mail?.['id']]);
  expect(web).not.toHaveProperty('components');
  expect(web?.['group_id']).toBe(group?.['id']);
  expect(incidents).toMatchObject([{ name: '全サーバー停止' }]);
  expect(planned).toMatchObject([{ status: 'scheduled', impact: 'maintenance' }]);
});

test('an incident has every field, null where there is nothing, its newest report first', async () => {
  const [incident] = (await documents(all))('incidents/unresolved')['incidents'] as unknown as Record<
    string,
    unknown
  >[];
  expect(incident).toMatchObject({
    status: 'monitoring',
    impact: 'minor',
    created_at: '2012-06-20T17:10:00.000+09:00',
    started_at: '2012-06-20T17:10:00.000+09:00',
    updated_at: '2012-06-21T20:10:00.000+09:00',
    monitoring_at: '2012-06-21T20:10:00.000+09:00',
    resolved_at: null,
    shortlink: 'https://status.example.org/incidents/servers-lost',
    reminder_intervals: null,
    components: [{ name: 'ウェブサイト', status: 'degraded_performance' }],
  });
  const updates = incident?.['incident_updates'] as Record<string, unknown>[];
  expect(updates.map((update) => [update['status'], update['body']])).toEqual([
    ['monitoring', '本文'],
    ['identified', '【取消】誤報'],
    ['investigating', '調査中です。'],
  ]);
  expect(updates[0]).toMatchObject({
    incident_id: incident?.['id'],
    affected_components: [{ name: 'ウェブサイト', old_status: 'major_outage', new_status: 'degraded_performance' }],
    deliver_notifications: true,
    custom_tweet: null,
    tweet_id: null,
  });
  expect(updates[1]?.['affected_components']).toBeNull();
  for (const update of updates) {
    for (const key of ['created_at', 'updated_at', 'display_at']) expect(update[key]).toMatch(time);
  }
  const renamed = (await documents([{ ...outage, id: 'first-name', formerly: [] }]))('incidents');
  expect(renamed['incidents']).toMatchObject([{ id: incident?.['id'] }]);
});

test('what Statuspage has no word for: taken back is resolved, cancelled is completed, exercises are nowhere', async () => {
  const read = await documents(all);
  expect(read('incidents')['incidents']).toMatchObject([
    { name: '全サーバー停止' },
    { status: 'resolved', resolved_at: '2012-05-02T10:00:00.000+09:00' },
  ]);
  expect(read('scheduled-maintenances')['scheduled_maintenances']).toMatchObject([
    { scheduled_for: '2012-07-01T01:00:00.000+09:00', scheduled_until: '2012-07-01T03:00:00.000+09:00' },
    { status: 'completed' },
  ]);
  expect(read('scheduled-maintenances/upcoming')['scheduled_maintenances']).toHaveLength(1);
  expect(read('scheduled-maintenances/active')['scheduled_maintenances']).toEqual([]);
  expect(read('incidents/resolved')['incidents']).toHaveLength(1);
});

test('the page in a word: green only when it is known, maintenance by its name', async () => {
  expect((await documents([]))('status')['status']).toEqual({
    indicator: 'none',
    description: 'All Systems Operational',
  });
  const unknown = await documents([], { state: 'unknown', since: tokyo('2012-06-21 20:00') });
  expect(unknown('status')['status']).toEqual({
    indicator: 'minor',
    description: 'Status unknown since 2012-06-21T20:00:00.000+09:00',
  });
  const begun = makeUpdate('2012-07-01 01:00', 'in_progress');
  const running = { ...maintenance, updates: [...maintenance.updates, { ...begun, number: 2 }] };
  const during = await documents([running], undefined, tokyo('2012-07-01 02:00'));
  expect(during('status')['status']).toEqual({ indicator: 'minor', description: 'Service Under Maintenance' });
});

test('every site may read it, in each language', async () => {
  const edition = await editionOf(makeSnapshot(all), now);
  expect(edition.ready.get('/api/v2/summary.json')?.headers).toMatchObject({
    'access-control-allow-origin': '*',
    'content-type': 'application/json; charset=utf-8',
  });
  expect(textAt(edition, '/en/api/v2/summary.json')).toContain('All servers lost');
});

test('ids come from the content alone: another host, another language and a new title change none', async () => {
  const idsAt = async (siteUrl: string, path: string, notices = all) => {
    const edition = await editionOf(makeSnapshot(notices), now, { needs: editionNeeds({ siteUrl }) });
    return textAt(edition, path).match(/"(id|page_id|group_id|incident_id|code)":"[0-9a-f]{12}"/g);
  };
  const here = await idsAt('https://status.example.org', '/api/v2/summary.json');
  expect(here?.length).toBeGreaterThan(20);
  expect(await idsAt('https://copy.example.net', '/api/v2/summary.json')).toEqual(here);
  expect(await idsAt('https://status.example.org', '/en/api/v2/summary.json')).toEqual(here);
  const retitled = all.map((notice) => ({ ...notice, title: { ja: '別の題' } }));
  expect(await idsAt('https://status.example.org', '/api/v2/summary.json', retitled)).toEqual(here);
});

test('the newest report has the status of the notice, also where it was taken back', async () => {
  const wrong = makeNotice('w', [
    makeUpdate('2012-06-21 10:00', 'investigating'),
    makeUpdate('2012-06-21 11:00', 'resolved', { retracted: true }),
  ]);
  const read = (await documents([wrong, taken]))('incidents')['incidents'] as unknown as {
    status: string;
    incident_updates: { status: string }[];
  }[];
  expect(read.map(({ status, incident_updates: [newest] }) => [status, newest?.status])).toEqual([
    ['investigating', 'investigating'],
    ['resolved', 'resolved'],
  ]);
});

test('a small incident that names no worse component is a minor outage, not a degraded service', async () => {
  const small = makeNotice('s', [makeUpdate('2012-06-21 10:00', 'investigating')], { impact: 'minor' });
  expect((await documents([small]))('status')['status']).toEqual({
    indicator: 'minor',
    description: 'Minor Service Outage',
  });
});

test('nothing in the history is dated ahead: not what is planned, nor a report whose clock was fast', async () => {
  const fast = makeUpdate('2012-06-21 20:38', 'investigating', { publishedAt: tokyo('2012-06-21 20:29') });
  const ahead = { ...makeUpdate('2012-06-21 20:39', 'monitoring'), corrected: tokyo('2012-06-21 20:50') };
  const edition = await editionOf(makeSnapshot([makeNotice('fast', [fast]), makeNotice('ahead', [ahead]), maintenance]), now); // prettier-ignore
  const dates = ['/history.atom', '/history.rss'].flatMap((path) =>
    [...textAt(edition, path).matchAll(/<(?:published|updated|pubDate)>(.*?)</g)].map(([, date = '']) =>
      Date.parse(date),
    ),
  );
  expect(dates).toHaveLength(11);
  expect(Math.max(...dates)).toBe(now);
  expect(textAt(edition, '/history.rss')).toContain('<pubDate>Thu, 21 Jun 2012 11:29:00 +0000</pubDate>');
  const { months } = JSON.parse(textAt(edition, '/history.json')) as {
    months: { name: string; incidents: object[] }[];
  };
  expect(months.map(({ name, incidents }) => [name, incidents.length])).toEqual([['June', 3]]);
});

test('history.json has the three newest months in which anything began, whole, whenever it ended', async () => {
  const began = (id: string, ...days: string[]) =>
    makeNotice(
      id,
      days.map((day, index) => makeUpdate(`${day} 10:00`, index === days.length - 1 ? 'resolved' : 'investigating')),
    );
  const notices = [
    began('june', '2012-06-02'),
    began('march-1', '2012-03-01'),
    began('may', '2012-05-02'),
    began('march-2', '2012-03-20'),
    began('january-to-june', '2012-01-05', '2012-06-10'),
    began('february', '2012-02-02'),
  ];
  const { months } = JSON.parse(textAt(await editionOf(makeSnapshot(notices), now), '/history.json')) as {
    months: { name: string; incidents: { code: string }[] }[];
  };
  expect(months.map(({ name, incidents }) => [name, ...incidents.map(({ code }) => code)])).toEqual([
    ['June', 'june'],
    ['May', 'may'],
    ['March', 'march-2', 'march-1'],
  ]);
});
