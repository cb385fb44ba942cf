import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { delivering } from '../support/delivering.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { announceReport } from '../support/ledger.ts';
import { acceptingServer, scriptedServer, type Script } from '../support/smtp.ts';
import { localProvider } from '../support/smtp-provider.ts';
import { eventually } from '../support/wait.ts';

test('everybody gets one mail, over no more connections than allowed', async () => {
  const server = await scriptedServer({});
  const settings = localProvider(server.port, { connections: 4 });
  const { database, subscribers, settled, delivery } = await delivering(60, [settings]);
  await announceReport(database, subscribers, '11');
  delivery.wake();
  await settled('accepted', 60);
  const recipients = server.commands.filter((line) => line.startsWith('RCPT'));
  expect(recipients).toHaveLength(60);
  expect(new Set(recipients).size).toBe(60);
  expect(server.connections()).toBe(4);
});

test.each<[string, Script | null]>([
  ['is not there', null],
  ['answers 421', { greeting: '421 4.3.2 not now' }],
  ['answers 554 as greeting', { greeting: '554 5.7.1 go away' }],
  ['refuses the log-in', { auth: '535 5.7.8 no' }],
  ['is silent', { greeting: 'silence' }],
  ['refuses every recipient without saying why', { rcpt: '550 no' }],
  ['answers 451 after the body', { end: '451 4.3.0 later' }],
  ['refuses the text', { end: '554 5.7.1 not verified' }],
])('mail goes to the second provider when the first %s', async (_what, script) => {
  const first = script === null ? await freePort() : (await scriptedServer(script)).port;
  const second = await acceptingServer();
  const login = { user: 'us', password: 'secret', name: 'first' };
  const { database, subscribers, settled, delivery, lines } = await delivering(20, [
    localProvider(first, login),
    localProvider(second.port),
  ]);
  await announceReport(database, subscribers, '11');
  delivery.wake();
  await settled('accepted', 20);
  expect(second.received).toHaveLength(20);
  expect(delivery.providersHealth()[0]).toMatchObject({ name: 'first', isWell: false });
  expect(JSON.stringify(lines)).not.toMatch(/reader\d|@example/);
});

test('with both down mail waits, and goes out when one is back', async () => {
  const [port, other] = [await freePort(), await freePort()];
  const { database, subscribers, delivery, clock, counts } = await delivering(5, [
    localProvider(port),
    localProvider(other),
  ]);
  await announceReport(database, subscribers, '11');
  delivery.wake();
  await eventually('both are known to be down', () => delivery.providersHealth().every(({ isWell }) => !isWell));
  await eventually('all wait', async () => (await counts()).waiting === 5);
  const server = await acceptingServer(other);
  await eventually('all are delivered', async () => {
    clock.ahead += 5000;
    delivery.wake();
    return (await counts()).accepted === 5;
  });
  expect(new Set(server.received.map(({ to }) => to)).size).toBe(5);
  expect(server.received).toHaveLength(5);
});

test('a missing mailbox is refused, the provider stays well and the second one is not asked', async () => {
  const first = await scriptedServer({ rcpt: '550 5.1.1 unknown user' });
  const second = await scriptedServer({});
  const { database, subscribers, settled, delivery } = await delivering(8, [
    localProvider(first.port),
    localProvider(second.port),
  ]);
  await announceReport(database, subscribers, '11');
  delivery.wake();
  await settled('refused', 8);
  expect(second.connections()).toBe(0);
  expect(delivery.providersHealth()[0]?.isWell).toBe(true);
});

test('without an answer after the body nobody gets a third copy', async () => {
  const server = await scriptedServer({ end: 'reset' });
  const second = await scriptedServer({ end: 'close' });
  const { database, subscribers, delivery, clock, counts } = await delivering(3, [
    localProvider(server.port),
    localProvider(second.port),
  ]);
  await announceReport(database, subscribers, '11');
  await eventually('all ended unknown', async () => {
    clock.ahead += 20_000;
    delivery.wake();
    return (await counts()).unknown === 3;
  });
  const ids = [...server.bodies, ...second.bodies].map((body) => /^Message-ID:\s+(.*)$/im.exec(body)?.[1]);
  expect(ids).toHaveLength(6);
  expect(new Set(ids).size).toBe(3);
});

test('reports of one notice arrive in their order, the later carrying what has not gone', async () => {
  const down = await freePort();
  const { database, subscribers, delivery, clock, counts } = await delivering(2, [localProvider(down)]);
  await announceReport(database, subscribers, '11');
  await eventually(
    'the first waits',
    async () => (await counts()).waiting === 2 && !delivery.providersHealth()[0]?.isWell,
  );
  await announceReport(database, subscribers, '20');
  const server = await acceptingServer(down);
  await eventually('the second is delivered', async () => {
    clock.ahead += 5000;
    delivery.wake();
    return (await counts()).accepted === 2;
  });
  expect(await counts()).toMatchObject({ owed: 4, superseded: 2, accepted: 2 });
  expect(server.received.map(({ content }) => /T08(\d\d)00Z/.exec(content)?.[1])).toEqual(['20', '20']);
});

test('stopping leaves nothing in flight', async () => {
  const server = await scriptedServer({ end: 'silence' });
  const { database, subscribers, delivery, stop, counts } = await delivering(30, [
    localProvider(server.port, { connections: 2 }),
  ]);
  await announceReport(database, subscribers, '11');
  delivery.wake();
  await eventually('two are under way', () => server.bodies.length === 2);
  stop.abort();
  await delivery.ended;
  expect(await counts()).toMatchObject({ owed: 30, in_flight: 0, waiting: 30 });
});

test('a declared rate is kept', async () => {
  const server = await acceptingServer();
  const { database, subscribers, settled, delivery } = await delivering(11, [localProvider(server.port, { rate: 20 })]);
  await announceReport(database, subscribers, '11');
  const began = Date.now();
  delivery.wake();
  await settled('accepted', 11);
  expect(Date.now() - began).toBeGreaterThanOrEqual(480);
});

test('a lost database is asked once a second, also when a provider may be tried again', async () => {
  const folder = temporaryFolder();
  const { clock, database, subscribers, delivery, lines, settled } = await delivering(
    1,
    [localProvider(await freePort())],
    folder,
  );
  await announceReport(database, subscribers, '11');
  delivery.wake();
  await eventually('a provider that is not well', () => delivery.providersHealth().some(({ isWell }) => !isWell));
  await settled('waiting', 1);
  clock.ahead += 600_000;
  for (const part of ['', '-wal', '-shm']) rmSync(join(folder, `noroshi.db${part}`), { force: true });
  delivery.wake();
  const failures = () => lines.filter((line) => JSON.stringify(line).includes('mail cannot be claimed')).length;
  await eventually('a first failure', () => failures() > 0);
  const at = Date.now();
  await eventually('two more', () => failures() > 2);
  expect(Date.now() - at).toBeGreaterThan(1000);
});

test('after a long outage of all providers mail goes out with the first that is well, not a back-off later', async () => {
  const port = await freePort();
  const { clock, counts, database, delivery, subscribers, settled } = await delivering(2, [localProvider(port)]);
  await announceReport(database, subscribers, '11');
  for (let tries = 0; tries < 6; tries += 1) {
    delivery.wake();
    await eventually(
      'a failed try',
      () => (delivery.providersHealth()[0]?.askedAgainAt ?? 0) > Date.now() + clock.ahead,
    );
    await settled('waiting', 2);
    clock.ahead += 900_000;
  }
  delivery.wake();
  await eventually(
    'a last failed try',
    () => (delivery.providersHealth()[0]?.askedAgainAt ?? 0) > Date.now() + clock.ahead,
  );
  await settled('waiting', 2);
  await acceptingServer(port);
  // As long as the provider is left alone at most; the mail's own back-off would be a quarter of an hour by now.
  clock.ahead += 301_000;
  delivery.wake();
  await settled('accepted', 2);
  expect((await counts()).accepted).toBe(2);
});
