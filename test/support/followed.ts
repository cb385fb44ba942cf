import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from '../../src/incidents/snapshot.ts';
import type { FinishedResponse } from '../../src/publish/edition.ts';
import { renderTail } from '../../src/publish/make-edition.ts';
import { openContent } from './content.ts';
import { editionNeeds, makeIt } from './edition.ts';
import { temporaryFolder } from './folder.ts';
import { tokyo } from './snapshot.ts';

/** The moment at which the history of test/publish/followed is looked at: an incident is open, two maintenances run. */
export const followedAt = tokyo('2025-07-09 18:50');

/**
 * A folder with that history: incidents, maintenances in every state, groups, kanji, a picture, an exercise, a file with
 * Windows line ends. Every file is as if it had been changed on 8 July.
 */
export function followedFolder(): string {
  const from = new URL('../publish/followed/', import.meta.url);
  const folder = temporaryFolder();
  const changedAt = new Date(tokyo('2025-07-08 12:00'));
  for (const name of readdirSync(from)) {
    const text = readFileSync(new URL(name, from), 'utf8');
    writeFileSync(join(folder, name), name.includes('website') ? text.replaceAll('\n', '\r\n') : text);
    utimesSync(join(folder, name), changedAt, changedAt);
  }
  return folder;
}

export async function followedSnapshot(): Promise<Snapshot> {
  const { snapshot } = await (await openContent(followedFolder(), { now: followedAt })).read();
  const errors = snapshot.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return snapshot;
}

/** Everything served from a snapshot at that moment, drawn as its reader would have it drawn. */
export async function servedFrom(
  snapshot: Snapshot,
  now = followedAt,
): Promise<(path: string) => Promise<FinishedResponse>> {
  const { edition } = await makeIt(snapshot, now);
  return async (path) => {
    const response =
      edition.ready.get(path) ??
      (await renderTail(editionNeeds(), snapshot, { state: 'current', asOf: now }, now, path));
    if (response === null) throw new Error(`there is no ${path}`);
    return response;
  };
}

/** The body as text. */
export function textOf({ body }: FinishedResponse): string {
  return Buffer.from(body).toString('utf8');
}
