import { existsSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answerForm } from '../../src/subscribers/forms.ts';
import { form, formNeeds } from '../support/form-needs.ts';

type Needs = ReturnType<typeof formNeeds>;
const yes = { status: 200, page: 'subscribe-sent' };

const counts = ({ db }: Needs) =>
  db.read(async (reader) => {
    const people = await reader.selectFrom('subscribers').select('id').execute();
    const mails = await reader.selectFrom('confirmations').select('id').execute();
    return { people: people.length, mails: mails.length };
  });

const nothing = { people: 0, mails: 0 };

test.each([
  ['no address', {}, { status: 422, page: 'invalid-address' }],
  ['two addresses', { address: ['a@example.jp', 'b@example.jp'] }, { status: 422, page: 'invalid-address' }],
  ['a broken address', { address: 'a@example.jp\r\nBcc: b@example.jp' }, { status: 422, page: 'invalid-address' }],
  ['only unknown components', { address: 'a@example.jp', component: ['x'] }, { status: 400, page: 'invalid-form' }],
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
    return (await counts(needs)).mails;
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

test('sixty forms a minute from one network, then the same answer and nothing stored', async () => {
  const needs = formNeeds();
  const send = (n: number, network: string) =>
    answerForm(needs, form('subscribe', { address: `a${n}@example.jp` }, { network }));
  for (let n = 0; n < 62; n++) expect(await send(n, '2001:db8::/64')).toEqual(yes);
  expect(await counts(needs)).toEqual({ people: 60, mails: 60 });
  await send(100, '192.0.2.1');
  expect((await counts(needs)).mails).toBe(61);
  needs.clock.now += 60_000;
  await send(101, '2001:db8::/64');
  expect((await counts(needs)).mails).toBe(62);
});

test('neither networks nor mailboxes are kept in clear for the limits, and for a day only', async () => {
  const needs = formNeeds();
  const kept = () => needs.db.read((reader) => reader.selectFrom('form_attempts').selectAll().execute());
  await answerForm(needs, form('subscribe', { address: 'hana@example.jp' }, { network: '198.51.100.7' }));
  expect(await kept()).toHaveLength(2);
  expect(JSON.stringify(await kept())).not.toMatch(/198\.51|hana/);
  needs.clock.now += 86_400_000;
  await answerForm(needs, form('subscribe', { address: 'ken@example.jp' }));
  expect(await kept()).toHaveLength(2);
});
