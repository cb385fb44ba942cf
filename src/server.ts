import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Letter, ThreadName } from './channel.ts';
import type { Config } from './config.ts';
import { keepHeapsSmall } from './give-back.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createLog } from './log.ts';
import { settingsOrExit } from './settings-or-exit.ts';
import { createThreads } from './threads.ts';
import { addressHere } from './web/address-here.ts';

/** A start that has nothing to show by then never will. */
const firstPageWithin = 120_000;
/** How long a stop may take: mail in flight is answered or given up, forms under way are answered. */
const stopWithin = 10_000;

const root = projectFolder(fileURLToPath(import.meta.url));
const config = settingsOrExit();
const log = createLog('main');
let exitCode = 0;
let stopping = false;
let listening = false;
let stopHeartbeat = () => {};
keepHeapsSmall();
const threads = createThreads({ config, root, log, onLetter, onDeath });

// What a reader waits for comes first.
for (const name of ['publisher', 'web', 'worker'] as const) threads.start(name);
const late = setTimeout(() => giveUp(`There was no page to show within ${firstPageWithin / 1000} s`), firstPageWithin);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());

function onLetter(letter: Letter): void {
  if (letter.kind === 'fatal' && !stopping) {
    console.error(letter.message);
    exitCode = 1;
    void stop();
  }
  if (letter.kind === 'listening' && !listening) {
    listening = true;
    clearTimeout(late);
    console.error(greeting(config, letter.port));
    const here = addressHere({ HOST: config.HOST, PORT: letter.port });
    if (config.HEARTBEAT_URL !== undefined) stopHeartbeat = startHeartbeat({ url: config.HEARTBEAT_URL, here, log });
  }
}

/** Later on a thread that died is started again while the others go on. Before anybody reads it is a release that does not work. */
function onDeath(name: ThreadName): void {
  if (!listening && name !== 'worker') giveUp(`The ${name} thread cannot run`);
}

function giveUp(what: string): void {
  onLetter({ kind: 'fatal', message: `${what} (the lines above say why), so nothing listens.` });
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  stopHeartbeat();
  await threads.stop(stopWithin);
  process.exit(exitCode);
}

function greeting({ HOST, SITE_URL, DATA_DIR, providers }: Config, port: number): string {
  const mail = providers.map(({ name }) => name).join(', then ');
  return [
    `Noroshi is at http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}/ (people reach it as ${SITE_URL})`,
    mail === ''
      ? `Mail is written to ${relative(process.cwd(), join(DATA_DIR, 'mail'))}/ as .eml files: no MAIL_1 is set.`
      : `Mail goes out through ${mail}.`,
  ].join('\n');
}

/** This file may stand in src/ or, bundled, in dist/program/. */
function projectFolder(path: string): string {
  return existsSync(join(path, 'package.json')) ? path : projectFolder(dirname(path));
}
