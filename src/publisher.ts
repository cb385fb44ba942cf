import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Envelope, Letter, ThreadName, ThreadStart } from './channel.ts';
import { UserError } from './errors.ts';
import { createGiveBack } from './give-back.ts';
import { createContent } from './incidents/content.ts';
import { nothingRead } from './incidents/reading.ts';
import { followHead } from './incidents/follow.ts';
import { isSample } from './incidents/sample.ts';
import type { Source } from './incidents/source.ts';
import { createLog } from './log.ts';
import { loadAssets } from './publish/assets.ts';
import { createNoticeHash } from './publish/copy/copy-prints.ts';
import { createTexts } from './publish/texts.ts';
import type { Drilled } from './publish/drilled.ts';
import type { View } from './publish/view.ts';
import { createComparing } from './publish/whats-new.ts';
import { loadPages } from './publisher/draw.ts';
import { createFindingLog, healthOf } from './publisher/health.ts';
import { keepContent, programSign } from './publisher/kept-content.ts';
import { createMirroring } from './publisher/mirroring.ts';
import { createPlace } from './publisher/place.ts';
import { createPublishing } from './publisher/publishing.ts';
import { senderAddress } from './sender-address.ts';

/** The publisher thread: git, parsing, rendering, compressing. Nothing a reader waits for but the tail's first request. */
const { config, root } = workerData as ThreadStart;
const log = createLog('publisher');
const now = Date.now;
const post = (to: ThreadName | 'main') => (letter: Letter) =>
  parentPort?.postMessage({ to, letter } satisfies Envelope);

/** A source that could not be opened is tried again this often. */
const openAgainAfter = 5000;
const healthEvery = 2000;

let lastDrill: Drilled | null = null;

// Git is asked while the pages are loaded.
const pages = loadPages(root);
const editionNeeds = {
  render: async (path: string, view: View) => (await pages)(path, view),
  siteUrl: config.SITE_URL,
  assets: await loadAssets(join(root, 'dist/client'), config.SITE_URL),
  formOpen: !config.isPublic || config.providers.length > 0,
  mailFrom: senderAddress(config),
  standsIn: config.STAND_IN_HOSTS.length > 0,
  lastDrill: () => lastDrill,
  texts: createTexts(),
  compare: createComparing(),
  log,
};
const publishing = createPublishing({
  edition: editionNeeds,
  now,
  log,
  toWeb(letter) {
    // Whoever sees the page finds what is wrong with it in /health.
    if (letter.kind === 'edition') report();
    post('web')(letter);
  },
  toWorker: post('worker'),
  maxAge: config.ALERT_MAX_AGE,
  onMade: (state) => mirroring.note(state),
});
const mirroring = createMirroring({
  mirrors: config.mirrors,
  staging: join(config.DATA_DIR, 'copy'),
  site: { ...editionNeeds, hashOf: createNoticeHash(), sign: programSign(root) },
  environment: process.env,
  now,
  log,
  idle: () => publishing.idle(),
});
const giveBack = createGiveBack();
const memory = keepContent({
  file: join(config.DATA_DIR, 'content.kept'),
  sign: programSign(root, config.INCIDENTS_DIR, JSON.stringify(config.CONTENT_GIT_URL ?? null)),
  log,
  giveBack,
});
const place = createPlace({ config, root, environment: process.env, log, now, onTried });
const logFindings = createFindingLog(log);
const startedAt = now();
let fault: string | null = null;
let faultSince: number | null = null;
let head: string | null = null;
let opening: NodeJS.Timeout | undefined;
let source: Source | undefined;
let stopFollowing = () => {};
let isStopping = false;

const health = setInterval(report, healthEvery);
parentPort?.on('message', (letter: Letter) => {
  if (letter.kind === 'render') void publishing.answer(letter.question, letter.path);
  if (letter.kind === 'draw') void publishing.draw(letter);
  if (letter.kind === 'fetch') place.remote()?.fetchNow();
  if (letter.kind === 'content-wanted') publishing.tellWhole();
  if (letter.kind === 'drilled') hearOfDrill(letter.drilled);
  if (letter.kind === 'stop') stop();
});
await open();

async function open(): Promise<void> {
  clearTimeout(opening);
  try {
    const opened = await place.open();
    if (source !== undefined || isStopping) return opened.close();
    source = opened;
    stopFollowing = follow(source);
  } catch (error) {
    await noteFault(error as Error);
    if (!isStopping) opening = setTimeout(() => void open(), openAgainAfter).unref();
  }
}

/** The remote was tried: there may be something to read for the first time, or the page knows more, or less, than before. */
function onTried(): void {
  if (source === undefined && !isStopping) void open();
  const before = publishing.faultSince;
  noteFreshness();
  if (publishing.faultSince !== before) void publishing.publishAgain();
  report();
}

/** The same is told again and again, for a publisher that was started anew. */
function hearOfDrill(drilled: Drilled | null): void {
  if (drilled?.at === lastDrill?.at) return;
  lastDrill = drilled;
  void publishing.publishAgain();
}

/** The earlier of the two: since when the source has not answered, and since when the remote has not been reached. */
function noteFreshness(): void {
  const stale = place.remote()?.staleSince(head) ?? null;
  publishing.faultSince = faultSince === null || stale === null ? (faultSince ?? stale) : Math.min(faultSince, stale);
}

function follow(opened: Source): () => void {
  const content = createContent({ source: opened, now, memory });
  return followHead({
    source: opened,
    async onHead(found) {
      const read = content.read(found);
      publishing.giveWay(read);
      const reading = await read;
      refuseSample(reading.snapshot.page);
      head = found;
      await noteFault(null);
      await publishing.publish(reading).shown;
      refuseBlank();
      giveBack();
      logFindings(publishing);
      report();
    },
    onAsked: (error) => void noteFault(error),
  });
}

/** What was read before still holds; before anything was read the page has to say that it knows nothing. */
async function noteFault(error: Error | null): Promise<void> {
  if (error !== null && sentence(error) !== fault) log.error({ err: error }, 'the notices cannot be read');
  fault = error === null ? null : sentence(error);
  faultSince = error === null ? null : (faultSince ?? now());
  noteFreshness();
  if (error !== null && publishing.reading === undefined) {
    await publishing.publish(nothingRead(startedAt, [])).shown;
    refuseBlank();
  }
  if (error !== null) report();
}

function sentence(error: Error): string {
  if (error instanceof UserError) return error.message;
  return 'The notices cannot be read because of a mistake inside this program; what was read before still stands. The log says more.';
}

/** Whoever starts a release that draws nothing shall find out at once, while the release before it can still be started. */
function refuseBlank(): void {
  if (publishing.isThere) return;
  const message =
    'The front page cannot be drawn (the lines above say why), so nothing listens. Start the release before this one again, or build this one anew: npm run build.';
  post('main')({ kind: 'fatal', message });
}

/** A public page that shows the made-up company would tell strangers' customers about an outage that never was. */
function refuseSample(page: Parameters<typeof isSample>[0]): void {
  if (!config.isPublic || !isSample(page)) return;
  const message = `SITE_URL is public, but the notices are still those of the sample company. Put your own into ${config.INCIDENTS_DIR} (page.yaml: name, contacts), then start again.`;
  post('main')({ kind: 'fatal', message });
}

function report(): void {
  const remoteProblems = place.remote()?.problems() ?? [];
  const problems = [...(fault === null ? [] : [fault]), ...remoteProblems, ...publishing.problems];
  post('worker')({ kind: 'trouble', problems });
  post('web')({
    kind: 'health',
    of: 'publisher',
    report: healthOf(publishing, { fault, source, remote: place.remote(), mirroring }, now()),
  });
}

function stop(): void {
  isStopping = true;
  clearInterval(health);
  memory.stop();
  clearTimeout(opening);
  stopFollowing();
  source?.close();
  void Promise.all([place.close(), mirroring.stop()]).finally(() => parentPort?.close());
}
