import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answerForm } from '../../src/subscribers/forms.ts';
import { linkToken } from '../../src/subscribers/token.ts';
import { replayLeavings } from '../../src/subscribers/unsubscribe.ts';
import { form, formNeeds } from '../support/form-needs.ts';

type Needs = ReturnType<typeof formNeeds>;
const left = { status: 200, page: 'unsubscribed' };

async function subscriber({ db, now }: Needs, id: number) {
  const at = new Date(now()).toISOString();
  const address = `person${id}@example.jp`;
  const row = { id, address, address_key: address, language: 'ja', status: 'confirmed', created_at: at } as const;
  await db.write(async (trx) => {
    const values = { ...row, confirmed_at: at, unsubscribed_at: null, link_version: 7 };
    await trx.insertInto('subscribers').values(values).execute();
  });
}

const statuses = async ({ db }: Needs) =>
  (await db.read((reader) => reader.selectFrom('subscribers').selectAll().orderBy('id').execute())).map(
    ({ status }) => status,
  );
const leave = (needs: Needs, id: number, version = 7, open = true) => {
  const token = linkToken(needs.key, 'unsubscribe', id, version);
  return answerForm({ ...needs, db: open ? needs.db : null }, form('unsubscribe', {}, { token }));
};

test('what a person is still owed goes with them', async () => {
  const needs = formNeeds();
  await subscriber(needs, 1);
  const at = new Date(needs.now()).toISOString();
  await needs.db.write(async (trx) => {
    const notice = { id: 1, notice_id: 'fire', at, kind: 'report', status: 'investigating', text_hash: '' } as const;
    await trx
      .insertInto('announcements')
      .values({ ...notice, announced_at: at, not_mailed: null })
      .execute();
    await trx.insertInto('messages').values({ id: 1, announcement_id: 1, language: 'ja', parts: '', text_hash: '' }).execute(); // prettier-ignore
    const owed = {
      announcement_id: 1,
      subscriber_id: 1,
      message_id: 1,
      notice_id: 'fire',
      at,
      next_try_at: at,
    } as const;
    const open = {
      superseded_by: null,
      marks: 0,
      tries: 0,
      provider: null,
      last_outcome: null,
      settled_at: null,
    } as const;
    await trx
      .insertInto('deliveries')
      .values({ ...owed, ...open, state: 'waiting' })
      .execute();
  });
  expect(await leave(needs, 1)).toEqual(left);
  const [row] = await needs.db.read((reader) => reader.selectFrom('deliveries').selectAll().execute());
  expect(row).toMatchObject({ state: 'left', settled_at: at });
});

test('with the database gone leaving is written down, and honoured when it is back', async () => {
  const needs = formNeeds();
  for (const id of [1, 2, 3]) await subscriber(needs, id);
  renameSync(needs.file, `${needs.file}.aside`);
  expect(await leave(needs, 1)).toEqual(left);
  expect(await leave(needs, 2, 7, false)).toEqual(left);
  expect(await leave(needs, 2, 7, false)).toEqual(left);
  expect(readFileSync(needs.journal, 'utf8')).not.toContain('@');
  expect(statSync(needs.journal).mode & 0o777).toBe(0o600);
  await expect(replayLeavings(needs)).rejects.toMatchObject({ code: 'unavailable' });
  expect(existsSync(needs.journal)).toBe(true);

  renameSync(`${needs.file}.aside`, needs.file);
  expect(await replayLeavings(needs)).toBe(3);
  expect(await statuses(needs)).toEqual(['unsubscribed', 'unsubscribed', 'confirmed']);
  expect(existsSync(needs.journal)).toBe(false);
  expect(await replayLeavings(needs)).toBe(0);
});

test('a line that a crash tore spoils no other', async () => {
  const needs = formNeeds();
  for (const id of [1, 2]) await subscriber(needs, id);
  await leave(needs, 1, 7, false);
  appendFileSync(needs.journal, '{"subscriberId":1,"ver');
  await leave(needs, 2, 7, false);
  expect(await replayLeavings(needs)).toBe(2);
  expect(await statuses(needs)).toEqual(['unsubscribed', 'unsubscribed']);
});

test('a replay does not undo what was confirmed after leaving', async () => {
  const needs = formNeeds();
  await leave(needs, 1, 7, false);
  needs.clock.now += 60_000;
  await subscriber(needs, 1);
  await replayLeavings(needs);
  expect(await statuses(needs)).toEqual(['confirmed']);
});

test('links that were never issued are not found, raised versions end nothing', async () => {
  const needs = formNeeds();
  await subscriber(needs, 1);
  const no = { status: 404, page: 'not-found' };
  const foreign = linkToken(needs.key, 'subscription', 1, 7);
  for (const token of ['', 'x', foreign, linkToken(Buffer.alloc(32), 'unsubscribe', 1, 7)]) {
    expect(await answerForm(needs, form('unsubscribe', {}, { token }))).toEqual(no);
    expect(await answerForm({ ...needs, db: null }, form('unsubscribe', {}, { token }))).toEqual(no);
  }
  expect(existsSync(needs.journal)).toBe(false);
  await leave(needs, 1, 6);
  expect(await statuses(needs)).toEqual(['confirmed']);
});
