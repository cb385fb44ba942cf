import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFolderSource } from './incidents/folder-source.ts';
import { openSource } from './incidents/open-source.ts';
import { answer, type Preview } from './preview/answer.ts';
import { loadFiles } from './preview/files.ts';
import { plain, send } from './preview/send.ts';
import { watchWorkingTree } from './preview/watch.ts';
import { loadPages } from './publisher/draw.ts';
import { settingsOrExit } from './settings-or-exit.ts';

/**
 * `npm run dev`: the working tree, drafts included, on this machine only. A program of its own beside src/server.ts, in one
 * thread, without database, mail or edition: each page is drawn when it is asked for, and nothing is written anywhere.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { PORT, SITE_URL, INCIDENTS_DIR, ALERT_MAX_AGE } = settingsOrExit();
const now = Date.now;

const source = await openSource({ incidentsDir: INCIDENTS_DIR, environment: process.env }).catch(giveUp);
const git = source.kind === 'git' ? source : null;
const preview: Preview = {
  render: await loadPages(root),
  siteUrl: SITE_URL,
  maxAge: ALERT_MAX_AGE,
  now,
  files: await loadFiles(join(root, 'dist/client'), SITE_URL),
  watch: await watchWorkingTree({ folder: createFolderSource(INCIDENTS_DIR), git, maxAge: ALERT_MAX_AGE, now }),
};

const server = createServer((request, response) => {
  answer(preview, request, response).catch((error: unknown) => {
    console.error(error);
    send(response, 500, plain, `This page could not be drawn: ${(error as Error).message}\n`);
  });
});
server.on('error', (error: NodeJS.ErrnoException) => giveUp(error.code === 'EADDRINUSE' ? new Error(inUse) : error));
server.listen(PORT, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.error(
    `Preview of ${relative(process.cwd(), INCIDENTS_DIR) || '.'} as it stands, drafts included: http://127.0.0.1:${port}/\nNothing is published or mailed. Ctrl-C ends it.`,
  );
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));

const inUse = `Port ${PORT} is in use, perhaps by the site itself. Take another: PORT=4322 npm run dev`;

function giveUp(error: Error): never {
  console.error(error.message);
  process.exit(1);
}
