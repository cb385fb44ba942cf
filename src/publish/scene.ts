import type { Instant, Notice } from '../incidents/notice.ts';
import type { Freshness, Snapshot } from '../incidents/snapshot.ts';
import type { Drilled } from './drilled.ts';
import type { Texts } from './texts.ts';
import { uptimeBars, type UptimeBar } from './uptime-bars.ts';

/** What a scene is opened with. */
export interface SceneFacts {
  readonly snapshot: Snapshot;
  readonly freshness: Freshness;
  readonly now: Instant;
  /** Without a slash at the end. */
  readonly siteUrl: string;
  /** False where nobody could be mailed: no form is shown. */
  readonly formOpen: boolean;
  /** The address that mails come from. */
  readonly mailFrom: string;
  readonly texts: Texts;
  /** A rehearsal of recovery that every page tells of. */
  readonly drilled?: Drilled | null | undefined;
  /** Written down, to be read when it is no longer new and we may be gone: nothing on it may become untrue unseen. */
  readonly copy?: boolean | undefined;
}

/** What a page is drawn from, before it is known which page. */
export interface Scene extends SceneFacts {
  /** By component. Told once for all pages: it looks at the whole history. */
  readonly bars: () => ReadonlyMap<string, UptimeBar>;
  /** The newest beginning first. Looked for once among all there is: they are few. */
  readonly maintenances: () => readonly Notice[];
}

export function openScene(facts: SceneFacts): Scene {
  const { snapshot, freshness, now } = facts;
  return {
    ...facts,
    bars: once(() => uptimeBars(snapshot, freshness, now)),
    maintenances: once(() =>
      [...snapshot.months.values()].flatMap(({ notices }) => notices.filter(({ type }) => type === 'maintenance')),
    ),
  };
}

/** What is made when it is first asked for, and then kept. */
export function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => (made ??= { value: make() }).value;
}
