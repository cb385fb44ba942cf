import { expect, test } from 'vitest';
import { confirmationsOutbox } from '../../src/subscribers/confirmations.ts';
import { answerForm } from '../../src/subscribers/forms.ts';
import { unsubscribeUrl } from '../../src/subscribers/links.ts';
import { form, formNeeds } from '../support/form-needs.ts';
import { received } from '../support/received.ts';

type Needs = ReturnType<typeof formNeeds>;
const yes = { status: 200, page: 'subscribe-sent' };
const week = 7 * 86_400_000;

const people = ({ db }: Needs) => db.read((reader) => reader.selectFrom('subscribers').selectAll().execute());
const choices = ({ db }: Needs) =>
  db.read(async (reader) =>
    (await reader.selectFrom('subscriptions').selectAll().execute()).map(({ component_id }) => component_id),
  );
const mailsOf = (needs: Needs) => received(confirmationsOutbox(needs), needs.now());

async function ask(needs: Needs, fields: Record<string, string | string[]> = {}, language = 'en') {
  const answer = await answerForm(needs, form('subscribe', { address: 'Hana@example.jp', ...fields }, { language }));
  expect(answer).toEqual(yes);
  const [mail] = await mailsOf(needs);
  if (mail === undefined) throw new Error('no mail is owed');
  return mail;
}

test('subscribe, confirm by the link, leave', async () => {
  const needs = formNeeds();
  const mail = await ask(needs, { component: ['web', 'gone-since'], name: 'Buy now http://spam.example' });
  expect(await people(needs)).toMatchObject([{ status: 'unconfirmed' }]);

  expect(mail.to).toBe('Hana@example.jp');
  expect(mail.mail.messageId).toBe(mail.messageId);
  expect(mail.mail.subject).toContain('Manabi Contact Network');
  expect(mail.mail.from).toEqual({ name: 'Notices, Inc.', address: 'notices@status.example.org' });
  expect(mail.link).toBe(`https://status.example.org/en/subscribe/confirm/${mail.token}`);
  expect(mail.text).toMatch(/Manabi Inc\.\nTokyo/);
  expect(mail.text).not.toContain('spam');
  expect(mail.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  expect(mail.raw.split('\r\n').every((line) => line.length <= 78)).toBe(true);

  expect(await answerForm(needs, form('confirm', {}, { token: mail.token }))).toEqual({
    status: 200,
    page: 'confirmed',
  });
  const [person] = await people(needs);
  expect(person).toMatchObject({ status: 'confirmed', language: 'en', address_key: 'hana@example.jp' });
  expect(await choices(needs)).toEqual(['web']);
  const again = await answerForm(needs, form('confirm', {}, { token: mail.token }));
  expect(again).toEqual({ status: 200, page: 'confirmed' });

  if (person === undefined) return;
  const site = { key: needs.key, siteUrl: needs.siteUrl, pageLanguage: 'ja' };
  const url = unsubscribeUrl(site, { id: person.id, linkVersion: person.link_version, language: person.language });
  expect(url).toMatch(/^https:\/\/status\.example\.org\/en\/unsubscribe\/[^/]+$/);
  for (const _twice of [1, 2]) {
    const left = await answerForm(needs, form('unsubscribe', {}, { token: url.split('/').at(-1) ?? '' }));
    expect(left).toEqual({ status: 200, page: 'unsubscribed' });
    expect(await people(needs)).toMatchObject([{ status: 'unsubscribed' }]);
  }
  const late = await answerForm(needs, form('confirm', {}, { token: mail.token }));
  expect(late, 'an old button does not bring anybody back').toMatchObject({ page: 'confirm-invalid' });
});

test('the mail is in the language chosen, else of the page around the form; the default has no prefix', async () => {
  expect((await ask(formNeeds(), { language: 'en' }, 'ja')).mail.subject).toContain('Please confirm');
  const mail = await ask(formNeeds(), { language: 'xx' }, 'en');
  expect(mail.mail.subject, 'a language we have not').toContain('ご確認');
  expect((await ask(formNeeds(), {}, 'en')).mail.subject).toContain('Please confirm');
  expect(mail.mail.subject).toBe('【まなび連絡網】メール登録のご確認');
  expect(mail.text).toContain('登録はまだ完了していません');
  expect(mail.link).toMatch(/^https:\/\/status\.example\.org\/subscribe\/confirm\//);
});

test('six digits do what the link does, typed in any way, five times at most', async () => {
  const needs = formNeeds();
  const { code } = await ask(needs);
  const wrong = code === '111111' ? '222222' : '111111';
  const type = (text: string, email = 'hana@example.jp') =>
    answerForm(needs, form('confirm', { address: email, code: text }));
  const no = { status: 422, page: 'confirm-invalid' };
  for (let tries = 0; tries < 4; tries++) expect(await type(wrong)).toEqual(no);
  expect(await type(code, 'stranger@example.jp')).toEqual(no);
  const fullWidth = [...code].map((digit) => String.fromCodePoint(0xfee0 + (digit.codePointAt(0) ?? 0))).join('');
  expect(await type(` ${fullWidth.slice(0, 3)} ${fullWidth.slice(3)}`)).toEqual({ status: 200, page: 'confirmed' });

  const other = formNeeds();
  const second = await ask(other);
  const bad = second.code === '111111' ? '222222' : '111111';
  for (let tries = 0; tries < 5; tries++)
    await answerForm(other, form('confirm', { address: 'hana@example.jp', code: bad }));
  expect(await answerForm(other, form('confirm', { address: 'hana@example.jp', code: second.code }))).toEqual(no);
  expect(await people(other)).toMatchObject([{ status: 'unconfirmed' }]);
});

test('link and code end after seven days, unknown ones never begin', async () => {
  const needs = formNeeds();
  const { token, code } = await ask(needs);
  needs.clock.now += week;
  const gone = { page: 'confirm-invalid' };
  expect(await answerForm(needs, form('confirm', {}, { token }))).toMatchObject(gone);
  expect(await answerForm(needs, form('confirm', { address: 'hana@example.jp', code }))).toMatchObject(gone);
  expect(await answerForm(needs, form('confirm', {}, { token: 'x'.repeat(43) }))).toMatchObject(gone);
  expect(await people(needs)).toMatchObject([{ status: 'unconfirmed' }]);
  needs.clock.now -= 1;
  expect(await answerForm(needs, form('confirm', {}, { token }))).toMatchObject({ page: 'confirmed' });
});

test('who is subscribed already changes the choices by the same way, only when confirming', async () => {
  const needs = formNeeds();
  const first = await ask(needs, { component: 'web' });
  await answerForm(needs, form('confirm', {}, { token: first.token }));
  needs.clock.now += 3_600_000;
  const second = await ask(needs, { component: ['mail'], address: 'hana@EXAMPLE.jp' }, 'ja');
  expect(await choices(needs)).toEqual(['web']);
  await answerForm(needs, form('confirm', {}, { token: second.token }));
  expect(await choices(needs)).toEqual(['mail']);
  expect(await people(needs)).toMatchObject([{ status: 'confirmed', language: 'ja' }]);
  needs.clock.now += 3_600_000;
  const third = await ask(needs);
  await answerForm(needs, form('confirm', {}, { token: third.token }));
  expect(await choices(needs), 'none chosen means everything').toEqual([]);
});
