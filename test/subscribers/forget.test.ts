import { expect, test } from 'vitest';
import { answerForm } from '../../src/subscribers/forms.ts';
import { forgetSubscriber, forgetUnconfirmed } from '../../src/subscribers/forget.ts';
import { form, formNeeds } from '../support/form-needs.ts';
import { addPerson } from '../support/people.ts';

type Needs = ReturnType<typeof formNeeds>;
const people = ({ db }: Needs) => db.read((reader) => reader.selectFrom('subscribers').select('address').execute());
const week = 7 * 86_400_000;

test('of who is forgotten nothing is left, in no table', async () => {
  const needs = formNeeds();
  const id = await addPerson(needs.db, 'hana@example.jp', { components: ['web'] });
  await needs.db.write(async (trx) => {
    await trx
      .insertInto('mutes')
      .values({ subscriber_id: id, notice_id: 'x', muted_at: iso(needs) })
      .execute();
    expect(await forgetSubscriber(trx, id)).toBe(true);
    expect(await forgetSubscriber(trx, id)).toBe(false);
    for (const table of ['subscribers', 'subscriptions', 'mutes', 'confirmations', 'consents', 'deliveries'] as const) {
      expect(await trx.selectFrom(table).selectAll().execute(), table).toEqual([]);
    }
  });
});

test('who does not confirm within seven days is forgotten, and nobody else', async () => {
  const needs = formNeeds();
  await addPerson(needs.db, 'ken@example.jp');
  await answerForm(needs, form('subscribe', { address: 'hana@example.jp' }));
  const sweep = () => needs.db.write((trx) => forgetUnconfirmed(trx, needs.now()));
  needs.clock.now += week - 1;
  expect(await sweep()).toBe(0);
  needs.clock.now += 1;
  expect(await sweep()).toBe(1);
  expect(await people(needs)).toEqual([{ address: 'ken@example.jp' }]);
});

const iso = (needs: Needs) => new Date(needs.now()).toISOString();
