import type { Snapshot } from '../incidents/snapshot.ts';

/** What mails are written from: the page's settings, and the notices of which something may have to be said. */
export type Told = Pick<Snapshot, 'page' | 'notices'>;
