import { onTestFinished } from 'vitest';
import { usualTimeOuts } from '../../src/mail/connection.ts';
import { countDeliveries } from '../../src/mail/counts.ts';
import { startDelivery, type Delivery } from '../../src/mail/deliver.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import { smtpProvider } from '../../src/mail/provider.ts';
import type { ProviderSettings } from '../../src/provider-settings.ts';
import { temporaryFolder } from './folder.ts';
import { addSubscribers, ledgerDatabase, ledgerNeeds } from './ledger.ts';
import { eventually } from './wait.ts';

/** A ledger with readers, delivered through these providers, with a clock that can be put forward. */
export async function delivering(people: number, providers: readonly ProviderSettings[], folder = temporaryFolder()) {
  const database = ledgerDatabase(folder, true);
  const subscribers = await addSubscribers(database, people);
  const clock = { ahead: Date.parse('2012-06-20T08:12:00.000Z') - Date.now() };
  const now = () => Date.now() + clock.ahead;
  /** Fields and words of what was logged. */
  const lines: unknown[][] = [];
  const log = { info: keep, warn: keep, error: keep };
  function keep(...line: unknown[]) {
    lines.push(line);
  }
  const stop = new AbortController();
  const timeOuts = { ...usualTimeOuts, socket: 500, greeting: 500, message: 1500 };
  const delivery: Delivery = startDelivery({
    database,
    outboxes: [alertsOutbox(ledgerNeeds(database, now))],
    providers: providers.map((settings) =>
      smtpProvider({ settings, ehlo: 'status.example.org', sender: 'status@example.org', timeOuts }),
    ),
    now,
    log,
    signal: stop.signal,
  });
  onTestFinished(async () => {
    stop.abort();
    await delivery.ended;
    await database.close();
  });
  const counts = () => database.read(countDeliveries);
  const settled = (state: 'accepted' | 'refused' | 'waiting' | 'unknown', count: number) =>
    eventually(`${count} ${state}`, async () => (await counts())[state] === count);
  return { database, subscribers, delivery, clock, lines, stop, counts, settled };
}
