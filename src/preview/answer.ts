import type { IncomingMessage, ServerResponse } from 'node:http';
import { previewTextsOf } from '../languages/preview-texts.ts';
import { documentsOf } from '../publish/documents.ts';
import type { FinishedResponse } from '../publish/edition.ts';
import { fixedPages, pageAt, searchTask } from '../publish/pages.ts';
import { languagesOf, pathIn } from '../publish/view.ts';
import { pathOf, queryOf } from '../web/route.ts';
import { drawPreview, previewPolicy, sceneOf, type DrawNeeds } from './draw.ts';
import { html, json, plain, send, stream } from './send.ts';
import type { Desk, Watch } from './watch.ts';

/** What the preview answers with. */
export interface Preview extends DrawNeeds {
  readonly watch: Watch;
  /** Files that are served as they are: the site's, and the preview's own script and style. */
  readonly files: ReadonlyMap<string, { readonly type: string; readonly bytes: Uint8Array }>;
}

/** Answers one request from what is on the desk at this moment. Nothing is kept, neither here nor in the browser. */
export async function answer(preview: Preview, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request.url ?? '/');
  const desk = preview.watch.current();
  if (!isLocal(request.headers.host ?? ''))
    return send(response, 403, plain, 'The preview is for this machine only.\n');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return send(response, 503, plain, `${previewTextsOf(languageOf(desk, path)).formClosed}\n`);
  if (path === '/preview/changes') return stream(response, desk.version, preview.watch.follow);
  const file = preview.files.get(path);
  if (file !== undefined) return send(response, 200, file.type, file.bytes);
  const document = await documentAt(preview, desk, path);
  if (document !== undefined)
    return send(response, 200, document.headers['content-type'] ?? json, Buffer.from(document.body));
  await sendPage(preview, desk, response, path, queryOf(request.url ?? ''));
}

async function sendPage(
  preview: Preview,
  desk: Desk,
  response: ServerResponse,
  path: string,
  query: string,
): Promise<void> {
  const scene = sceneOf(preview, desk);
  const language = languageOf(desk, path);
  const isSearch = query !== '' && path === pathIn(scene.snapshot.page, language, '/search');
  const missing = pathIn(scene.snapshot.page, language, '/404');
  const fixed = fixedPages(scene);
  const found = isSearch ? searchTask(scene, language, query) : undefined;
  const task =
    found ?? fixed.find((one) => one.path === path) ?? pageAt(scene, path) ?? fixed.find((one) => one.path === missing);
  if (task === undefined) throw new Error('no page says that something is missing');
  const page = await drawPreview(preview, desk, task);
  send(response, task.path === missing ? 404 : 200, html, page, previewPolicy(page));
}

function documentAt(preview: Preview, desk: Desk, path: string): Promise<FinishedResponse> | undefined {
  return documentsOf(sceneOf(preview, desk))
    .find((task) => task.path === path)
    ?.draw();
}

function languageOf({ tree: { snapshot } }: Desk, path: string): string {
  const { page } = snapshot;
  const named = languagesOf(page).find((one) => path === `/${one}` || path.startsWith(`/${one}/`));
  return named ?? page.language;
}

/** Another site whose name was made to lead here must not read what is not published yet. */
function isLocal(host: string): boolean {
  return /^(localhost|[a-z0-9.-]+\.localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
}
