import { fileURLToPath } from 'node:url';
import type { Freshness } from '../../src/incidents/snapshot.ts';
import { pageAt } from '../../src/publish/pages.ts';
import { openScene } from '../../src/publish/scene.ts';
import { createTexts } from '../../src/publish/texts.ts';
import { loadPages } from '../../src/publisher/draw.ts';
import { openContent } from './content.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The HTML of one built page, drawn from a folder at an instant: what depends on the hour can be tested at any. */
export async function builtPage(
  incidentsDir: string,
  path: string,
  now: number,
  freshness: Freshness = { state: 'current', asOf: now },
): Promise<string> {
  const { snapshot } = await (await openContent(incidentsDir, { now })).read();
  const about = { siteUrl: 'http://status.localhost', formOpen: true, mailFrom: 'status@example.org' };
  const scene = openScene({ ...about, snapshot, freshness, now, texts: createTexts() });
  const task = pageAt(scene, path);
  if (task === undefined) throw new Error(`there is no page ${path}`);
  const render = await loadPages(root);
  return (await render(task.path, task.view)).html;
}
