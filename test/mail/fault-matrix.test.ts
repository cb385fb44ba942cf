import { expect, test } from 'vitest';
import type { OutcomeClass } from '../../src/mail/outbox.ts';
import { delivering } from '../support/delivering.ts';
import { freePort } from '../support/free-port.ts';
import { announceReport } from '../support/ledger.ts';
import { acceptingServer, scriptedServer, type Answer, type Script } from '../support/smtp.ts';
import { localProvider } from '../support/smtp-provider.ts';
import { eventually } from '../support/wait.ts';

const people = 12;
const messageId = (mail: string) => /^Message-ID:\s+(.*)$/im.exec(mail)?.[1];

/** What can go wrong at a provider, how it is classified, and whether a copy may have been taken all the same. */
const faults: [what: string, script: Script | null, found: OutcomeClass][] = [
  ['connection refused', null, 'provider_fault'],
  ['no greeting', { greeting: 'silence' }, 'provider_fault'],
  ['closed before the greeting', { greeting: 'close' }, 'provider_fault'],
  ['421 as greeting', { greeting: '421 4.3.2 not now' }, 'provider_fault'],
  ['554 as greeting', { greeting: '554 5.7.1 go away' }, 'provider_fault'],
  ['EHLO answered without end', { ehlo: 'trickle' }, 'provider_fault'],
  ['535 at AUTH', { auth: '535 5.7.8 no' }, 'provider_fault'],
  ['454 at AUTH', { auth: '454 4.7.0 later' }, 'provider_fault'],
  ['550 at MAIL FROM', { mail: '550 5.7.1 not you' }, 'provider_fault'],
  ['450 at RCPT', { rcpt: '450 4.2.0 greylisted' }, 'retry'],
  ['451 at RCPT', { rcpt: '451 4.7.1 later' }, 'retry'],
  ['452 at RCPT', { rcpt: '452 4.2.2 mailbox full' }, 'retry'],
  ['550 5.7.1 at RCPT', { rcpt: '550 5.7.1 policy' }, 'content_refused'],
  ['closed at RCPT', { rcpt: 'close' }, 'provider_fault'],
  ['reset at DATA', { data: 'reset' }, 'provider_fault'],
  ['451 after the dot', { end: '451 4.3.0 later' }, 'retry'],
  ['552 after the dot', { end: '552 5.2.3 too much' }, 'content_refused'],
  ['454 after the dot, throttled', { end: '454 Throttling failure' }, 'provider_fault'],
  ['RST after the dot', { end: 'reset' }, 'unknown'],
  ['FIN after the dot', { end: 'close' }, 'unknown'],
  ['half a reply after the dot', { end: 'half' }, 'unknown'],
  ['silence after the dot', { end: 'silence' }, 'unknown'],
  ['250- without end after the dot', { end: 'trickle' }, 'unknown'],
];

test.each(faults)(
  '%s: everybody is told by the second provider, and it is known for what it is',
  async (_what, script, found) => {
    const first = script === null ? null : await scriptedServer(script);
    const second = await acceptingServer();
    const { database, subscribers, delivery, clock, lines, counts } = await delivering(people, [
      localProvider(first?.port ?? (await freePort()), { name: 'first', user: 'us', password: 'secret' }),
      localProvider(second.port, { name: 'second' }),
    ]);
    await announceReport(database, subscribers, '11');
    delivery.wake();
    await ended();

    const { accepted, unknown } = await counts();
    if (found !== 'unknown') expect({ accepted, unknown }).toEqual({ accepted: people, unknown: 0 });
    const classes = new Set(lines.flatMap(([fields]) => ofFirst(fields)));
    expect([...classes]).toEqual([found]);
    const taken = found === 'unknown' ? (first?.bodies ?? []) : [];
    const copies = Map.groupBy([...taken, ...second.received.map(({ content }) => content)], messageId);
    expect(copies.size).toBe(people);
    expect(Math.max(...[...copies.values()].map((all) => all.length))).toBeLessThanOrEqual(2);
    const rows = await database.read((db) => db.selectFrom('deliveries').select(['state', 'marks']).execute());
    for (const { state, marks } of rows) if (state === 'unknown') expect(marks).toBe(2);

    function ended() {
      return eventually('everybody is told, or may have been twice', async () => {
        clock.ahead += 2000;
        delivery.wake();
        const now = await counts();
        return now.accepted + now.unknown === people;
      });
    }
  },
);

const ofFirst = (fields: unknown): string[] => {
  const { provider, class: found } = fields as { provider?: string; class?: string };
  return provider === 'first' && found !== undefined ? [found] : [];
};

test('a mailbox that does not exist is refused once, by whoever says so first', async () => {
  const first = await scriptedServer({ rcpt: '550 5.1.1 unknown user' });
  const second = await scriptedServer({});
  const { database, subscribers, settled } = await delivering(people, [
    localProvider(first.port),
    localProvider(second.port),
  ]);
  await announceReport(database, subscribers, '11');
  await settled('refused', people);
  expect(second.connections()).toBe(0);
});

test('faults of every kind, mixed over six providers: everybody is told, nobody more than twice', async () => {
  const ends: Answer[] = [
    '451 4.3.0 later',
    '250 ok',
    '552 5.2.3 too much',
    'reset',
    '250 ok',
    'close',
    'half',
    '250 ok',
  ];
  let mails = 0;
  const taken: string[] = [];
  const moody = (): Script => ({
    end: (body) => {
      const answer = ends[(mails += 1) % ends.length] ?? 'reset';
      if (!/^[45]/.test(answer)) taken.push(body);
      return answer;
    },
  });
  const scripts: Script[] = [
    { greeting: '421 no' },
    moody(),
    { auth: '535 5.7.8 no' },
    moody(),
    { rcpt: '450 4.2.0 later' },
  ];
  const bad = await Promise.all(scripts.map((script) => scriptedServer(script)));
  const good = await acceptingServer();
  const { database, subscribers, delivery, clock, counts } = await delivering(100, [
    ...bad.map(({ port }) => localProvider(port, { user: 'us', password: 'secret', share: 10 })),
    localProvider(good.port),
  ]);
  await announceReport(database, subscribers, '11');
  await eventually('everybody is told, or may have been twice', async () => {
    clock.ahead += 2000;
    delivery.wake();
    const { accepted, unknown } = await counts();
    return accepted + unknown === 100;
  });
  const copies = Map.groupBy([...taken, ...good.received.map(({ content }) => content)], messageId);
  expect(copies.size).toBe(100);
  expect(Math.max(...[...copies.values()].map((all) => all.length))).toBeLessThanOrEqual(2);
  const rows = await database.read((db) => db.selectFrom('deliveries').select(['state', 'marks']).execute());
  expect(rows.filter(({ state, marks }) => state === 'unknown' && marks !== 2)).toEqual([]);
});

test('a text that every provider refuses loses nobody: it waits, and goes out when they take it', async () => {
  const servers = [await scriptedServer({ end: '554 5.7.1 spam' }), await scriptedServer({ end: '550 5.7.1 spam' })];
  const { database, subscribers, delivery, clock, counts } = await delivering(
    people,
    servers.map(({ port }) => localProvider(port)),
  );
  await announceReport(database, subscribers, '11');
  await eventually('both say so', () => {
    clock.ahead += 20_000;
    delivery.wake();
    return delivery.providersHealth().every(({ trouble }) => trouble === 'content');
  });
  await eventually('they are asked again and again', () => {
    clock.ahead += 61_000;
    delivery.wake();
    return servers.every(({ bodies }) => bodies.length > 2 * people);
  });
  await eventually('all wait', async () => (await counts()).waiting === people);
  for (const server of servers) server.become({});
  await eventually('everybody is told', async () => {
    clock.ahead += 61_000;
    delivery.wake();
    return (await counts()).accepted === people;
  });
});
