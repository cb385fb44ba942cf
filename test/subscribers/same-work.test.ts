import { expect, test } from 'vitest';
import type { Form } from '../../src/channel.ts';
import { suppress } from '../../src/mail/suppressions.ts';
import { confirmationsOutbox } from '../../src/subscribers/confirmations.ts';
import { answerForm } from '../../src/subscribers/forms.ts';
import { linkToken } from '../../src/subscribers/token.ts';
import { countedDatabase } from '../support/counted-work.ts';
import { form, formNeeds } from '../support/form-needs.ts';
import { addPerson } from '../support/people.ts';
import { received } from '../support/received.ts';

/** Mailboxes of which a stranger must not learn which of them we know. */
const known = ['confirmed', 'asked', 'left', 'bounced', 'complained'] as const;

/** Whoever measures us would see another statement, another transaction or a mail more; wall time says less. */
async function begin() {
  const needs = formNeeds();
  const { db } = needs;
  for (const name of ['confirmed', 'left', 'bounced', 'complained'] as const) await addPerson(db, `${name}@example.jp`);
  const owner = await addPerson(db, 'owner@example.jp');
  await answerForm(needs, form('subscribe', { address: 'asked@example.jp' }));
  await db.write(async (trx) => {
    const at = new Date(needs.now()).toISOString();
    const left = { status: 'unsubscribed', unsubscribed_at: at } as const;
    await trx.updateTable('subscribers').set(left).where('address', '=', 'left@example.jp').execute();
    for (const [name, reason] of [
      ['bounced', 'bounce'],
      ['complained', 'complaint'],
    ] as const)
      // prettier-ignore
      await suppress({ trx, key: needs.key, now: needs.now() }, `${name}@example.jp`, reason);
  });
  needs.clock.now += 15 * 60_000;
  const { counted, takeWork } = countedDatabase(db);
  const ask = async (action: Form['action'], fields: Record<string, string>, token = '') => {
    const outcome = await answerForm({ ...needs, db: counted }, form(action, fields, { token }));
    return { outcome: { ...outcome, person: undefined }, work: takeWork() };
  };
  return { needs, ask, token: linkToken(needs.key, 'subscription', owner, 1) };
}

test('the form asks the same of the database for every address, and answers the same', async () => {
  const { needs, ask } = await begin();
  const stranger = await ask('subscribe', { address: 'stranger@example.jp' });
  expect(stranger.outcome).toMatchObject({ status: 200, page: 'subscribe-sent' });
  expect(stranger.work.filter((line) => line === 'write')).toHaveLength(1);
  for (const name of known) expect(await ask('subscribe', { address: `${name}@example.jp` }), name).toEqual(stranger);
  const mails = await received(confirmationsOutbox(needs), needs.now());
  expect(mails.map(({ to }) => to.split('@')[0]).toSorted(), 'who complained gets none').toEqual(
    ['asked', 'asked', 'bounced', 'confirmed', 'left', 'stranger'],
  ); // prettier-ignore
});

test('a wrong code asks the same for every address', async () => {
  const { ask } = await begin();
  const guess = (address: string) => ask('confirm', { address, code: '000 000' });
  const stranger = await guess('stranger@example.jp');
  expect(stranger.outcome).toMatchObject({ status: 422, page: 'confirm-invalid' });
  for (const name of known) expect(await guess(`${name}@example.jp`), name).toEqual(stranger);
  for (let n = 0; n < 6; n++) expect(await guess('asked@example.jp'), 'tries used up').toEqual(stranger);
});

test('a change of address asks the same for every new address', async () => {
  const { ask, token } = await begin();
  const change = (address: string) => ask('subscription', { do: 'address', address }, token);
  const stranger = await change('stranger@example.jp');
  for (const name of known) expect(await change(`${name}@example.jp`), name).toEqual(stranger);
});
