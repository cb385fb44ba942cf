import { expect, test } from 'vitest';
import type { FormOutcome } from '../../src/channel.ts';
import { confirmationsOutbox } from '../../src/subscribers/confirmations.ts';
import { answerForm } from '../../src/subscribers/forms.ts';
import { linkToken } from '../../src/subscribers/token.ts';
import { form, formNeeds } from '../support/form-needs.ts';
import { addPerson } from '../support/people.ts';
import { received } from '../support/received.ts';

const day = 86_400_000;

async function begin() {
  const needs = formNeeds();
  const id = await addPerson(needs.db, 'hana@example.jp', { components: ['web'] });
  const token = linkToken(needs.key, 'subscription', id, 1);
  const post = (fields: Record<string, string>) => answerForm(needs, form('subscription', fields, { token }));
  const look = () => answerForm(needs, form('subscription', {}, { token, look: true }));
  return { needs, id, post, look };
}

const rows = ({ db }: ReturnType<typeof formNeeds>) =>
  db.read((reader) => reader.selectFrom('subscribers').selectAll().execute());
const said = ({ status, person }: FormOutcome) => `${status} ${person?.said}`;
const another = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

test('a new address is confirmed where it is, the old one is told and can take it back; old links end', async () => {
  const { needs, id, post, look } = await begin();
  await addPerson(needs.db, 'ken@example.jp');
  expect(said(await post({ do: 'address', address: 'no address' }))).toBe('422 address-invalid');
  expect(said(await post({ do: 'address', address: 'ken@example.jp' }))).toBe('200 address-sent');
  const [mail] = await received(confirmationsOutbox(needs), needs.now());
  expect(mail?.to).toBe('ken@example.jp');
  expect((await rows(needs))[0]?.address, 'not before it is confirmed').toBe('hana@example.jp');

  const press = (text: string) => {
    const token = /subscription\/address\/([\w-]+)/.exec(text)?.[1] ?? '';
    return answerForm(needs, form('address', {}, { token }));
  };
  expect(await press(mail?.text ?? '')).toEqual({ status: 200, page: 'address-changed' });
  expect(await press(mail?.text ?? ''), 'pressed twice').toEqual({ status: 200, page: 'address-changed' });
  expect((await rows(needs)).map((row) => `${row.id === id} ${row.address}`)).toEqual(['true ken@example.jp']);
  expect(await look()).toEqual({ status: 404, page: 'not-found' });

  needs.clock.now += 29 * day;
  const notes = await received(confirmationsOutbox(needs), needs.now());
  expect(notes.map(({ to }) => to)).toEqual(['hana@example.jp']);
  expect(await press(notes[0]?.text ?? '')).toEqual({ status: 200, page: 'address-changed' });
  expect((await rows(needs)).map(({ address }) => address)).toEqual(['hana@example.jp']);
  expect(await received(confirmationsOutbox(needs), needs.now()), 'and that is the end of it').toEqual([]);
});

test('a new address is confirmed by the six digits of its mail, typed where the change was asked for', async () => {
  const { needs, post, look } = await begin();
  const asked = async () => (await look()).person?.isAddressAsked;
  expect(await asked()).toBe(false);
  await post({ do: 'address', address: 'ken@example.jp' });
  expect(await asked()).toBe(true);
  const [mail] = await received(confirmationsOutbox(needs), needs.now());
  const code = mail?.code ?? '';
  expect(code).toMatch(/^\d{6}$/);
  expect(said(await post({ do: 'code', code: another(code) }))).toBe('422 code-wrong');
  expect((await rows(needs))[0]?.address).toBe('hana@example.jp');
  const wide = code.replace(/\d/g, (digit) => '０１２３４５６７８９'.charAt(Number(digit)));
  expect(await post({ do: 'code', code: `${wide.slice(0, 3)} ${wide.slice(3)}` })).toEqual({
    status: 200,
    page: 'address-changed',
  });
  expect((await rows(needs)).map(({ address }) => address)).toEqual(['ken@example.jp']);
  const told = await received(confirmationsOutbox(needs), needs.now());
  expect(told.map(({ to, text }) => `${to} ${/\d{6}/.test(text)}`)).toEqual(['hana@example.jp false']);
});

test('the digits of a new address end after five tries, after a week, and when another address was asked for', async () => {
  const { needs, post } = await begin();
  const ask = async (address: string) => {
    await post({ do: 'address', address });
    return (await received(confirmationsOutbox(needs), needs.now()))[0]?.code ?? '';
  };
  const type = async (code: string) => (await post({ do: 'code', code })).status;
  const guessed = await ask('ken@example.jp');
  for (let n = 0; n < 5; n++) expect(await type(another(guessed))).toBe(422);
  expect(await type(guessed), 'right, the sixth time').toBe(422);
  const late = await ask('mio@example.jp');
  needs.clock.now += 7 * day;
  expect(await type(late)).toBe(422);
  const older = await ask('ren@example.jp');
  const newest = await ask('sora@example.jp');
  expect(await type(older)).toBe(422);
  expect(await type(newest)).toBe(200);
  expect((await rows(needs)).map(({ address }) => address)).toEqual(['sora@example.jp']);
});

test('a change of address is no way to fill a stranger’s mailbox', async () => {
  const { needs, post } = await begin();
  for (let n = 0; n < 3; n++)
    expect(said(await post({ do: 'address', address: 'ken@example.jp' }))).toBe('200 address-sent');
  expect(await received(confirmationsOutbox(needs), needs.now())).toHaveLength(1);
});
