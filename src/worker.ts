import { existsSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { bringForward } from './alerts/clock-step.ts';
import { staffChannels } from './alerts/staff.ts';
import type { Envelope, Letter, ThreadStart } from './channel.ts';
import { DatabaseLost } from './database.ts';
import { UserError } from './errors.ts';
import { secretKey, type Installation } from './installation.ts';
import { createLog } from './log.ts';
import { isPlainlyWrong } from './mail/clock-guard.ts';
import { shrinkLedger } from './mail/shrink.ts';
import { forgetUnconfirmed } from './subscribers/forget.ts';
import { leavingJournal } from './subscribers/leaving.ts';
import { replayLeavings } from './subscribers/unsubscribe.ts';
import { unreadBounces, unreadFolder } from './mail/unread-bounces.ts';
import { createAlarms } from './worker/alarms.ts';
import { createLedgerAlarms } from './worker/ledger-alarms.ts';
import { createClockWatch } from './worker/clock-watch.ts';
import { createAnnouncing } from './worker/announcing.ts';
import { createCheckUp } from './worker/check-up.ts';
import { createBackups } from './worker/backups.ts';
import { answerInTime } from './worker/forms.ts';
import { createKnownContent } from './worker/known-content.ts';
import { giveWayToReaders } from './worker/give-way.ts';
import { createLastDrill } from './worker/last-drill.ts';
import { createMailHooks } from './worker/mail-hooks.ts';
import { createOneSender } from './worker/one-sender.ts';
import { workerHealth } from './worker/health.ts';
import { findInstallation, openSession, type Session } from './worker/session.ts';
import { createStaffNews } from './worker/staff.ts';

/** The worker thread: the only one that opens the database and speaks SMTP. No single failing step ends it. */
const { config, root } = workerData as ThreadStart;
const log = createLog('worker');
giveWayToReaders(log);
const now = Date.now;
const post = (envelope: Envelope) => parentPort?.postMessage(envelope);

/** How often what was lost is looked for again, and how often /health is told. */
const openAgainAfter = 2_000;
const healthEvery = 2_000;
/** How often who never confirmed is forgotten. */
const forgetEvery = 3_600_000;
/** How often the clock and the file on disk are looked at. */
const lookEvery = 500;
/** How often we ask who answers as this page. */
const askEvery = 60_000;

let key: Uint8Array | null = null;
let session: Session | null = null;
let served: Installation | null = null;
let fault: string | null = null;
let openAt = 0;
let forgetAt = 0;
/** What keeps the publisher from publishing. */
let trouble: readonly string[] = [];
let looking: Promise<void> | null = null;
let stopping = false;

const clockStep = createClockWatch({ now, steady: () => performance.now() });
const hooks = createMailHooks({ config, log, now });
const known = createKnownContent({ now, maxAge: config.ALERT_MAX_AGE });
const database = () => session?.database ?? null;
const wake = () => session?.wake();
const channels = staffChannels(config);
const language = () => known.page()?.language ?? 'en';
const { providers } = config;
const staff = createStaffNews({
  ...{ log, now, siteUrl: config.SITE_URL, channels, onTold: wake },
  ...{ providers, known, database },
});
const alarms = createAlarms({
  ...{ now, siteUrl: config.SITE_URL, channels, onTold: wake, language },
});
const ledgerAlarms = createLedgerAlarms({
  ...{ log, now, siteUrl: config.SITE_URL, channels, onTold: wake, language },
  unread: () => unreadBounces(unreadFolder(config.DATA_DIR)),
});
const checkUp = createCheckUp({
  ...{ root, log, now, siteUrl: config.SITE_URL, channels, onTold: wake, language },
  environment: process.env,
  hasPrimary: () => (known.page()?.primary.length ?? 0) > 0,
});
const backups = createBackups({ config, root, environment: process.env, log, now });
const lastDrill = createLastDrill({
  now,
  page: known.page,
  tell: (drilled) => post({ to: 'publisher', letter: { kind: 'drilled', drilled } }),
});
const sender = createOneSender({ log, now, siteUrl: config.SITE_URL, own: () => served?.instance });
const announcing = createAnnouncing({
  log,
  now,
  siteUrl: config.SITE_URL,
  maxAge: config.ALERT_MAX_AGE,
  database,
  known,
  answer: staff.answer,
  onAnswered: (...answer) => {
    staff.note(...answer);
    // The hook of a push is waiting for it.
    void report();
  },
  makeSure: sender.makeSure,
  onAnnounced: wake,
});

parentPort?.on('message', (letter: Letter) => {
  if (letter.kind === 'content' || letter.kind === 'shown') announcing.hear(letter);
  if (letter.kind === 'trouble') trouble = letter.problems;
  if (letter.kind === 'form') void answer(letter);
  if (letter.kind === 'mail-hook') void hear(letter);
  if (letter.kind === 'stop') void stop();
});
post({ to: 'publisher', letter: { kind: 'content-wanted' } });
const clock = setInterval(() => void (looking ??= look().finally(() => (looking = null))), lookEvery);
const health = setInterval(() => void report(), healthEvery);
const others = setInterval(() => void askOthers(), askEvery);
await (looking = look().finally(() => (looking = null)));
await report();

/** Keeps the database open, notices when it is torn away, and announces what is due. */
async function look(): Promise<void> {
  try {
    if (session !== null) await check(session);
    if (session !== null) await lookAtClock(session);
    if (session !== null && now() >= forgetAt) await forget(session);
    if (session === null && now() >= openAt && !stopping) await open();
    if (session !== null && key !== null) await backups.look(session.database, session.installation, key);
    if (session !== null) await checkUp.look(session.database);
    if (session !== null) await lastDrill.look(session.database);
  } catch (error) {
    await lose(error);
  }
  await announcing.look();
  await staff.look();
}

async function open(): Promise<void> {
  openAt = now() + openAgainAfter;
  served = findInstallation(config.DATA_DIR, served);
  key ??= secretKey(config);
  session = await openSession({ config, log, now, key, page: known.page, beforeSending: sender.ask }, served);
  const wasLost = fault !== null;
  fault = null;
  if (!wasLost) return;
  log.info('the database is back');
  await alarms
    .databaseIsBack(session.database)
    .catch((error: unknown) => log.error({ err: error }, 'staff were not told'));
}

/** SQLite does not notice that its file has gone: asking for anything compares it with what was opened. */
async function check({ database }: Session): Promise<void> {
  await database.read((db) => db.selectFrom('state').select('key').limit(1).execute());
  const journal = leavingJournal(config.DATA_DIR);
  if (existsSync(journal)) await replayLeavings({ db: database, journal });
}

async function askOthers(): Promise<void> {
  if (session === null) return;
  await sender
    .ask(session.database)
    .catch((error: unknown) => log.error({ err: error }, 'it could not be noted who answers as this page'));
}

/** What is to be tried again must not wait for as long as the clock was set back. */
async function lookAtClock({ database }: Session): Promise<void> {
  const step = clockStep();
  if (step === null) return;
  log.error({ step, now: new Date(now()).toISOString() }, 'the clock was set, or the machine slept');
  if (step < 0 && !isPlainlyWrong(now())) await database.write((trx) => bringForward(trx, -step, now()));
  forgetAt = now() + forgetEvery;
  openAt = 0;
  wake();
  await alarms.clockWasSet(database, step);
}

async function forget({ database }: Session): Promise<void> {
  forgetAt = now() + forgetEvery;
  const count = await database.write((trx) => forgetUnconfirmed(trx, now()));
  if (count > 0) log.info({ count }, 'addresses that were never confirmed are forgotten');
  const { rows, more } = await database.write((trx) => shrinkLedger(trx, now()));
  if (rows > 0) log.info({ rows }, 'deliveries of 90 days ago are counts now');
  if (more) forgetAt = now(); // the rest with the next looks, so that mail is not held up
}

async function lose(error: unknown): Promise<void> {
  const { message } = error as Error;
  if (error instanceof UserError && error.code === 'conflict') {
    post({ to: 'main', letter: { kind: 'fatal', message } });
  }
  const sentence = error instanceof UserError ? message : 'The database cannot be used at present. The log says why.';
  if (sentence !== fault) log.error({ err: error }, 'no database: pages go on, forms say so, no mail goes out');
  fault = sentence;
  if (session !== null && !(error instanceof DatabaseLost)) return; // one failed question, the file is there
  const lost = session;
  session = null;
  openAt = now() + openAgainAfter;
  await lost?.close().catch((closing: unknown) => log.error({ err: closing }, 'the lost database did not close'));
}

async function answer({ question, form }: Extract<Letter, { kind: 'form' }>): Promise<void> {
  const page = known.page();
  const outcome = await answerInTime({ config, log, now, key, database: session?.database ?? null, page }, form);
  post({ to: 'web', letter: { kind: 'outcome', question, outcome } });
  session?.wake();
}

async function hear({ question, hook }: Extract<Letter, { kind: 'mail-hook' }>): Promise<void> {
  const status = await hooks.hear(hook, { key, database: session?.database ?? null });
  post({ to: 'web', letter: { kind: 'heard', question, status } });
}

async function report(): Promise<void> {
  try {
    const found = await workerHealth({ config, now, session, fault, announcing, staff, channels, backups });
    post({ to: 'web', letter: { kind: 'health', of: 'worker', report: found } });
    if (session === null) return;
    await alarms.hearProviders(session.database, session.delivery.providersHealth());
    await alarms.hearPublisher(session.database, trouble);
    const areProvidersWell = session.delivery.providersHealth().some(({ isWell }) => isWell);
    await ledgerAlarms.hear(session.database, areProvidersWell);
    await alarms.hearBounces(session.database);
    await alarms.hearBackups(session.database, (await backups.health(session.database)).problems);
    await alarms.hearComplaints(session.database);
    await alarms.hearForms(session.database);
  } catch (error) {
    log.error({ err: error }, 'the state of mail could not be told');
  }
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  clearInterval(clock);
  clearInterval(health);
  clearInterval(others);
  await looking?.catch(() => {});
  await announcing.look();
  checkUp.stop();
  await backups.stop();
  await session?.close().catch((error: unknown) => log.error({ err: error }, 'the database did not close'));
  parentPort?.close();
}
