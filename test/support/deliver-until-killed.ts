/**
 * A process for tests: delivers what a ledger owes until it is killed or nothing is owed. Arguments: folder, ports. Says
 * "ready" when it begins to send.
 */
import { countDeliveries } from '../../src/mail/counts.ts';
import { startDelivery } from '../../src/mail/deliver.ts';
import { alertsOutbox } from '../../src/mail/ledger.ts';
import { smtpProvider } from '../../src/mail/provider.ts';
import { recoverDeliveries } from '../../src/mail/settle.ts';
import { ledgerDatabase, ledgerNeeds } from './ledger.ts';
import { localProvider } from './smtp-provider.ts';

const [folder = '', ...ports] = process.argv.slice(2);
const ahead = Date.parse('2012-06-20T08:12:00.000Z') - Date.now();
const now = () => Date.now() + ahead;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const database = ledgerDatabase(folder, false);
await database.write((trx) => recoverDeliveries(trx, now()));
const stop = new AbortController();
const settings = ports.map((port, index) => localProvider(Number(port), { share: index === 0 ? 0 : 30 }));
const { ended } = startDelivery({
  database,
  outboxes: [alertsOutbox(ledgerNeeds(database, now))],
  providers: settings.map((one) =>
    smtpProvider({ settings: one, ehlo: 'status.example.org', sender: 'status@example.org' }),
  ),
  now,
  log: quiet,
  signal: stop.signal,
});
process.stdout.write('ready\n');
const look = setInterval(() => {
  void database.read(countDeliveries).then(({ waiting, in_flight: inFlight }) => {
    if (waiting + inFlight === 0) stop.abort();
  });
}, 50);
await ended;
clearInterval(look);
await database.close();
