import { componentStates, incidentStatuses, maintenanceStatuses } from '../../src/incidents/notice.ts';
import type { ComponentState, Notice, Status } from '../../src/incidents/notice.ts';
import { makeNotice, makeUpdate } from './snapshot.ts';

/** The same numbers in the same order for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

const minute = 60_000;

/** Notices of every kind within some days, on few instants, so that many things happen at once. */
export function randomHistory(random: () => number, from: number, count: number): Notice[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const moment = () => from + Math.floor(random() * 24) * 240 * minute;
  const components = (): Record<string, ComponentState> =>
    random() < 0.5 ? {} : { [pick(['web', 'mail', 'support', 'service', 'gone'])]: pick(componentStates) };
  return Array.from({ length: count }, (_, index) => {
    const type = pick(['incident', 'incident', 'maintenance', 'maintenance', 'exercise'] as const);
    const statuses: readonly Status[] = type === 'maintenance' ? maintenanceStatuses : incidentStatuses;
    const instants = [...new Set(Array.from({ length: 1 + Math.floor(random() * 4) }, moment))].toSorted(
      (a, b) => a - b,
    );
    const updates = instants.map((at) =>
      makeUpdate('2000-01-01 00:00', pick(statuses), {
        at,
        publishedAt: at,
        components: components(),
        retracted: random() < 0.15,
        next: random() < 0.1 ? at + 60 * minute : undefined,
      }),
    );
    const scheduledFor = moment();
    return makeNotice(`n${index}`, updates, {
      type,
      components: components(),
      ...(type === 'maintenance'
        ? { scheduledFor, scheduledUntil: scheduledFor + 5 * 60 * minute, automatic: random() < 0.6 }
        : {}),
      ...(random() < 0.05 ? { broken: { reason: 'unread', text: '', mailable: false } } : {}),
    });
  });
}
