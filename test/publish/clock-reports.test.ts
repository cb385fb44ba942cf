import { expect, test } from 'vitest';
import { wholeContent } from '../../src/incidents/content-change.ts';
import { indexAll, indexNotice } from '../../src/incidents/index-notices.ts';
import type { Notice } from '../../src/incidents/notice.ts';
import { openZone } from '../../src/incidents/zone.ts';
import { lastDays } from '../../src/publish/last-days.ts';
import { reportsOf } from '../../src/publish/report-list.ts';
import { createKnownContent } from '../../src/worker/known-content.ts';
import { editionOf, makeIt, textAt } from '../support/edition.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const minute = 60_000;
const hour = 60 * minute;
const maintenance = makeNotice('works', [makeUpdate('2012-06-01 10:00', 'scheduled')], {
  type: 'maintenance',
  automatic: true,
  scheduledFor: tokyo('2012-06-22 01:00'),
  scheduledUntil: tokyo('2012-06-22 03:00'),
  components: { web: 'under_maintenance' },
});
const [begins, ends] = [tokyo('2012-06-22 01:00'), tokyo('2012-06-22 03:00')];

/** A snapshot as it is read at an instant, by which the clock may have settled a notice. */
function snapshotAt(notices: readonly Notice[], now: number) {
  const page = makePage();
  const needs = { page, zone: openZone(page.time_zone), passed: now };
  return { ...makeSnapshot([], { page }), ...indexAll(notices.map((notice) => indexNotice(needs, notice, 0))).parts };
}

interface FeedItem {
  readonly id: string;
  readonly title: string;
  readonly content_html: string;
  readonly date_modified: string;
}
const itemsAt = async (now: number, path = '/feed.json') => {
  const edition = await editionOf(makeSnapshot([maintenance]), now);
  return (JSON.parse(textAt(edition, path)) as { items: FeedItem[] }).items;
};

test('feeds hold an item for each report of the clock once its time has come, the same one from then on', async () => {
  expect(await itemsAt(begins - 1)).toHaveLength(1);
  const [begun] = await itemsAt(begins);
  expect(begun).toMatchObject({
    id: 'https://status.example.org/incidents/works#t20120621T160000Z',
    title: '【実施中】works の件',
    date_modified: '2012-06-21T16:00:00.000Z',
  });
  expect(begun?.content_html).toContain('予定どおり作業を始めました。');
  const after = await itemsAt(ends + hour);
  expect(after.map(({ title }) => title)).toEqual([
    '【完了】works の件',
    '【実施中】works の件',
    '【予定】第1報 works の件',
  ]);
  expect(after[1]).toEqual(begun);
  const [inEnglish] = await itemsAt(begins, '/en/feed.json');
  expect(inEnglish?.title).toBe('[In progress] works の件');
  expect(inEnglish?.content_html).toContain('The planned work has begun');
});

test('the edition changes by itself at those very instants, and so does the API', async () => {
  const snapshot = makeSnapshot([maintenance]);
  const odd = { ...maintenance, scheduledFor: begins + 12_345 };
  expect((await editionOf(makeSnapshot([odd]), begins)).changesAt).toBe(begins + 12_345);
  let made = await makeIt(snapshot, begins - minute);
  const states: string[] = [];
  for (let now = begins - minute; now <= ends + minute; now += minute) {
    made = await makeIt(snapshot, now, { previous: made });
    const summary = JSON.parse(textAt(made.edition, '/api/v2/summary.json')) as Summary;
    const [shown] = summary.scheduled_maintenances;
    const web = summary.components.find(({ name }) => name === 'ウェブサイト')?.status;
    const said = `${web} ${shown?.status} ${shown?.incident_updates.length}`;
    if (said !== states.at(-1)) states.push(said);
  }
  expect(states).toEqual([
    'operational scheduled 1',
    'under_maintenance in_progress 2',
    'operational undefined undefined',
  ]);
  const all = JSON.parse(textAt(made.edition, '/api/v2/scheduled-maintenances.json')) as Summary;
  expect(all.scheduled_maintenances[0]?.incident_updates.map(({ status }) => status)).toEqual([
    'completed', 'in_progress', 'scheduled',
  ]); // prettier-ignore
  const [, begun] = all.scheduled_maintenances[0]?.incident_updates ?? [];
  expect(begun?.affected_components?.[0]).toMatchObject({ old_status: 'operational', new_status: 'under_maintenance' });
});

interface Summary {
  readonly components: readonly { readonly name: string; readonly status: string }[];
  readonly scheduled_maintenances: readonly {
    readonly status: string;
    readonly incident_updates: readonly {
      readonly status: string;
      readonly affected_components: readonly { readonly old_status: string; readonly new_status: string }[] | null;
    }[];
  }[];
}

test('pages list them without a number, in the language of the page', () => {
  const [end, start] = reportsOf(maintenance, 'en', ends);
  expect([end?.name, end?.statusWord, end?.foreign]).toEqual(['', 'Completed', null]);
  expect(start?.text).toContain('has begun');
});

test('announced long ago and over by the clock, it is among the newest all the same', async () => {
  const now = ends + hour;
  const others = Array.from({ length: 60 }, (_, index) =>
    makeNotice(`n${index}`, [makeUpdate(`2012-06-${10 + Math.floor(index / 10)} 1${index % 10}:00`, 'resolved')]),
  );
  const snapshot = snapshotAt([...others, maintenance], now);
  expect(snapshot.unsettled).toEqual([]);
  expect(snapshot.notices[0]?.id).toBe('works');
  expect(lastDays(snapshot, now, 14)[0]?.notices.map(({ id }) => id)).toEqual(['works']);
  const { items } = JSON.parse(textAt(await editionOf(snapshot, now), '/feed.json')) as { items: FeedItem[] };
  expect(items.slice(0, 2).map(({ title }) => title)).toEqual(['【完了】works の件', '【実施中】works の件']);
});

test('whoever mails still knows a notice whose last report the clock has just made, also after a start', () => {
  const maxAge = 24 * hour;
  const now = ends + hour;
  const whole = wholeContent(snapshotAt([maintenance], now), { seenAt: now, now }, now - maxAge);
  expect(whole.notices.map(({ id }) => id)).toEqual(['works']);
  let clock = begins;
  const known = createKnownContent({ now: () => clock, maxAge });
  known.take(whole);
  const nothing = { ...whole, isWhole: false, changed: [], notices: [], reports: [] };
  for (const [at, count] of [
    [now, 1],
    [ends + maxAge, 1],
    [ends + maxAge + minute, 0],
  ] as const) {
    // prettier-ignore
    clock = at;
    known.take(nothing);
    expect(known.notices()).toHaveLength(count);
  }
});
