import { existsSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answerForm } from '../../src/subscribers/forms.ts';
import { form, formNeeds } from '../support/form-needs.ts';
import { addPerson } from '../support/people.ts';

type Needs = ReturnType<typeof formNeeds>;
const yes = { status: 200, page: 'subscribe-sent' };

const counts = ({ db }: Needs) =>
  db.read(async (reader) => {
    const people = await reader.selectFrom('subscribers').select('id').execute();
    const mails = await reader.selectFrom('confirmations').select('id').execute();
    return { people: people.length, mails: mails.length };
  });

/** Mails that go out. */
const owed = ({ db }: Needs) =>
  db.read(async (reader) => {
    const rows = await reader.selectFrom('confirmations').select('id').where('state', '=', 'waiting').execute();
    return rows.length;
  });

const nothing = { people: 0, mails: 0 };

test.each([
  ['no address', {}, { status: 422, page: 'invalid-address' }],
  ['two addresses', { address: ['a@example.jp', 'b@example.jp'] }, { status: 422, page: 'invalid-address' }],
  ['a broken address', { address: 'a@example.jp\r\nBcc: b@example.jp' }, { status: 422, page: 'invalid-address' }],
  ['only unknown components', { address: 'a@example.jp', component: ['x'] }, { status: 400, page: 'invalid-form' }],
  ['letters that mail does not carry', { address: '花子@example.jp' }, { status: 422, page: 'address-letters' }],
  ['a robot', { address: 'a@example.jp', website: 'https://spam.example' }, yes],
])('%s: nothing is stored', async (_what, fields: Record<string, string | string[]>, answer) => {
  const needs = formNeeds();
  expect(await answerForm(needs, form('subscribe', fields))).toEqual(answer);
  expect(await counts(needs)).toEqual(nothing);
});

test('a closed form says so, a page that is not known yet cannot be joined', async () => {
  const needs = formNeeds();
  const asked = form('subscribe', { address: 'a@example.jp' });
  expect(await answerForm({ ...needs, formOpen: false }, asked)).toEqual({ status: 503, page: 'closed' });
  expect(await answerForm({ ...needs, page: null }, asked)).toEqual({ status: 503, page: 'unavailable' });
  expect(await counts(needs)).toEqual(nothing);
});

test('with the database gone nobody is told yes, and none is made', async () => {
  const needs = formNeeds();
  rmSync(needs.file);
  const no = { status: 503, page: 'unavailable' };
  for (const db of [needs.db, null]) {
    expect(await answerForm({ ...needs, db }, form('subscribe', { address: 'a@example.jp' }))).toEqual(no);
    expect(await answerForm({ ...needs, db }, form('confirm', {}, { token: 'x' }))).toEqual(no);
    expect(await answerForm({ ...needs, db }, form('confirm', { address: 'a@example.jp', code: '123456' }))).toEqual(
      no,
    );
  }
  expect(existsSync(needs.file)).toBe(false);
});

test('one mail in ten minutes and three a day for a mailbox, with the same answer beyond', async () => {
  const needs = formNeeds();
  const minutes = async (later: number, email: string) => {
    needs.clock.now += later * 60_000;
    expect(await answerForm(needs, form('subscribe', { address: email }))).toEqual(yes);
    return owed(needs);
  };
  expect(await minutes(0, 'hana@gmail.com')).toBe(1);
  expect(await minutes(9, 'hana@gmail.com')).toBe(1);
  expect(await minutes(0, 'Ha.na+x@gmail.com')).toBe(1);
  expect(await minutes(0, 'another@gmail.com')).toBe(2);
  expect(await minutes(1, 'hana@gmail.com')).toBe(3);
  expect(await minutes(10, 'hana+y@gmail.com')).toBe(4);
  expect(await minutes(10, 'hana@gmail.com')).toBe(4);
  expect(await minutes(24 * 60, 'hana@gmail.com')).toBe(5);
});

test('above sixty a minute a network has one more button to press, and then its mails wait in the queue', async () => {
  const needs = formNeeds();
  const send = (n: number, network: string, step: Record<string, string> = {}) =>
    answerForm(needs, form('subscribe', { address: `a${n}@example.jp`, ...step }, { network }));
  const school = '2001:db8::/64';
  for (let n = 0; n < 60; n++) expect(await send(n, school)).toEqual(yes);
  const step = await send(60, school);
  expect(step).toMatchObject({ status: 200, page: 'subscribe-step' });
  expect(await counts(needs), 'nothing is stored before the button').toEqual({ people: 60, mails: 60 });
  const ticket = step.ticket ?? '';
  expect(await send(60, school, { step: ticket }), 'pressed faster than anybody reads').toMatchObject({
    page: 'subscribe-step',
  });
  needs.clock.now += 2_000;
  expect(await send(61, school, { step: ticket }), 'it is for one address').toMatchObject({ page: 'subscribe-step' });
  expect(await send(60, '192.0.2.9', { step: ticket }), 'others are not held up').toEqual(yes);
  needs.clock.now += 600_000;
  const late = await send(62, school);
  expect(late, 'after ten minutes of peace').toEqual(yes);
});

test('what is queued goes out a minute later, not never, and the queue has an end', async () => {
  const needs = formNeeds();
  const begun = needs.clock.now;
  const school = '198.51.100.7';
  const ask = async (n: number) => {
    const asked = (step: string) =>
      answerForm(needs, form('subscribe', { address: `b${n}@example.jp`, step }, { network: school }));
    const first = await asked('');
    if (first.page !== 'subscribe-step') return first;
    needs.clock.now += 1_000;
    const pressed = await asked(first.ticket ?? '');
    needs.clock.now -= 1_000;
    return pressed;
  };
  for (let n = 0; n < 62; n++) expect(await ask(n)).toEqual(yes);
  const rows = await needs.db.read((reader) =>
    reader.selectFrom('confirmations').select(['state', 'next_try_at']).orderBy('id').execute(),
  );
  expect(rows.every(({ state }) => state === 'waiting')).toBe(true);
  expect(rows.slice(58).map(({ next_try_at }) => Date.parse(next_try_at) - begun)).toEqual([0, 0, 60_000, 60_000]);
  await needs.db.write(async (trx) => {
    // As if an hour's mails waited already.
    const at = new Date(begun + 3_600_000).toISOString();
    await trx.updateTable('form_attempts').set({ at }).where('kind', '=', 'network').execute();
  });
  const before = await counts(needs);
  expect(await ask(63)).toEqual({ status: 503, page: 'busy' });
  expect(await counts(needs)).toEqual(before);
});

test('the answer and what is written are alike for an address that is new, waiting, confirmed, or has had its share', async () => {
  const needs = formNeeds();
  await addPerson(needs.db, 'confirmed@example.jp');
  const answers: unknown[] = [];
  const written: number[] = [];
  for (const address of ['new@example.jp', 'new@example.jp', 'confirmed@example.jp', 'confirmed@example.jp']) {
    const before = (await counts(needs)).mails;
    answers.push(await answerForm(needs, form('subscribe', { address }, { network: '192.0.2.77' })));
    written.push((await counts(needs)).mails - before);
  }
  expect(answers).toEqual([yes, yes, yes, yes]);
  expect(written).toEqual([1, 1, 1, 1]);
  expect(await owed(needs), 'and only who is within the limits is mailed').toBe(2);
});

test('neither networks nor mailboxes are kept in clear for the limits, and for a day only', async () => {
  const needs = formNeeds();
  const kept = () => needs.db.read((reader) => reader.selectFrom('form_attempts').selectAll().execute());
  await answerForm(needs, form('subscribe', { address: 'hana@example.jp' }, { network: '198.51.100.7' }));
  expect(await kept()).toHaveLength(3);
  expect(JSON.stringify(await kept())).not.toMatch(/198\.51|hana/);
  needs.clock.now += 86_400_000;
  await answerForm(needs, form('subscribe', { address: 'ken@example.jp' }));
  expect(await kept()).toHaveLength(3);
});
