import { expect, test } from 'vitest';
import { componentStatesAt, leftBy, newestLeft, statesOf } from '../../src/incidents/component-states.ts';
import { isClosed, isSettled, statusAt } from '../../src/incidents/state.ts';
import { randomFrom, randomHistory } from '../support/random-history.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const page = makePage();
const from = tokyo('2012-06-18 00:00');
const hour = 3_600_000;

test('a settled notice leaves what it said last, what it reset with the instant at which it was said', () => {
  const notice = makeNotice('a', [
    makeUpdate('2012-06-20 17:10', 'investigating', { components: { service: 'major_outage' } }),
    makeUpdate('2012-06-20 18:00', 'resolved', { components: { mail: 'degraded_performance' } }),
  ]);
  expect(leftBy(notice, page)).toEqual({
    web: { state: 'operational', at: tokyo('2012-06-20 17:10') },
    mail: { state: 'degraded_performance', at: tokyo('2012-06-20 18:00') },
  });
  expect(leftBy({ ...notice, type: 'exercise' }, page)).toEqual({});
});

test('of two that left something at the same instant the worse one counts, in whatever order they stand', () => {
  const leaving = (id: string, state: 'partial_outage' | 'degraded_performance') =>
    makeNotice(id, [makeUpdate('2012-06-20 18:00', 'resolved', { components: { web: state } })]);
  const both = [leaving('a', 'partial_outage'), leaving('b', 'degraded_performance')];
  for (const notices of [both, both.toReversed()]) {
    expect(newestLeft(notices.map((notice) => leftBy(notice, page)))['web']?.state).toBe('partial_outage');
    expect(statesOf(page, notices, {}, from)['web']).toBe('partial_outage');
  }
});

test('what settled notices left says as much of the components as the notices themselves, at any instant', () => {
  const random = randomFrom(20120620);
  let settledOnes = 0;
  for (let round = 0; round < 300; round++) {
    const notices = randomHistory(random, from, 1 + Math.floor(random() * 12));
    const now = from + Math.floor(random() * 5 * 24) * hour;
    // What was published is past: a clock that stands before it knows nothing of it.
    const published = notices.filter(({ updates }) => updates.every(({ at }) => at <= now));
    const settled = published.filter((notice) => isSettled(notice));
    const unsettled = published.filter((notice) => !isSettled(notice));
    settledOnes += settled.length;
    const whole = statesOf(page, published, {}, now);
    expect(statesOf(page, unsettled, newestLeft(settled.map((notice) => leftBy(notice, page))), now)).toEqual(whole);
    expect(componentStatesAt(makeSnapshot(published), now)).toEqual(whole);
  }
  expect(settledOnes).toBeGreaterThan(300);
});

test('what is settled stays as it is, whatever the clock says', () => {
  const random = randomFrom(7);
  for (const notice of randomHistory(random, from, 2000)) {
    const now = from + Math.floor(random() * 5 * 24) * hour;
    if (notice.updates.some(({ at }) => at > now) || !isSettled(notice, now)) continue;
    expect(isClosed(notice, now)).toBe(true);
    for (const later of [now + 1, now + hour, now + 1000 * hour])
      expect(statusAt(notice, later)).toBe(statusAt(notice, now));
  }
});
