import { expect, test } from 'vitest';
import type { OutcomeClass } from '../../src/mail/outbox.ts';
import { confirmationsOutbox, endInterruptedConfirmations } from '../../src/subscribers/confirmations.ts';
import { answerForm } from '../../src/subscribers/forms.ts';
import { form, formNeeds } from '../support/form-needs.ts';

async function owing(count: number) {
  const needs = formNeeds();
  for (let n = 0; n < count; n++) await answerForm(needs, form('subscribe', { address: `a${n}@example.jp` }));
  const outbox = confirmationsOutbox(needs);
  const rows = () => needs.db.read((reader) => reader.selectFrom('confirmations').selectAll().orderBy('id').execute());
  const settle = (id: number, result: OutcomeClass) =>
    outbox.record(
      { results: [{ id, provider: 'one', outcome: { class: result, phase: 'data', reply: '' } }], marks: [] },
      needs.now(),
    );
  return { needs, outbox, rows, settle };
}

test('a mail is claimed once and forgotten when it has gone', async () => {
  const { needs, outbox, rows, settle } = await owing(3);
  const first = await outbox.claim(2, needs.now());
  const second = await outbox.claim(2, needs.now());
  expect([...first, ...second].map(({ to }) => to)).toEqual(['a0@example.jp', 'a1@example.jp', 'a2@example.jp']);
  expect(await outbox.nextAt(needs.now())).toBeNull();
  for (const [id, result] of [[1, 'accepted'], [2, 'hard_bounce'], [3, 'unknown']] as const) await settle(id, result); // prettier-ignore
  expect(await rows()).toMatchObject([
    { state: 'accepted', mail: '' },
    { state: 'refused', mail: '' },
    { state: 'unknown', mail: '' },
  ]);
});

test('when no provider takes it, it waits longer each time, as long as its link works', async () => {
  const { needs, outbox, rows, settle } = await owing(1);
  const waits: number[] = [];
  for (let tries = 0; tries < 8; tries++) {
    const [mail] = await outbox.claim(1, needs.now());
    await outbox.record({ results: [], marks: [{ id: mail?.id ?? 0, provider: 'one' }] }, needs.now());
    await settle(mail?.id ?? 0, 'retry');
    expect(await outbox.claim(1, needs.now())).toEqual([]);
    const next = (await outbox.nextAt(needs.now())) ?? 0;
    waits.push((next - needs.now()) / 1000);
    needs.clock.now = next;
  }
  expect(waits).toEqual([15, 30, 60, 120, 240, 480, 900, 900]);
  needs.clock.now += 7 * 86_400_000;
  expect(await outbox.claim(1, needs.now())).toEqual([]);
  expect(await rows()).toMatchObject([{ state: 'refused', mail: '', tries: 8 }]);
});

test('after a crash what may have gone out is unknown and never repeated, what cannot have waits again', async () => {
  const { needs, outbox, rows, settle } = await owing(3);
  await outbox.claim(2, needs.now());
  await outbox.record({ results: [], marks: [{ id: 1, provider: 'one' }] }, needs.now());
  await endInterruptedConfirmations(needs.db);
  expect((await rows()).map(({ state }) => state)).toEqual(['unknown', 'waiting', 'waiting']);
  await settle(1, 'retry');
  expect((await outbox.claim(9, needs.now())).map(({ id }) => id).sort()).toEqual([2, 3]);
  const revive = needs.db.write((trx) => trx.updateTable('confirmations').set({ state: 'waiting' }).execute());
  await expect(revive).rejects.toThrow(/ended is not sent again|CHECK/);
});
