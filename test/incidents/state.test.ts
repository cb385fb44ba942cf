import { describe, expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import { affectedComponents, componentStatesAt } from '../../src/incidents/component-states.ts';
import { impactAt, indicatorAt } from '../../src/incidents/impact.ts';
import {
  endedAt, isClosed, isOpen, isUpcoming, nextDue, nextStepAfter, openNotices, startedAt, statusAt,
} from '../../src/incidents/state.ts'; // prettier-ignore
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-06-22 12:00');
const page = makePage();
const statesOf = (notices: Notice[], at = now) => componentStatesAt(makeSnapshot(notices), at);
const current = { state: 'current', asOf: now } as const;

describe('an incident', () => {
  const begun = makeUpdate('2012-06-20 17:10', 'investigating');
  const restored = makeUpdate('2012-06-21 20:10', 'monitoring', {
    components: { web: 'operational', mail: 'degraded_performance' },
  });
  const header = { components: { web: 'major_outage', mail: 'major_outage' } } as const;

  test('its header holds from the first report, a report changes it from then on', () => {
    expect(statesOf([makeNotice('a', [begun], header)])).toEqual({
      web: 'major_outage', mail: 'major_outage', support: 'operational',
    }); // prettier-ignore
    expect(statesOf([makeNotice('a', [begun, restored], header)])).toMatchObject({
      web: 'operational', mail: 'degraded_performance',
    }); // prettier-ignore
  });

  test('resolved brings everything back, but what it says itself wins and stays until a later notice', () => {
    const resolved = makeUpdate('2012-06-21 21:00', 'resolved', { components: { mail: 'degraded_performance' } });
    const closed = makeNotice('a', [begun, restored, resolved], header);
    expect(statesOf([closed])).toMatchObject({ web: 'operational', mail: 'degraded_performance' });
    const earlier = makeNotice('c', [
      makeUpdate('2012-06-20 10:00', 'investigating', { components: { mail: 'partial_outage' } }),
      makeUpdate('2012-06-21 22:00', 'resolved'),
    ]);
    expect(statesOf([closed, earlier])).toMatchObject({ mail: 'degraded_performance' });
    const later = makeNotice('b', [
      makeUpdate('2012-06-22 09:00', 'investigating', { components: { mail: 'partial_outage' } }),
      makeUpdate('2012-06-22 10:00', 'resolved'),
    ]);
    expect(statesOf([closed, later])).toMatchObject({ mail: 'operational' });
  });

  test('the worst of two open notices counts', () => {
    const first = makeNotice('a', [makeUpdate('2012-06-20 17:10', 'investigating')], header);
    const second = makeNotice('b', [
      makeUpdate('2012-06-20 18:10', 'identified', { components: { web: 'operational' } }),
    ]);
    expect(statesOf([first, second])['web']).toBe('major_outage');
  });

  test('a group stands for its members', () => {
    const notice = makeNotice('a', [begun], { components: { service: 'partial_outage' } });
    expect(statesOf([notice])).toEqual({ web: 'partial_outage', mail: 'partial_outage', support: 'operational' });
  });

  test('a retracted report sets nothing; with none left the notice is closed', () => {
    const wrong = { ...restored, retracted: true };
    const notice = makeNotice('a', [begun, wrong], header);
    expect(statusAt(notice, now)).toBe('investigating');
    expect(statesOf([notice])['web']).toBe('major_outage');
    expect(affectedComponents(makeNotice('b', [begun, wrong]))).toEqual([]);
    const gone = makeNotice('a', [{ ...begun, retracted: true }], header);
    expect([statusAt(gone, now), isOpen(gone, now), isClosed(gone, now)]).toEqual(['resolved', false, true]);
    expect(statesOf([gone])['web']).toBe('operational');
    expect(indicatorAt(makeSnapshot([gone]), current, now)).toBe('none');
  });

  test('its impact: as written last, else by the worst component, major while open with none named', () => {
    const impact = (notice: Notice) => impactAt(notice, page, now);
    expect(impact(makeNotice('a', [begun]))).toBe('major');
    expect(impact(makeNotice('a', [begun], header))).toBe('critical');
    expect(impact(makeNotice('a', [begun, restored], header))).toBe('minor');
    expect(impact(makeNotice('a', [begun, { ...restored, impact: 'none' }], { impact: 'critical' }))).toBe('none');
    expect(impact(makeNotice('a', [begun, makeUpdate('2012-06-21 21:00', 'resolved')], header))).toBe('critical');
  });

  test('when it began, is due, and ended', () => {
    const due = tokyo('2012-06-20 18:00');
    const first = { ...begun, next: due, expected: tokyo('2012-06-21 09:00') };
    expect(nextDue(makeNotice('a', [first]), now)).toBe(due);
    expect(nextDue(makeNotice('a', [first, restored]), now)).toBeUndefined();
    expect(nextDue(makeNotice('a', [first, { ...restored, retracted: true }]), now)).toBe(due);
    const closed = makeNotice('a', [
      first, makeUpdate('2012-06-21 21:00', 'resolved'), makeUpdate('2012-06-22 09:00', 'postmortem'),
    ]); // prettier-ignore
    expect([startedAt(closed), endedAt(closed, now)]).toEqual([begun.at, tokyo('2012-06-21 21:00')]);
    const reopened = makeNotice('a', [...closed.updates, makeUpdate('2012-06-22 11:00', 'investigating')]);
    expect([isOpen(reopened, now), endedAt(reopened, now)]).toEqual([true, undefined]);
  });

  test('a broken one that may be open is never green', () => {
    const broken = { reason: 'no status', text: '## ?', mailable: false };
    const unread = makeNotice('a', [], { broken });
    expect([isOpen(unread, now), indicatorAt(makeSnapshot([unread]), current, now)]).toEqual([true, 'major']);
    const harmless = makeNotice('b', [begun], { broken, impact: 'none' });
    expect(indicatorAt(makeSnapshot([harmless]), current, now)).toBe('minor');
  });
});

describe('a maintenance', () => {
  const planned = makeUpdate('2012-06-20 10:00', 'scheduled');
  const more = {
    type: 'maintenance',
    scheduledFor: tokyo('2012-06-22 01:00'),
    scheduledUntil: tokyo('2012-06-22 03:00'),
    components: { web: 'under_maintenance' },
  } as const;

  test('its header holds from in_progress to completed', () => {
    const before = makeNotice('m', [planned], more);
    expect([isUpcoming(before, now), isOpen(before, now), startedAt(before)]).toEqual([true, false, more.scheduledFor]);
    expect(statesOf([before])['web']).toBe('operational');
    const running = makeNotice('m', [planned, makeUpdate('2012-06-22 01:05', 'in_progress')], more);
    expect(statesOf([running])['web']).toBe('under_maintenance');
    const done = makeNotice('m', [...running.updates, makeUpdate('2012-06-22 02:50', 'completed')], more);
    expect(statesOf([done])['web']).toBe('operational');
    const cancelled = makeNotice('m', [planned, makeUpdate('2012-06-21 10:00', 'cancelled')], more);
    expect([statesOf([cancelled])['web'], isClosed(cancelled, now)]).toEqual(['operational', true]);
  });

  test('an automatic one begins and ends by the clock, unless somebody said otherwise', () => {
    const notice = makeNotice('m', [planned], { ...more, automatic: true });
    const at = (text: string) => tokyo(`2012-06-22 ${text}`);
    expect([at('00:59'), at('01:00'), at('02:59'), at('03:00')].map((time) => statusAt(notice, time))).toEqual([
      'scheduled', 'in_progress', 'in_progress', 'completed',
    ]); // prettier-ignore
    expect(statesOf([notice], at('01:00'))['web']).toBe('under_maintenance');
    expect(statesOf([notice], at('03:00'))['web']).toBe('operational');
    expect([
      nextStepAfter(notice, at('00:00')),
      nextStepAfter(notice, at('02:00')),
      nextStepAfter(notice, at('04:00')),
    ]).toEqual([more.scheduledFor, more.scheduledUntil, undefined]);
    const cancelled = makeNotice('m', [planned, makeUpdate('2012-06-21 10:00', 'cancelled')], {
      ...more,
      automatic: true,
    });
    expect(statusAt(cancelled, at('02:00'))).toBe('cancelled');
    const longer = makeNotice('m', [planned, makeUpdate('2012-06-22 03:10', 'in_progress')], {
      ...more,
      automatic: true,
    });
    expect(statusAt(longer, at('04:00'))).toBe('in_progress');
  });
});

test('an exercise changes nothing', () => {
  const exercise = makeNotice('x', [makeUpdate('2012-06-22 10:00', 'investigating')], {
    type: 'exercise',
    components: { web: 'major_outage' },
  });
  expect([statesOf([exercise])['web'], openNotices(makeSnapshot([exercise]), now)]).toEqual(['operational', []]);
  expect(indicatorAt(makeSnapshot([exercise]), current, now)).toBe('none');
});

test('unknown is never green', () => {
  expect(indicatorAt(makeSnapshot([]), { state: 'unknown', since: now }, now)).toBe('minor');
});
