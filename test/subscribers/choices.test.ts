import { expect, test } from 'vitest';
import { confirmationsOutbox } from '../../src/subscribers/confirmations.ts';
import { answerForm } from '../../src/subscribers/forms.ts';
import { form, formNeeds } from '../support/form-needs.ts';
import { received } from '../support/received.ts';

type Needs = ReturnType<typeof formNeeds>;

const subscriber = ({ db }: Needs) =>
  db.read((reader) =>
    reader.selectFrom('subscribers').select(['kinds', 'reports', 'quiet_from', 'quiet_until']).executeTakeFirst(),
  );
const asked = (needs: Needs, fields: Record<string, string>, address = 'hana@example.org') =>
  answerForm(needs, form('subscribe', { address, ...fields }));

async function confirmLatest(needs: Needs) {
  const token = (await received(confirmationsOutbox(needs), needs.now())).at(-1)?.token ?? '';
  expect(await answerForm(needs, form('confirm', {}, { token }))).toMatchObject({ page: 'confirmed' });
}

const little = { kinds: 'incidents', reports: 'first_and_last', quiet_from: '22:00', quiet_until: '07:00' };

test('what, how much and when not are chosen with the address, and hold once it is confirmed', async () => {
  const needs = formNeeds();
  expect(await asked(needs, little)).toEqual({ status: 200, page: 'subscribe-sent' });
  expect(await subscriber(needs)).toMatchObject({ kinds: 'all', reports: 'every', quiet_from: null });
  await confirmLatest(needs);
  const chosen = { kinds: 'incidents', reports: 'first_and_last', quiet_from: 22 * 60, quiet_until: 7 * 60 };
  expect(await subscriber(needs)).toEqual(chosen);

  needs.clock.now += 3_600_000;
  await asked(needs, {});
  await confirmLatest(needs);
  expect(await subscriber(needs), 'a form that does not ask changes nothing').toEqual(chosen);

  needs.clock.now += 3_600_000;
  await asked(needs, { kinds: 'all', reports: 'every', quiet_from: '', quiet_until: '' });
  await confirmLatest(needs);
  expect(await subscriber(needs)).toEqual({ kinds: 'all', reports: 'every', quiet_from: null, quiet_until: null });
});

test.each([
  ['without an end', { ...little, quiet_until: '' }, { status: 422, page: 'invalid-quiet' }],
  ['longer than half a day', { ...little, quiet_from: '06:00', quiet_until: '22:00' }, { status: 422, page: 'invalid-quiet' }],
  ['of a kind that there is not', { ...little, kinds: 'gossip' }, { status: 400, page: 'invalid-form' }],
])('choices %s are refused, and nothing is stored', async (_name, fields, outcome) => {
  const needs = formNeeds();
  expect(await asked(needs, fields)).toEqual(outcome);
  expect(await subscriber(needs)).toBeUndefined();
}); // prettier-ignore

test('whoever subscribes with an address of the main service is told that it may fail with it, subscribed or not', async () => {
  const needs = formNeeds();
  const hint = { status: 200, page: 'subscribe-sent-main' };
  expect(await asked(needs, {}, 'Hana@Example.CO.jp')).toEqual(hint);
  expect(await asked(needs, {}, 'hana@mail.example.co.jp')).toEqual(hint);
  await confirmLatest(needs);
  needs.clock.now += 3_600_000;
  expect(await asked(needs, {}, 'hana@mail.example.co.jp'), 'the same as before').toEqual(hint);
  expect(await asked(needs, {}, 'hana@notexample.co.jp')).toEqual({ status: 200, page: 'subscribe-sent' });
});
