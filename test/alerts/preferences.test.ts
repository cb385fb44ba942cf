import { expect, test } from 'vitest';
import type { Notice, Update } from '../../src/incidents/notice.ts';
import { claimDeliveries } from '../../src/mail/claim.ts';
import { openAlerting } from '../support/alerting.ts';
import { addPerson } from '../support/people.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const empty = makeSnapshot([], { committedAt: tokyo('2012-06-20 09:00') });
const first = makeUpdate('2012-06-20 17:10', 'investigating');
const second = makeUpdate('2012-06-20 17:40', 'identified');
const third = makeUpdate('2012-06-20 18:10', 'resolved');
const fourth = makeUpdate('2012-06-20 18:40', 'investigating');
const of = (updates: Update[], more: Partial<Notice> = {}) => makeSnapshot([makeNotice('lost', updates, more)]);

async function begin() {
  const alerting = openAlerting();
  await alerting.announce(empty, '2012-06-20 09:00');
  const add = (name: string, wants: Parameters<typeof addPerson>[2] = {}) =>
    addPerson(alerting.database, `${name}@example.jp`, wants);
  return { alerting, add };
}

type Begun = Awaited<ReturnType<typeof begin>>;
const claimed = ({ alerting }: Begun, at: string) =>
  alerting.database.write(async (trx) => {
    const claims = await claimDeliveries(trx, { limit: 10, now: tokyo(at), maxAge: 86_400_000 });
    return claims.map(({ address, carried }) => `${address.split('@')[0]} carrying ${carried.length}`);
  });

test('incidents, maintenances, exercises: each only to those who want them', async () => {
  const { alerting, add } = await begin();
  await add('all');
  await add('incidents', { wants: { kinds: 'incidents' } });
  await add('maintenances', { wants: { kinds: 'maintenances' } });
  await add('volunteer', { wants: { exercises: 1, kinds: 'maintenances' } });
  const plan = { scheduledFor: tokyo('2012-06-22 01:00'), scheduledUntil: tokyo('2012-06-22 03:00') };
  const notices = [
    makeNotice('fire', [first]),
    makeNotice('works', [makeUpdate('2012-06-20 17:11', 'scheduled')], { type: 'maintenance', ...plan }),
    makeNotice('drill', [makeUpdate('2012-06-20 17:12', 'investigating')], { type: 'exercise' }),
  ];
  const { announced } = await alerting.announce(makeSnapshot(notices), '2012-06-20 17:13');
  expect(announced.map(({ notice, people }) => `${notice} ${people}`)).toEqual(['fire 2', 'works 3', 'drill 1']);
  expect((await alerting.ledger()).filter((line) => line.endsWith('17:12'))).toEqual(['volunteer waiting 17:12']);
});

test('first and last only: what is between is left out, and what comes after an end is not', async () => {
  const { alerting, add } = await begin();
  await add('few', { wants: { reports: 'first_and_last' } });
  for (const updates of [[first], [first, second], [first, second, third], [first, second, third, fourth]]) {
    const at = updates.at(-1)?.at ?? 0;
    await alerting.announce(of(updates), new Date(at + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' '));
    await alerting.deliver();
  }
  expect(await alerting.ledger()).toEqual(['few accepted 17:10', 'few accepted 18:10', 'few accepted 18:40']);
});

test('first is what has been mailed first: of several at once, or of several that wait, it is the newest', async () => {
  const { alerting, add } = await begin();
  await add('few', { wants: { reports: 'first_and_last' } });
  await alerting.announce(of([first, second]), '2012-06-20 17:41');
  expect(await alerting.ledger(), 'two in one commit').toEqual(['few superseded 17:10 by 17:40', 'few waiting 17:40']);
  await alerting.deliver();
  await alerting.announce(of([first, second, third]), '2012-06-20 18:11');
  expect((await alerting.ledger()).at(-1)).toBe('few waiting 18:10');

  const late = await begin();
  await late.add('few', { wants: { reports: 'first_and_last' } });
  await late.alerting.announce(of([first]), '2012-06-20 17:11');
  await late.alerting.announce(of([first, second]), '2012-06-20 17:41');
  expect(await late.alerting.ledger(), 'no provider in between').toEqual([
    'few superseded 17:10 by 17:40',
    'few waiting 17:40',
  ]);
});

test('first is the first that concerns somebody', async () => {
  const { alerting, add } = await begin();
  await add('few', { wants: { reports: 'first_and_last' }, components: ['mail'] });
  const web = { ...first, components: { web: 'major_outage' as const } };
  const mail = { ...second, components: { mail: 'major_outage' as const } };
  await alerting.announce(of([web]), '2012-06-20 17:11');
  await alerting.announce(of([web, mail]), '2012-06-20 17:41');
  expect(await alerting.ledger()).toEqual(['few waiting 17:40']);
});

test('who left a notice hears no more of it, under a new name neither, but of others', async () => {
  const { alerting, add } = await begin();
  const hana = await add('hana');
  await alerting.announce(of([first]), '2012-06-20 17:11');
  await alerting.deliver();
  await alerting.database.write((trx) =>
    trx
      .insertInto('mutes')
      .values({ subscriber_id: hana, notice_id: 'lost', muted_at: new Date(first.at).toISOString() })
      .execute(),
  );
  await alerting.announce(of([first, second]), '2012-06-20 17:41');
  await alerting.announce(makeSnapshot([makeNotice('renamed', [first, second])]), '2012-06-20 17:42');
  await alerting.announce(makeSnapshot([makeNotice('renamed', [first, second, third]), makeNotice('other', [third])]), '2012-06-20 18:11'); // prettier-ignore
  expect(await alerting.ledger()).toEqual(['hana accepted 17:10', 'hana waiting 18:10']);
});

test('what falls into quiet hours waits until they end, one mail with all; critical goes at once', async () => {
  const begun = await begin();
  const { alerting, add } = begun;
  await add('day');
  await add('night', { wants: { quiet_from: 17 * 60 + 30, quiet_until: 7 * 60 } });
  await alerting.announce(of([first]), '2012-06-20 17:11');
  await alerting.deliver();
  await alerting.announce(of([first, second]), '2012-06-20 17:41');
  expect(await claimed(begun, '2012-06-20 17:42')).toEqual(['day carrying 0']);
  await alerting.announce(of([first, second, third]), '2012-06-20 18:11');
  expect(await claimed(begun, '2012-06-21 06:59')).toEqual([]);
  expect(await claimed(begun, '2012-06-21 07:00'), 'in the ledger of day one mail is in flight').toEqual([
    'night carrying 1',
  ]);

  const other = await begin();
  await other.add('night', { wants: { quiet_from: 17 * 60, quiet_until: 7 * 60 } });
  await other.alerting.announce(of([first], { impact: 'critical' }), '2012-06-20 17:11');
  expect(await claimed(other, '2012-06-20 17:11')).toEqual(['night carrying 0']);
});

test('quiet hours of up to twelve hours make no mail too old', async () => {
  const begun = await begin();
  await begun.add('night', { wants: { quiet_from: 17 * 60, quiet_until: 5 * 60 } });
  await begun.alerting.announce(of([first]), '2012-06-20 17:11');
  await begun.alerting.database.write(async (trx) => {
    const claims = await claimDeliveries(trx, { limit: 10, now: tokyo('2012-06-21 05:00'), maxAge: 3_600_000 });
    expect(claims).toHaveLength(1);
  });
});
