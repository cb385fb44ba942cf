import { expect, test } from 'vitest';
import { componentChanges } from '../../src/publish/component-changes.ts';
import { lastDays } from '../../src/publish/last-days.ts';
import { noticeLine } from '../../src/publish/notice-line.ts';
import { neighboursOf, openNeighbours } from '../../src/publish/neighbours.ts';
import { unusualDays, uptimeBars } from '../../src/publish/uptime-bars.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-06-20 20:00');
const outage = makeNotice('outage', [makeUpdate('2012-06-18 23:00', 'investigating'), makeUpdate('2012-06-19 01:00', 'resolved')], { components: { web: 'major_outage', mail: 'degraded_performance' } }); // prettier-ignore

test('a bar has 90 days of the page’s calendar, names the unusual ones, and is never green about what is not known', () => {
  const bars = uptimeBars(makeSnapshot([outage]), { state: 'current', asOf: now }, now);
  const web = bars.get('web');
  expect(web?.days.length).toBe(90);
  expect([web?.days[0]?.day, web?.days.at(-1)?.day]).toEqual(['2012-03-23', '2012-06-20']);
  expect(web && unusualDays(web)).toMatchObject([
    { day: '2012-06-19', state: 'major_outage', length: 3_600_000 },
    { day: '2012-06-18', state: 'major_outage', length: 3_600_000 },
  ]);
  expect(bars.get('mail')?.uptime).toBe(1);
  const unsure = uptimeBars(makeSnapshot([outage]), { state: 'unknown', since: now - 60_000 }, now).get('web');
  expect(unsure?.days.at(-1)?.state).toBe('unknown');
});

test('a component that has just begun, is hidden or retired has no days of before, or no bar', () => {
  const components = [
    { id: 'new', name: 'new', start_date: '2012-06-19' },
    { id: 'hidden', name: 'hidden', showcase: false },
    { id: 'old', name: 'old', retired: true },
  ];
  const bars = uptimeBars(makeSnapshot([], { page: makePage({ components }) }), { state: 'current', asOf: now }, now);
  expect([...bars.keys()]).toEqual(['new']);
  expect(bars.get('new')?.days.filter(({ state }) => state !== 'none').length).toBe(2);
});

test('the last days stand each with what was last spoken of, over or not, and days without a word together', () => {
  const open = makeNotice('open', [makeUpdate('2012-06-20 10:00', 'investigating')]);
  const days = lastDays(makeSnapshot([outage, open]), now, 14);
  expect(days.map(({ from, to, notices }) => [from, to, notices.map(({ id }) => id)])).toEqual([
    ['2012-06-20', '2012-06-20', ['open']],
    ['2012-06-19', '2012-06-19', ['outage']],
    ['2012-06-07', '2012-06-18', []],
  ]);
});

test('tells which report put which component into which state, and leaves out what did not change', () => {
  const notice = makeNotice('a', [makeUpdate('2012-06-20 17:10', 'investigating', { components: { web: 'major_outage' } }), makeUpdate('2012-06-20 18:00', 'identified', { components: { web: 'major_outage' } }), makeUpdate('2012-06-20 19:00', 'resolved')]); // prettier-ignore
  expect(componentChanges(notice, makeSnapshot([notice]), 'en', now)).toEqual([
    { at: tokyo('2012-06-20 17:10'), components: [{ name: 'Website', state: 'major_outage' }] },
    { at: tokyo('2012-06-20 19:00'), components: [{ name: 'Website', state: 'operational' }] },
  ]);
});

test('the neighbours of a notice are those that began before and after it', () => {
  const at = (id: string, time: string) => makeNotice(id, [makeUpdate(time, 'resolved')]);
  const all = [at('a', '2012-05-01 10:00'), at('b', '2012-06-01 10:00'), at('c', '2012-06-02 10:00')];
  const snapshot = makeSnapshot(all);
  const neighbours = openNeighbours(snapshot);
  expect(neighbours('b')).toMatchObject({ earlier: { id: 'a' }, later: { id: 'c' } });
  expect(neighbours('c').later).toBeUndefined();
  // Asked for one page it is the same as asked for all.
  for (const id of ['a', 'b', 'c', 'none']) expect(neighboursOf(snapshot, id)).toEqual(neighbours(id));
});

test('a notice in a list says how long it lasted, and nothing of what never was', () => {
  const line = (retracted: boolean) => {
    const reports = [makeUpdate('2012-06-19 01:00', 'investigating', { retracted }), makeUpdate('2012-06-19 02:00', 'resolved', { retracted })]; // prettier-ignore
    const notice = makeNotice('n', reports, { components: { web: 'major_outage' } });
    return noticeLine(notice, makeSnapshot([notice]), 'en', now);
  };
  expect([line(false), line(true)]).toEqual(['Incident · Resolved · 1 hour · Website', 'Incident · Website']);
});
