import { expect, test } from 'vitest';
import { componentStatesAt } from '../../src/incidents/component-states.ts';
import { startedAt } from '../../src/incidents/state.ts';
import { componentTimeline, componentTimelines } from '../../src/incidents/component-timeline.ts';
import { randomFrom, randomHistory } from '../support/random-history.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const from = tokyo('2012-06-20 00:00');
const to = tokyo('2012-06-22 00:00');
const show = (at: number) => new Date(at + 9 * 3_600_000).toISOString().slice(8, 16).replace('T', ' ');

test('the states of a component in turn, two notices on top of each other, what one left until another sets it', () => {
  const outage = makeNotice('a', [
    makeUpdate('2012-06-20 10:00', 'investigating', { components: { web: 'major_outage' } }),
    makeUpdate('2012-06-20 12:00', 'monitoring', { components: { web: 'operational' } }),
    makeUpdate('2012-06-20 14:00', 'resolved', { components: { web: 'degraded_performance' } }),
    makeUpdate('2012-06-21 20:00', 'postmortem'),
  ]);
  const slow = makeNotice('b', [
    makeUpdate('2012-06-20 11:00', 'investigating', { components: { service: 'partial_outage' } }),
    makeUpdate('2012-06-20 13:00', 'identified', { components: { web: 'major_outage' }, retracted: true }),
    makeUpdate('2012-06-20 13:30', 'resolved'),
  ]);
  const later = makeNotice('c', [
    makeUpdate('2012-06-21 09:00', 'investigating', { components: { web: 'operational' } }),
    makeUpdate('2012-06-21 10:00', 'resolved'),
  ]);
  const timeline = componentTimeline(makeSnapshot([outage, slow, later]), 'web', from, to);
  expect(timeline.map((interval) => [show(interval.from), interval.state])).toEqual([
    ['20 00:00', 'operational'],
    ['20 10:00', 'major_outage'],
    ['20 12:00', 'partial_outage'],
    ['20 13:30', 'operational'],
    ['20 14:00', 'degraded_performance'],
    ['21 09:00', 'operational'],
  ]);
  expect(timeline.map((interval) => interval.to)).toEqual([...timeline.slice(1).map((next) => next.from), to]);
  expect(componentTimeline(makeSnapshot([outage]), 'support', from, to)).toEqual([{ from, to, state: 'operational' }]);
});

test('a file in which no report could be read counts from when it came', () => {
  const since = tokyo('2012-06-20 10:00');
  const unread = makeNotice('a', [], {
    components: { web: 'major_outage' },
    broken: { reason: 'no time', text: '##', mailable: false, since },
  });
  const snapshot = makeSnapshot([unread]);
  expect(componentTimeline(snapshot, 'web', from, to)).toEqual([
    { from, to: since, state: 'operational' },
    { from: since, to, state: 'major_outage' },
  ]);
  expect(componentStatesAt(snapshot, to)['web']).toBe('major_outage');
  expect(startedAt(unread)).toBe(since);
});

test('at every instant it says what the rule for a component says of what was known by then', () => {
  const random = randomFrom(42);
  const hour = 3_600_000;
  const page = makePage();
  for (let round = 0; round < 300; round++) {
    const begun = from - Math.floor(random() * 96) * hour;
    const notices = randomHistory(random, begun, 1 + Math.floor(random() * 10)).filter(({ broken }) => !broken);
    const timelines = componentTimelines(makeSnapshot(notices), from, to);
    for (const [id, intervals] of timelines) {
      intervals.forEach((interval, index) => {
        expect(interval.to, id).toBeGreaterThan(interval.from);
        expect(interval.to).toBe(intervals[index + 1]?.from ?? to);
        expect(interval.state).not.toBe(intervals[index + 1]?.state);
      });
    }
    for (let at = from; at < to; at += 5.5 * hour) {
      const known = notices.flatMap((notice) => {
        const updates = notice.updates.filter((update) => update.at <= at);
        return updates.length === 0 ? [] : [{ ...notice, updates }];
      });
      const states = componentStatesAt(makeSnapshot(known, { page }), at);
      for (const [id, state] of Object.entries(states)) {
        const shown = timelines.get(id)?.find((interval) => interval.from <= at && at < interval.to)?.state;
        expect(shown ?? 'operational', `${id}, round ${round}, ${show(at)}`).toBe(state);
      }
    }
  }
});
