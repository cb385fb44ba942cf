import { describe, expect, test } from 'vitest';
import { componentStatesAt } from '../../src/incidents/component-states.ts';
import type { Notice, Update } from '../../src/incidents/notice.ts';
import { endedAt, isSettled, nextStepAfter, overdueAt, statusAt } from '../../src/incidents/state.ts';
import { asOf, updatesAt } from '../../src/incidents/updates-at.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const minute = 60_000;
const night = (time: string) => tokyo(`2012-06-22 ${time}`);
const planned = makeUpdate('2012-06-20 10:00', 'scheduled');
const automatic = {
  type: 'maintenance',
  automatic: true,
  scheduledFor: night('01:00'),
  scheduledUntil: night('03:00'),
  components: { web: 'under_maintenance' },
} as const;
const maintenance = (updates: readonly Update[], more: Partial<Notice> = {}) =>
  makeNotice('m', [planned, ...updates], { ...automatic, ...more });
const at = (time: string, status: Update['status'], more: Partial<Update> = {}) =>
  makeUpdate(`2012-06-22 ${time}`, status, more);

/** What is said of a maintenance at an instant, in short: status, what web is, how many reports, what is overdue. */
function saidAt(notice: Notice, now: number): string {
  const web = componentStatesAt(makeSnapshot([notice]), now)['web'] === 'operational' ? 'up' : 'down';
  const overdue = overdueAt(notice, now);
  const said = `${statusAt(notice, now)} ${web} ${updatesAt(notice, now).length}`;
  return overdue === undefined ? said : `${said} late-${overdue}`;
}

/** Steps the clock minute by minute through the night; what is said when it changes, with when. */
function walk(notice: (now: number) => Notice): Record<string, string> {
  const said: Record<string, string> = {};
  let last = '';
  for (let now = night('00:30'); now <= night('05:00'); now += minute) {
    const current = saidAt(notice(now), now);
    if (current !== last) said[new Date(now + 9 * 60 * minute).toISOString().slice(11, 16)] = current;
    last = current;
  }
  return said;
}

describe('an automatic maintenance, minute by minute', () => {
  test('begins and ends by itself, and reports both', () => {
    expect(walk(() => maintenance([]))).toEqual({
      '00:30': 'scheduled up 1',
      '01:00': 'in_progress down 2',
      '03:00': 'completed up 3',
    });
  });

  test('extended before its end, it ends at the later time', () => {
    const extended = (now: number) => maintenance([], now < night('02:40') ? {} : { scheduledUntil: night('04:00') });
    expect(walk(extended)).toEqual({
      '00:30': 'scheduled up 1',
      '01:00': 'in_progress down 2',
      '04:00': 'completed up 3',
    });
  });

  test('cancelled before it began, or while it runs', () => {
    const before = at('00:50', 'cancelled');
    expect(walk((now) => maintenance(now < before.at ? [] : [before]))).toEqual({
      '00:30': 'scheduled up 1',
      '00:50': 'cancelled up 2',
    });
    const during = at('02:00', 'cancelled');
    expect(walk((now) => maintenance(now < during.at ? [] : [during]))).toEqual({
      '00:30': 'scheduled up 1',
      '01:00': 'in_progress down 2',
      '02:00': 'cancelled up 3',
    });
  });

  test('begun early and completed early by hand: the clock adds nothing', () => {
    const [begun, done] = [at('00:50', 'in_progress'), at('02:50', 'completed')];
    expect(walk((now) => maintenance([begun, done].filter((update) => update.at <= now)))).toEqual({
      '00:30': 'scheduled up 1',
      '00:50': 'in_progress down 2',
      '02:50': 'completed up 3',
    });
  });

  test('completed by the clock and reopened by staff: it runs over, and says so', () => {
    const [again, done] = [
      at('03:10', 'in_progress', { components: { web: 'under_maintenance' } }),
      at('04:30', 'completed'),
    ];
    expect(walk((now) => maintenance([again, done].filter((update) => update.at <= now)))).toEqual({
      '00:30': 'scheduled up 1',
      '01:00': 'in_progress down 2',
      '03:00': 'completed up 3',
      '03:10': 'in_progress down 4 late-end',
      '04:30': 'completed up 5',
    });
  });

  test('moved to another night before it began, it waits for that night', () => {
    const moved = at('00:45', 'scheduled');
    const later = { scheduledFor: night('04:00'), scheduledUntil: night('04:30') };
    expect(walk((now) => (now < moved.at ? maintenance([]) : maintenance([moved], later)))).toEqual({
      '00:30': 'scheduled up 1',
      '00:45': 'scheduled up 2',
      '04:00': 'in_progress down 3',
      '04:30': 'completed up 4',
    });
  });

  test('announced after it began, or reported on without a word of its state: the clock is right all the same', () => {
    const late = makeNotice('m', [at('01:30', 'scheduled')], automatic);
    expect([statusAt(late, night('01:30')), statusAt(late, night('03:00'))]).toEqual(['in_progress', 'completed']);
    expect(updatesAt(late, night('03:00')).map(({ at }) => at)).toEqual([night('01:30'), night('03:00')]);
    const chatty = maintenance([at('02:00', 'scheduled')]);
    expect(updatesAt(chatty, night('02:00')).map(({ status }) => status)).toEqual([
      'scheduled', 'in_progress', 'in_progress',
    ]); // prettier-ignore
  });

  test('what staff say at the very instant stands in place of the clock, also to take it back', () => {
    const own = maintenance([at('01:00', 'in_progress', { body: { ja: '始めます。' } })]);
    expect(updatesAt(own, night('02:00')).map(({ body }) => body['ja'])).toEqual(['本文', '始めます。']);
    const takenBack = maintenance([at('01:00', 'in_progress', { retracted: true })]);
    expect(saidAt(takenBack, night('04:00'))).toBe('scheduled up 2 late-begin');
  });
});

test('one that goes by hand says that nobody began or ended it', () => {
  const [begun, done] = [at('01:20', 'in_progress'), at('03:40', 'completed')];
  const byHand = (now: number) =>
    maintenance([begun, done].filter((update) => update.at <= now), { automatic: false }); // prettier-ignore
  expect(walk(byHand)).toEqual({
    '00:30': 'scheduled up 1',
    '01:00': 'scheduled up 1 late-begin',
    '01:20': 'in_progress down 2',
    '03:00': 'in_progress down 2 late-end',
    '03:40': 'completed up 3',
  });
  const notBegun = maintenance([], { automatic: false });
  expect(nextStepAfter(notBegun, night('00:00'))).toBe(automatic.scheduledFor);
});

test('the reports of the clock: no number, a text in every language, to be mailed', () => {
  const [, begun] = updatesAt(maintenance([]), night('02:00'));
  expect(begun).toMatchObject({ at: night('01:00'), number: 0, status: 'in_progress', notify: true, automatic: true });
  expect(Object.keys(begun?.body ?? {})).toEqual(['ja', 'en']);
  const inGerman = updatesAt({ ...maintenance([]), language: 'de' }, night('02:00'))[1];
  expect(inGerman?.body['de']).toBe(inGerman?.body['en']);
  const now = night('03:00');
  expect(updatesAt(asOf(maintenance([]), now), now)).toEqual(updatesAt(maintenance([]), now));
  expect(endedAt(maintenance([]), now)).toBe(now);
});

test('none for a draft of its kind: incidents, rehearsals and what is wholly taken back have no clock', () => {
  const gone = makeNotice('m', [{ ...planned, retracted: true }], automatic);
  expect(updatesAt(gone, night('04:00'))).toHaveLength(1);
  expect(updatesAt({ ...maintenance([]), type: 'exercise' }, night('04:00'))).toHaveLength(1);
});

test('it is settled when the clock has nothing left to say', () => {
  expect(isSettled(maintenance([]))).toBe(false);
  expect([night('02:59'), night('03:00')].map((now) => isSettled(maintenance([]), now))).toEqual([false, true]);
  expect(isSettled(maintenance([at('00:50', 'cancelled')]))).toBe(true);
  expect(isSettled(maintenance([at('02:50', 'completed')]))).toBe(true);
  expect(isSettled(maintenance([at('02:50', 'completed', { next: night('12:00') })]))).toBe(false);
  // Published before its own time: the clock has its beginning still to report.
  const ahead = maintenance([at('02:50', 'completed', { publishedAt: night('00:55') })]);
  expect([isSettled(ahead), isSettled(ahead, night('01:00'))]).toEqual([false, true]);
  expect(isSettled(maintenance([], { automatic: false }), night('12:00'))).toBe(false);
});
