import { expect, test } from 'vitest';
import { componentGroups, componentName } from '../../src/publish/component-list.ts';
import { historyMonths } from '../../src/publish/history-months.ts';
import { factsOf } from '../../src/publish/notice-facts.ts';
import { reportsOf, splitLatest } from '../../src/publish/report-list.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const outage = makeNotice(
  'outage',
  [
    makeUpdate('2012-06-20 17:10', 'investigating', { next: tokyo('2012-06-20 18:00') }),
    makeUpdate('2012-06-20 18:00', 'identified', { expected: tokyo('2012-06-21 17:00') }),
    makeUpdate('2012-06-20 19:30', 'identified', {
      expected: tokyo('2012-06-21 21:00'),
      next: tokyo('2012-06-20 21:00'),
    }),
  ],
  { components: { web: 'major_outage', gone: 'major_outage' } },
);

test('facts: since when, what, when the next report is due and whether it is late, an estimate that moved', () => {
  const facts = factsOf(outage, makeSnapshot([outage]), 'en', tokyo('2012-06-20 20:00'));
  expect(facts).toMatchObject({
    started: tokyo('2012-06-20 17:10'),
    ended: undefined,
    affected: ['Website', 'gone'],
    next: { at: tokyo('2012-06-20 21:00'), isLate: false, isFinal: false },
    estimates: [tokyo('2012-06-21 17:00'), tokyo('2012-06-21 21:00')],
  });
  expect(factsOf(outage, makeSnapshot([outage]), 'en', tokyo('2012-06-20 21:00')).next?.isLate).toBe(true);
});

test('facts of a closed notice: how long it lasted, and the final report that is due', () => {
  const resolved = makeUpdate('2012-06-21 21:00', 'resolved', { number: 4, next: tokyo('2012-06-29 18:00') });
  const closed = { ...outage, updates: [...outage.updates, resolved] };
  expect(factsOf(closed, makeSnapshot([closed]), 'ja', tokyo('2012-06-22 09:00'))).toMatchObject({
    duration: tokyo('2012-06-21 21:00') - tokyo('2012-06-20 17:10'),
    next: { isFinal: true, isLate: false },
    // A promise that was moved does not disappear once it is over.
    estimates: [tokyo('2012-06-21 17:00'), tokyo('2012-06-21 21:00')],
  });
  const kept = { ...closed, updates: closed.updates.filter(({ number }) => number !== 2) };
  expect(factsOf(kept, makeSnapshot([kept]), 'ja', tokyo('2012-06-22 09:00')).estimates).toEqual([]);
});

test('facts of a maintenance by hand: its time has come without a word, or it takes longer', () => {
  const works = makeNotice('works', [makeUpdate('2012-06-20 10:00', 'scheduled')], {
    type: 'maintenance',
    scheduledFor: tokyo('2012-06-22 01:00'),
    scheduledUntil: tokyo('2012-06-22 03:00'),
  });
  const running = { ...works, updates: [...works.updates, makeUpdate('2012-06-22 01:20', 'in_progress')] };
  const overdue = (notice: typeof works, time: string) =>
    factsOf(notice, makeSnapshot([notice]), 'ja', tokyo(`2012-06-22 ${time}`)).overdue;
  expect([overdue(works, '00:59'), overdue(works, '01:00'), overdue(running, '02:59'), overdue(running, '03:00')]).toEqual([
    undefined, 'begin', undefined, 'end',
  ]); // prettier-ignore
});

test('reports are numbered, newest first, with the final one by its name and foreign text marked', () => {
  const final = makeUpdate('2012-06-29 18:00', 'postmortem', { number: 4, body: { ja: '原因', en: 'Causes' } });
  const reports = reportsOf({ ...outage, updates: [...outage.updates, final] }, 'en', final.at);
  expect(reports.map(({ name }) => name)).toEqual(['Final report', 'Report 3', 'Report 2', 'Report 1']);
  expect(reports.map(({ foreign }) => foreign)).toEqual([null, 'ja', 'ja', 'ja']);
  expect(reports[0]?.text).toBe('Causes');
});

test('what leads the front page is the newest report that counts, with retracted ones above it', () => {
  const wrong = makeUpdate('2012-06-20 20:00', 'monitoring', { number: 4, retracted: true });
  const { latest, earlier } = splitLatest({ ...outage, updates: [...outage.updates, wrong] }, 'ja', wrong.at);
  expect(latest.map(({ name }) => name)).toEqual(['第4報', '第3報']);
  expect(earlier.map(({ name }) => name)).toEqual(['第2報', '第1報']);
  expect(splitLatest(undefined, 'ja', 0)).toEqual({ latest: [], earlier: [] });
});

test('components stand in their groups with their states; those that stand alone have no heading', () => {
  const groups = componentGroups(makeSnapshot([outage]), 'ja', tokyo('2012-06-20 20:00'));
  expect(groups.map(({ name, rows }) => [name, rows.map(({ id, state }) => `${id} ${state}`)])).toEqual([
    ['サービス', ['web major_outage', 'mail operational']],
    [null, ['support operational']],
  ]);
  expect(componentName(makeSnapshot([]), 'mail', 'ja')).toBe('メール配信');
});

test('the history goes by the month in which a notice began, in the page’s zone', () => {
  const edge = makeNotice('edge', [makeUpdate('2012-07-01 00:10', 'resolved')]);
  const old = makeNotice('old', [makeUpdate('2012-06-01 09:00', 'resolved')]);
  const months = historyMonths(makeSnapshot([old, edge, outage]));
  expect(months.map(({ year, month, notices }) => [year, month, notices.map(({ id }) => id)])).toEqual([
    [2012, 7, ['edge']],
    [2012, 6, ['outage', 'old']],
  ]);
});
