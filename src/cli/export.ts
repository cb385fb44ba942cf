import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLog } from '../log.ts';
import { loadAssets } from '../publish/assets.ts';
import { openCopyFolder, shownName } from '../publish/copy/copy-folder.ts';
import { createNoticeHash } from '../publish/copy/copy-prints.ts';
import { filesName } from '../publish/copy/manifest.ts';
import type { Written } from '../publish/copy/write-copy.ts';
import { writeSite } from '../publish/copy/write-site.ts';
import { createTexts } from '../publish/texts.ts';
import { createComparing } from '../publish/whats-new.ts';
import { loadPages } from '../publisher/draw.ts';
import { freshnessOf } from '../publisher/freshness.ts';
import { programSign } from '../publisher/kept-content.ts';
import { senderAddress } from '../sender-address.ts';
import { build } from '../setup.mjs';
import { command, flag } from './command.ts';
import { fine, problem, WrongUsage, type Io } from './io.ts';
import { settingsOf } from './settings.ts';
import { readContent } from './read-content.ts';

const help = `Usage: npm run noroshi -- export DIR [--json]

Writes the whole site as files: every page, feed and API document as it is published now, each
also as .gz and .br where that is smaller.
  DIR/current/public      for a web server to show
  DIR/current/nginx.conf  types, caching and redirects for nginx; DIR/current/Caddyfile for Caddy
Readers see the old files until all new ones are there. A second export writes what changed.
DIR is new, empty, or an export. MIRROR_1=DIR keeps it up to date while the program runs.

  --json    how many files, drawn, changed, gone, failed

Exit code: 0, 1 something could not be drawn or written, 2 wrong usage.
`;

const root = fileURLToPath(new URL('../..', import.meta.url));
const progressEvery = 1_000;

/** `export DIR`. */
export const run = command({ help, flags: { json: flag }, words: 1 }, async ({ flags, words }, io) => {
  const [name] = words;
  if (name === undefined) throw new WrongUsage('Which folder? npm run noroshi -- export DIR');
  const config = settingsOf(io);
  const folder = await openCopyFolder(resolve(io.cwd, name));
  build();
  const { reading, faultSince } = await readContent(config, io);
  const now = io.now();
  const needs = {
    render: await loadPages(root),
    siteUrl: config.SITE_URL,
    assets: await loadAssets(join(root, 'dist/client'), config.SITE_URL),
    formOpen: !config.isPublic || config.providers.length > 0,
    mailFrom: senderAddress(config),
    texts: createTexts(),
    compare: createComparing(),
    log: createLog('export'),
    hashOf: createNoticeHash(),
    sign: programSign(root),
  };
  const state = { snapshot: reading.snapshot, freshness: freshnessOf(reading, faultSince, now), now };
  const written = await writeSite(needs, state, folder, { atATime: 8, turn: async () => {}, onProgress: progress(io) });
  const { folder: _, changed, gone, ...counts } = written;
  const summary = { ...counts, changed: changed.length, gone: gone.length };
  io.out(flags.json === true ? `${JSON.stringify(summary, null, 2)}\n` : asText(written, io.cwd));
  return written.failed.length > 0 ? problem : fine;
});

function asText({ folder, files, drawn, failed, changed, gone, bytes }: Written, cwd: string): string {
  const place = join(folder.shown.folder, '..', shownName, filesName);
  const size = `${(bytes / 1_000_000).toFixed(1)} MB before compression`;
  const lines = [
    `${files} files in ${relative(cwd, place) || place}`,
    `${drawn} pages drawn, ${changed.length} files written (${size}), ${gone.length} taken away.`,
    ...failed.map((path) => `${path} could not be drawn; what stood there before stays, if anything did.`),
  ];
  return `${lines.join('\n')}\n`;
}

function progress({ err, isTerminal = false, now }: Io): (done: number, drawn: number) => void {
  let last = now();
  return (done, drawn) => {
    if (now() - last < progressEvery) return;
    last = now();
    const line = `${done} addresses, ${drawn} drawn …`;
    err(isTerminal ? `\r${line}` : `${line}\n`);
  };
}
