import { expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import { frontPage } from '../../src/publish/front-page.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-06-20 20:30');

function front(...notices: Notice[]) {
  return frontPage(makeSnapshot(notices), { state: 'current', asOf: now }, now);
}

function incident(
  id: string,
  components: Notice['components'],
  status: 'investigating' | 'monitoring' = 'investigating',
) {
  return makeNotice(id, [makeUpdate('2012-06-20 17:10', status)], { components });
}

test('with nothing open it says that nothing is being reported', () => {
  expect(front()).toMatchObject({ headline: 'nothing', look: 'nothing', incidents: [] });
});

test('says all are down only when every component is', () => {
  const all = { web: 'major_outage', mail: 'major_outage', support: 'major_outage' } as const;
  expect(front(incident('a', all))).toMatchObject({ headline: 'all_down', look: 'major_outage' });
  expect(front(incident('a', { web: 'major_outage' }))).toMatchObject({ headline: 'some_down', look: 'major_outage' });
});

test('the sentence follows the gravest component', () => {
  expect(front(incident('a', { web: 'partial_outage', mail: 'degraded_performance' })).headline).toBe('partial');
  expect(front(incident('a', { mail: 'degraded_performance' })).headline).toBe('degraded');
});

test('an incident that names no component is still reported, and looks as grave as its impact', () => {
  expect(front(incident('a', {}))).toMatchObject({ headline: 'reported', look: 'partial_outage' });
  expect(front({ ...incident('a', {}), impact: 'none' })).toMatchObject({ look: 'degraded_performance' });
});

test('while everything works again and is watched it says so', () => {
  expect(front(incident('a', {}, 'monitoring')).headline).toBe('watching');
  expect(front(incident('a', { mail: 'degraded_performance' }, 'monitoring')).headline).toBe('watching');
});

test('unknown is never green, and never hides what is open', () => {
  const unknown = { state: 'unknown', since: now } as const;
  expect(frontPage(makeSnapshot([]), unknown, now)).toMatchObject({ headline: 'unknown', look: 'unknown' });
  const page = frontPage(makeSnapshot([incident('a', { web: 'major_outage' })]), unknown, now);
  expect(page).toMatchObject({ headline: 'unknown', look: 'unknown', incidents: [{ id: 'a' }] });
});

test('the gravest incident leads, and an exercise never does', () => {
  const drill = { ...incident('drill', { web: 'major_outage' }), type: 'exercise' as const };
  const page = front(
    incident('small', { mail: 'degraded_performance' }),
    incident('big', { web: 'major_outage' }),
    drill,
  );
  expect(page.incidents.map(({ id }) => id)).toEqual(['big', 'small']);
  expect(page.exercises.map(({ id }) => id)).toEqual(['drill']);
  expect(front(drill).headline).toBe('nothing');
});

test('maintenances come in the order in which they are planned', () => {
  const planned = (id: string, at: string) =>
    makeNotice(id, [makeUpdate('2012-06-01 10:00', 'scheduled')], { type: 'maintenance', scheduledFor: tokyo(at) });
  const running = makeNotice('runs', [makeUpdate('2012-06-20 20:00', 'in_progress')], { type: 'maintenance' });
  const page = front(planned('later', '2012-07-02 02:00'), planned('sooner', '2012-06-25 02:00'), running);
  expect(page.upcoming.map(({ id }) => id)).toEqual(['sooner', 'later']);
  expect(page).toMatchObject({ headline: 'maintenance', look: 'under_maintenance', running: [{ id: 'runs' }] });
});
