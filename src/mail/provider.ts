import type { ProviderSettings } from '../provider-settings.ts';
import { openConnection, usualTimeOuts, type Connection, type Parcel, type TimeOuts } from './connection.ts';
import type { Outcome } from './outbox.ts';

/** Where mail is handed over: an SMTP service, or a folder. */
export interface Provider {
  readonly name: string;
  /** How many messages it takes at the same time. */
  readonly connections: number;
  /** Messages a second; null when it has no limit that we know. */
  readonly rate: number | null;
  /** Messages in any 24 hours; null when it has no limit that we know. */
  readonly daily: number | null;
  /** Per cent of the mail that goes to it first, although another is preferred. */
  readonly share: number;
  /** Never rejects. `mark` is awaited before the first byte of the message can reach anybody. */
  readonly send: (mail: Parcel & { readonly messageId: string }, mark: () => Promise<void>) => Promise<Outcome>;
  /** Drops what is under way and every idle connection. */
  readonly close: () => void;
}

/** How long a connection waits for the next message before it is closed. */
const idleMilliseconds = 15_000;

/** A provider over SMTP. Connections are used for many messages, one after the other, and closed when idle. */
export function smtpProvider(needs: {
  readonly settings: ProviderSettings;
  readonly ehlo: string;
  readonly sender: string;
  readonly timeOuts?: TimeOuts;
}): Provider {
  const { settings } = needs;
  const idle: { connection: Connection; timer: NodeJS.Timeout }[] = [];
  const open = new Set<Connection>();
  let isClosed = false;

  const take = async (): Promise<Connection | Outcome> => {
    for (let next = idle.pop(); next !== undefined; next = idle.pop()) {
      clearTimeout(next.timer);
      if (next.connection.isUsable()) return next.connection;
      open.delete(next.connection);
    }
    const connection = await openConnection({ ...needs, timeOuts: needs.timeOuts ?? usualTimeOuts });
    if ('class' in connection) return connection;
    open.add(connection);
    if (isClosed) drop(connection);
    return connection;
  };
  const drop = (connection: Connection) => {
    open.delete(connection);
    connection.close();
  };
  const giveBack = (connection: Connection) => {
    if (isClosed || !connection.isUsable()) return drop(connection);
    const entry = {
      connection,
      timer: setTimeout(() => {
        idle.splice(idle.indexOf(entry), 1);
        drop(connection);
      }, idleMilliseconds),
    };
    entry.timer.unref();
    idle.push(entry);
  };

  return {
    name: settings.name,
    connections: settings.connections,
    rate: settings.rate,
    daily: settings.daily,
    share: settings.share,
    send: async (mail, mark) => {
      for (;;) {
        const isReused = idle.length > 0;
        const connection = await take();
        if ('class' in connection) return connection;
        const outcome = await connection.send(mail, mark);
        giveBack(connection);
        // A connection that died while it was idle says nothing about the provider: ask again over a new one.
        const diedIdle =
          isReused && outcome.class === 'provider_fault' && outcome.phase === 'mail' && !connection.isUsable();
        if (!diedIdle || isClosed) return outcome;
      }
    },
    close: () => {
      isClosed = true;
      for (const entry of idle.splice(0)) clearTimeout(entry.timer);
      for (const connection of open) drop(connection);
    },
  };
}
