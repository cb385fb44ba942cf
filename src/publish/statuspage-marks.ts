import type { Instant, Notice, Update } from '../incidents/notice.ts';
import { openZone } from '../incidents/zone.ts';
import type { Scene } from './scene.ts';

/** Times as Statuspage's history marks them up. Programs read them, so the words are English on every page. */
export interface Marks {
  /** `Jun <var data-var='date'>20</var>, <var data-var='time'>17:10</var> JST` */
  readonly moment: (at: Instant) => string;
  /** `Jun <var …>20</var>, <var …>17:10</var> - <var …>21:00</var> JST`; the day again where it is another one, no second time where it is the same. */
  readonly range: (from: Instant, until: Instant) => string;
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Opens the page's zone once. */
export function openMarks({ snapshot, texts }: Pick<Scene, 'snapshot' | 'texts'>): Marks {
  const { time_zone: name } = snapshot.page;
  const { wallTimeOf } = openZone(name);
  const { zone } = texts.dates('en', name);
  const wall = (at: Instant) => new Date(wallTimeOf(at));
  const time = (at: Instant) => `<var data-var='time'>${wall(at).toISOString().slice(11, 16)}</var>`;
  const day = (at: Instant) =>
    `${monthNames[wall(at).getUTCMonth()] ?? ''} <var data-var='date'>${String(wall(at).getUTCDate()).padStart(2)}</var>`;
  return {
    moment: (at) => `${day(at)}, ${time(at)} ${zone(at)}`,
    range: (from, until) => {
      if (from === until) return `${day(from)}, ${time(from)} ${zone(from)}`;
      const end = day(from) === day(until) ? time(until) : `${day(until)}, ${time(until)}`;
      return `${day(from)}, ${time(from)} - ${end} ${zone(from)}`;
    },
  };
}

/** `in_progress` → `In progress`: the word that parsers of these feeds look for. */
export function statusWord(status: string): string {
  return `${status.charAt(0).toUpperCase()}${status.slice(1).replaceAll('_', ' ')}`;
}

/** A text in one line of HTML. */
export function lineHtml(text: string): string {
  return escapeMarks(text).replace(/\r\n|\r|\n/g, '<br />');
}

/** By name and without the apostrophe, as Statuspage does: some parsers know no other way. */
export function escapeMarks(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/**
 * When a report is dated in the history: not after it was published, nor after now. Readers hide what lies ahead, or keep it
 * on top for weeks.
 */
export function datedAt({ now }: Pick<Scene, 'now'>, { at, publishedAt }: Update): Instant {
  return Math.min(at, publishedAt, now);
}

/** When a notice first stood in the history. */
export function firstDate(scene: Scene, { updates: [first], broken }: Notice): Instant {
  if (first !== undefined) return datedAt(scene, first);
  return Math.min(broken?.since ?? scene.snapshot.committedAt, scene.now);
}

/** The first report, and the last word on any of them. */
export function datesOf(scene: Scene, notice: Notice): { first: Instant; last: Instant } {
  const first = firstDate(scene, notice);
  const words = notice.updates.map((update) => Math.max(datedAt(scene, update), update.corrected ?? 0));
  return { first, last: Math.min(Math.max(first, ...words), scene.now) };
}
