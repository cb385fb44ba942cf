import { join } from 'node:path';
import type { Config } from '../config.ts';
import { createContent } from '../incidents/content.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import type { Source } from '../incidents/source.ts';
import { loadAssets } from '../publish/assets.ts';
import { makeEdition, renderTail } from '../publish/make-edition.ts';
import { createTexts } from '../publish/texts.ts';
import { createComparing } from '../publish/whats-new.ts';
import { loadPages } from '../publisher/draw.ts';
import { senderAddress } from '../sender-address.ts';

/** What is published at a commit, read without the running program. */
export async function snapshotAt(source: Source, commit: string | null, now: () => number): Promise<Snapshot> {
  const head = source.kind === 'git' ? commit : await source.head();
  const content = createContent({ source, now });
  return (await (head === null ? content.read() : content.read(head))).snapshot;
}

/** The pages that this snapshot gives at an instant, on a site that can mail nobody: what the scratch site must show. */
export async function pagesAt(
  root: string,
  config: Config,
  { snapshot, instant, paths }: { readonly snapshot: Snapshot; readonly instant: number; readonly paths: readonly string[] }, // prettier-ignore
): Promise<Record<string, string | null>> {
  const needs = {
    render: await loadPages(root),
    siteUrl: config.SITE_URL,
    assets: await loadAssets(join(root, 'dist/client'), config.SITE_URL),
    formOpen: !config.isPublic,
    mailFrom: senderAddress(config),
    texts: createTexts(),
    compare: createComparing(),
    log: { error: () => {} },
  };
  const freshness = { state: 'current', asOf: instant } as const;
  const course = { send: () => {}, mayGoOn: async () => true };
  const { edition } = await makeEdition(needs, snapshot, freshness, instant, undefined, course);
  const bodies: Record<string, string | null> = {};
  for (const path of paths) {
    const response = edition.ready.get(path) ?? (await renderTail(needs, snapshot, freshness, instant, path));
    bodies[path] = response === null ? null : Buffer.from(response.body).toString('utf8');
  }
  return bodies;
}
