import { createSecretKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startStaffHook, type StaffHook } from '../alerts/staff-hook.ts';
import { staffOutbox } from '../alerts/staff-mail.ts';
import { recoverStaff } from '../alerts/staff-queue.ts';
import type { Config } from '../config.ts';
import { DatabaseLost, type Database } from '../database.ts';
import { openInstalledDatabase, readInstallation, type Installation } from '../installation.ts';
import type { Page } from '../incidents/page.ts';
import type { Log } from '../log.ts';
import { guardedOutbox } from '../mail/clock-guard.ts';
import { startDelivery, type Delivery } from '../mail/deliver.ts';
import { alertsOutbox } from '../mail/ledger.ts';
import { returnPath } from '../mail/return-path.ts';
import { recoverDeliveries } from '../mail/settle.ts';
import { signedOutbox } from '../mail/signed-outbox.ts';
import { confirmationsOutbox, endInterruptedConfirmations } from '../subscribers/confirmations.ts';
import { leavingJournal } from '../subscribers/leaving.ts';
import { subscriptionUrl, unsubscribeUrl } from '../subscribers/links.ts';
import { replayLeavings } from '../subscribers/unsubscribe.ts';
import { lockWorker } from '../worker-lock.ts';
import { fixedParts, openProviders, openSigner, personHash } from './mail-settings.ts';

/** The database while it is there, and the mail that goes out of it. */
export interface Session {
  readonly database: Database;
  readonly delivery: Delivery;
  /** Something new may be waiting: look now. */
  readonly wake: () => void;
  readonly installation: Installation;
  /** Lets the mail under way end, then closes everything. */
  readonly close: () => Promise<void>;
}

interface Needs {
  readonly config: Config;
  readonly log: Log;
  readonly now: () => number;
  readonly key: Uint8Array;
  readonly page: () => Page | null;
  /** With the database open and before any mail goes out. */
  readonly beforeSending: (database: Database) => Promise<void>;
}

/**
 * Opens the database as the only sender on its folder, ends what an earlier worker left half done, and starts sending.
 *
 * @throws UserError `conflict` when another worker holds the folder, DatabaseLost when there is no database to open.
 */
export async function openSession(needs: Needs, installation: Installation): Promise<Session> {
  const { config, log, now } = needs;
  const folder = config.DATA_DIR;
  const release = lockWorker(folder);
  let database: Database | undefined;
  try {
    database = openInstalledDatabase(folder);
    const left = await replayLeavings({ db: database, journal: leavingJournal(folder) });
    if (left > 0) log.info({ count: left }, 'people who left while the database was gone');
    await database.write((trx) => recoverDeliveries(trx, now()));
    await database.write((trx) => recoverStaff(trx, now()));
    await endInterruptedConfirmations(database);
    await needs.beforeSending(database);
    const abort = new AbortController();
    const delivery = deliver(needs, database, abort.signal);
    const chat = tellChat(needs, database, abort.signal);
    const close = async (opened: Database) => {
      abort.abort();
      await delivery.ended.catch((error: unknown) => log.error({ err: error }, 'sending ended with an error'));
      await chat?.ended;
      await opened.close();
      release();
    };
    const opened = database;
    const wake = () => {
      delivery.wake();
      chat?.wake();
    };
    return { database, delivery, wake, installation, close: () => close(opened) };
  } catch (error) {
    await database?.close();
    release();
    throw error;
  }
}

/**
 * The installation of a data folder; the one served before, if there was one: then nothing is made, since a folder that
 * vanished must not come back empty. Throws DatabaseLost, UserError.
 */
export function findInstallation(folder: string, before: Installation | null): Installation {
  if (before === null) return readInstallation(folder);
  const file = join(folder, 'installation.json');
  const cure = 'Put the data folder back, or restore it from a backup.';
  if (!existsSync(file)) throw new DatabaseLost(`${file} is gone. ${cure}`);
  const found = readInstallation(folder);
  if (found.installation === before.installation) return found;
  throw new DatabaseLost(`${folder} holds another installation. ${cure}`);
}

function deliver({ config, log, now, key, page }: Needs, database: Database, signal: AbortSignal): Delivery {
  const siteUrl = config.SITE_URL;
  const secret = createSecretKey(key);
  const bounce = config.BOUNCE_ADDRESS;
  const site = () => ({ siteUrl, pageLanguage: page()?.language ?? 'ja', key: secret });
  const alerts = alertsOutbox({
    database,
    maxAge: config.ALERT_MAX_AGE,
    fixed: fixedParts(config, now, page),
    key,
    personHash: (id) => personHash(secret, id),
    returnPath: bounce === undefined ? null : (mail) => returnPath(bounce, secret, mail),
    unsubscribeUrl: (person) => unsubscribeUrl(site(), person),
    subscriptionUrl: (person) => subscriptionUrl(site(), person),
  });
  // Staff first (docs/decisions/013): a few mails, which nobody outside can cause, and of no use when they come after ten
  // thousand others. Alerts before confirmations: nobody may hold them up by filling in the form many times.
  const staff = staffOutbox({ database, fixed: fixedParts(config, now, page) });
  const signer = openSigner(config);
  const outboxes = [staff, alerts, confirmationsOutbox({ db: database, siteUrl })]
    .map((outbox) => guardedOutbox(outbox, log))
    .map((outbox) => (signer === null ? outbox : signedOutbox(outbox, signer)));
  return startDelivery({ database, outboxes, providers: openProviders(config, now), now, log, signal });
}

function tellChat({ config, log, now }: Needs, database: Database, signal: AbortSignal): StaffHook | null {
  if (config.STAFF_HOOK === undefined) return null;
  return startStaffHook({ database, url: config.STAFF_HOOK, now, log, signal });
}
