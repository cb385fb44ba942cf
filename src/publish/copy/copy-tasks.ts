import type { Assets } from '../assets.ts';
import { documentAt, documentsOf, lateDocuments } from '../documents.ts';
import { drawPage, type DrawNeeds } from '../draw-page.ts';
import type { FinishedResponse } from '../edition.ts';
import { pageAt, standInTask } from '../pages.ts';
import type { Scene } from '../scene.ts';
import { everyPath } from '../tail-paths.ts';
import type { CopyPrints } from './copy-prints.ts';

/** One response of a copy. */
export interface CopyTask {
  readonly path: string;
  /** What it is made from; null where that costs no less than to make it. */
  readonly print: string | null;
  readonly draw: () => Promise<FinishedResponse>;
}

/** Where the emergency page for STAND_IN_HOSTS lies: `/503` as a path. */
export const standInPath = '/503';

/** Everything public as tasks, one after the other. Of the edition's own finished bytes `ready` those are taken that fit. */
export function* copyTasks(
  needs: DrawNeeds & { readonly assets: Assets },
  scene: Scene,
  prints: CopyPrints,
  ready: ReadonlyMap<string, FinishedResponse> = new Map(),
): Generator<CopyTask> {
  const documents = new Map(
    [...documentsOf(scene), ...lateDocuments(scene)].map((document) => [document.path, document]),
  );
  for (const [path, response] of needs.assets)
    yield { path, print: response.headers['etag'] ?? null, draw: async () => response };
  for (const path of everyPath(scene)) {
    const document = documents.get(path);
    if (document !== undefined) {
      yield { path, print: null, draw: async () => ready.get(path) ?? document.draw() };
      continue;
    }
    const [, id] = /\/incidents\/([^/]+)\.txt$/.exec(path) ?? [];
    if (id !== undefined) {
      yield { path, print: prints.ofNotice(path, id), draw: () => drawDocument(scene, path) };
      continue;
    }
    const page = pageAt(scene, path);
    if (page !== undefined) yield { path, print: prints.of(page), draw: () => drawPage(needs, page) };
  }
  yield { path: standInPath, print: null, draw: () => drawPage(needs, standInTask({ ...scene, copy: true })) };
}

/** Found only when it has to be drawn: there are thousands. */
async function drawDocument(scene: Scene, path: string): Promise<FinishedResponse> {
  const document = documentAt(scene, path);
  if (document === undefined) throw new Error(`there is no document ${path}`);
  return document.draw();
}
