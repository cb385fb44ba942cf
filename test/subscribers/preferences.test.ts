import { expect, test } from 'vitest';
import type { FormOutcome } from '../../src/channel.ts';
import { confirmationsOutbox } from '../../src/subscribers/confirmations.ts';
import { answerForm } from '../../src/subscribers/forms.ts';
import { linkToken } from '../../src/subscribers/token.ts';
import { form, formNeeds } from '../support/form-needs.ts';
import { addPerson } from '../support/people.ts';
import { received } from '../support/received.ts';

type Needs = ReturnType<typeof formNeeds>;
type Fields = Record<string, string | string[]>;
const day = 86_400_000;

async function begin() {
  const needs = formNeeds();
  const id = await addPerson(needs.db, 'hana@example.jp', { components: ['web'] });
  const token = (purpose: 'subscription' | 'unsubscribe') => linkToken(needs.key, purpose, id, 1);
  const post = (fields: Fields, action: 'subscription' | 'unsubscribe' = 'subscription') =>
    answerForm(needs, form(action, fields, { token: token(action) }));
  const look = (action: 'subscription' | 'unsubscribe' | 'data' = 'subscription') => {
    const purpose = action === 'unsubscribe' ? 'unsubscribe' : 'subscription';
    return answerForm(needs, form(action, {}, { token: token(purpose), look: true }));
  };
  return { needs, id, token, post, look };
}

const all = { do: 'save', kinds: 'all', reports: 'every', language: 'ja', quiet_from: '', quiet_until: '' };
const rows = ({ db }: Needs) => db.read((reader) => reader.selectFrom('subscribers').selectAll().execute());
const said = ({ status, person }: FormOutcome) => `${status} ${person?.said}`;

async function tell({ db, now }: Needs, id: number, notice: string, quiet: string | null = null) {
  const at = new Date(now()).toISOString();
  await db.write(async (trx) => {
    const row = { notice_id: notice, at, kind: 'report', status: 'investigating', text_hash: '' } as const;
    const made = trx.insertInto('announcements').values({ ...row, announced_at: at, not_mailed: null });
    const { id: announcement_id } = await made.returning('id').executeTakeFirstOrThrow();
    const text = trx.insertInto('messages').values({ announcement_id, language: 'ja', parts: '', text_hash: '' });
    const { id: message_id } = await text.returning('id').executeTakeFirstOrThrow();
    const owed = { announcement_id, message_id, subscriber_id: id, notice_id: notice, at, state: 'waiting' } as const;
    const fresh = { marks: 0, tries: 0, next_try_at: quiet ?? at, quiet_until: quiet };
    await trx
      .insertInto('deliveries')
      .values({ ...owed, ...fresh })
      .execute();
  });
}

const waiting = ({ db }: Needs) =>
  db.read((reader) => reader.selectFrom('deliveries').select(['notice_id', 'state', 'next_try_at']).execute());

test('what a person chose is shown behind the link, the address masked, and looking changes nothing', async () => {
  const { needs, look } = await begin();
  const before = await rows(needs);
  const { person } = await look();
  expect(person).toMatchObject({
    address: 'h***@example.jp', components: ['web'], kinds: 'all', reports: 'every', quietFrom: '', hasLeft: false,
  }); // prettier-ignore
  expect(JSON.stringify(await look('unsubscribe'))).not.toContain('hana@');
  expect(await rows(needs)).toEqual(before);
});

test('saving stores everything chosen, and a form that cannot be read nothing', async () => {
  const { needs, post, look } = await begin();
  const wanted = { ...all, component: ['mail', 'gone'], kinds: 'incidents', reports: 'first_and_last', language: 'en' };
  const quiet = { quiet_from: '22:00', quiet_until: '07:00', exercises: 'yes' };
  expect(said(await post({ ...wanted, ...quiet }))).toBe('200 saved');
  expect((await look()).person).toMatchObject({
    components: ['mail'], kinds: 'incidents', reports: 'first_and_last', language: 'en', quietFrom: '22:00',
    quietUntil: '07:00', exercises: true,
  }); // prettier-ignore
  const before = await rows(needs);
  expect(said(await post({ ...all, quiet_from: '22:00' }))).toBe('422 quiet-invalid');
  expect(said(await post({ ...all, quiet_from: '09:00', quiet_until: '21:05' }))).toBe('422 quiet-too-long');
  const unread: Fields[] = [
    { kinds: 'none' },
    { reports: '' },
    { language: 'xx' },
    { component: 'nothing' },
    { do: 'else' },
  ];
  for (const bad of unread) expect(await post({ ...all, ...bad })).toEqual({ status: 400, page: 'invalid-form' });
  expect(await rows(needs)).toEqual(before);
  expect(said(await post(all))).toBe('200 saved');
  expect((await look()).person, 'none means everything').toMatchObject({ components: [], quietFrom: '' });
});

test('ending the quiet hours lets go what they held up', async () => {
  const { needs, id, post } = await begin();
  const morning = '2012-06-20T22:00:00.000Z';
  await tell(needs, id, 'fire', morning);
  await post({ ...all, quiet_from: '17:00', quiet_until: '05:00' });
  expect(await waiting(needs)).toMatchObject([{ next_try_at: '2012-06-20T20:00:00.000Z' }]);
  await post(all);
  expect(await waiting(needs)).toMatchObject([{ next_try_at: new Date(needs.now()).toISOString() }]);
});

test('leaving one notice ends what waits of it, can be undone, and works for notices one was told of only', async () => {
  const { needs, id, post } = await begin();
  await tell(needs, id, 'fire');
  await tell(needs, id, 'flood');
  const muted = await post({ do: 'mute', notice: 'fire' }, 'unsubscribe');
  expect(muted.person).toMatchObject({ said: 'muted', page: 'unsubscribe', hasLeft: false });
  expect(muted.person?.notices).toContainEqual({ id: 'fire', isMuted: true });
  expect((await waiting(needs)).map(({ notice_id, state }) => `${notice_id} ${state}`)).toEqual([
    'fire left',
    'flood waiting',
  ]);
  expect((await post({ do: 'unmute', notice: 'fire' })).person?.notices).toContainEqual({ id: 'fire', isMuted: false });
  expect(await post({ do: 'mute', notice: 'made-up' })).toEqual({ status: 400, page: 'invalid-form' });
});

test('leaving is undone on the same link for thirty days, and no older leaving undoes that', async () => {
  const { needs, post, look } = await begin();
  for (const action of ['unsubscribe', 'subscription'] as const) {
    expect(await post({ do: 'leave' }, action)).toEqual({ status: 200, page: 'unsubscribed' });
    const { person } = await look(action);
    expect(person).toMatchObject({ hasLeft: true, returnUntil: needs.now() + 30 * day });
    needs.clock.now += 30 * day - 1;
    expect(said(await post({ do: 'return' }, action))).toBe('200 returned');
    expect(await rows(needs)).toMatchObject([{ status: 'confirmed', unsubscribed_at: null }]);
  }
  await post({ do: 'leave' });
  needs.clock.now += 30 * day;
  expect((await look()).person).toMatchObject({ returnUntil: null });
  expect(await post({ do: 'return' })).toEqual({ status: 410, page: 'return-late' });
});

test('with the database gone nothing is changed and said, but leaving works from both links', async () => {
  const { needs, token } = await begin();
  const ask = (fields: Fields, look?: true) =>
    answerForm(
      { ...needs, db: null },
      form('subscription', fields, { token: token('subscription'), ...(look && { look }) }),
    );
  const forms: Fields[] = [all, { do: 'forget', sure: 'yes' }, { do: 'return' }];
  for (const fields of forms) expect(await ask(fields)).toEqual({ status: 503, page: 'unavailable' });
  expect(await ask({}, true)).toEqual({ status: 503, page: 'unavailable' });
  expect(await ask({ do: 'leave' })).toEqual({ status: 200, page: 'unsubscribed' });
});

test('what is known is told as JSON, without the address, and can be erased', async () => {
  const { needs, id, post, look } = await begin();
  await tell(needs, id, 'fire');
  const { download = '' } = await look('data');
  expect(JSON.parse(download)).toMatchObject({
    subscription: { address: 'h***@example.jp', status: 'confirmed' },
    preferences: { components: ['web'] },
    mails: [{ notice_id: 'fire' }],
  });
  expect(download).not.toContain('hana@');
  expect(said(await post({ do: 'forget' }))).toBe('422 not-sure');
  expect(await rows(needs)).toHaveLength(1);
  expect(await post({ do: 'forget', sure: 'yes' })).toEqual({ status: 200, page: 'forgotten' });
  expect(await rows(needs)).toEqual([]);
  for (const action of ['subscription', 'unsubscribe', 'data'] as const)
    expect(await look(action)).toEqual({ status: 404, page: 'not-found' });
});

test('a link of another purpose, version or key shows nothing and does nothing', async () => {
  const { needs, id } = await begin();
  const before = await rows(needs);
  const harm: Fields[] = [all, { do: 'forget', sure: 'yes' }, { do: 'mute', notice: 'x' }];
  const tokens = [
    linkToken(needs.key, 'unsubscribe', id, 1), linkToken(needs.key, 'subscription', id, 2),
    linkToken(needs.key, 'subscription', id + 1, 1), linkToken(new Uint8Array(32), 'subscription', id, 1), 'x', '',
  ]; // prettier-ignore
  for (const token of tokens) {
    for (const fields of harm)
      expect(await answerForm(needs, form('subscription', fields, { token }))).toEqual({
        status: 404,
        page: 'not-found',
      });
  }
  expect(await rows(needs)).toEqual(before);
});

test('proof of consent: when, in which words, from where as a hash, for what', async () => {
  const needs = formNeeds();
  const asked = form('subscribe', { address: 'hana@example.jp', component: 'web' }, { network: '198.51.100.7' });
  await answerForm(needs, asked);
  const [mail] = await received(confirmationsOutbox(needs), needs.now());
  needs.clock.now += 60_000;
  await answerForm(needs, form('confirm', {}, { token: mail?.token ?? '' }));
  const [consent] = await needs.db.read((reader) =>
    reader.selectFrom('consents').innerJoin('consent_texts', 'version', 'text_version').selectAll().execute(),
  );
  expect(consent).toMatchObject({
    asked_at: '2012-06-20T08:10:00.000Z', confirmed_at: '2012-06-20T08:11:00.000Z', language: 'en', components: '["web"]',
  }); // prettier-ignore
  expect(consent?.text).toMatch(/One mail for every new report[^]*Manabi Inc\.[^]*For notices only\./);
  expect(consent?.network_hash).toMatch(/^[0-9a-f]{64}$/);
});
