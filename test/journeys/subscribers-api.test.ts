import { expect, test } from 'vitest';
import { readMail } from '../support/inbox.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { acceptingServer } from '../support/smtp.ts';
import { mailThrough } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

const path = '/api/v2/subscribers.json';
const nowInTokyo = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

test('subscribed by a program, confirmed by a person; who is known is never told; left by the token of a mail', async () => {
  const server = await acceptingServer();
  const repository = makeRepository();
  const site = await startSite({ incidentsDir: repository.incidentsDir, env: mailThrough(server.port) });
  const post = async (email: string, more: object = {}) => {
    const body = JSON.stringify({ subscriber: { email, ...more } });
    const headers = { 'content-type': 'application/json' };
    const answer = await site.get(path, { method: 'POST', headers, body });
    return { status: answer.status, text: (await answer.text()).replaceAll(email, '<address>') };
  };
  const { components } = (await (await site.get('/api/v2/components.json')).json()) as {
    components: { id: string; name: string }[];
  };
  const web = components.find(({ name }) => name === 'ウェブサイト') ?? components[0];
  const first = await eventually('the worker', async () => {
    const answer = await post('mori@example.org', { component_id: web?.id });
    return answer.status === 503 ? null : answer;
  });
  expect(first.status).toBe(201);
  const confirmation = await readMail(await eventually('the confirmation', () => server.received[0]));
  const link = confirmation.link('/subscribe/confirm/');
  expect((await site.post(link, { confirm: 'yes' })).status).toBe(200);

  // Known and confirmed, known and waiting, never seen: nothing in the answer differs, not a header.
  expect(await post('mori@example.org', { component_id: web?.id })).toEqual(first);
  expect(await post('new@example.org', { component_id: web?.id })).toEqual(first);
  expect(await post('new@example.org')).toEqual(first);
  expect(await post('mori@example.org', { component_id: '000000000000' })).toEqual({
    status: 422,
    text: '{"error":"There is no such component."}',
  });

  repository.write('2026-11-22-web.md', '# 接続障害\n対象: web 停止\n## 調査中\n\n原因を調べています。\n');
  repository.commit('第1報', { date: nowInTokyo() });
  const alert = await readMail(
    await eventually('the alert', () => server.received.find(({ content }) => content.includes('List-Unsubscribe'))),
  );
  const token = /\/unsubscribe\/([^>]+)>/.exec(alert.header('list-unsubscribe') ?? '')?.[1] ?? '';
  const look = async () => (await site.get(`${path}?subscriber[id]=${token}`)).json();
  expect(await look()).toMatchObject({ email: 'm***@example.org', state: 'confirmed', mode: 'email_sms' });
  const left = await site.get(`/api/v2/subscribers/${token}.json`, { method: 'DELETE' });
  expect([left.status, await left.json()]).toMatchObject([200, { state: 'unsubscribed' }]);
  expect(await look()).toMatchObject({ state: 'unsubscribed' });
  // As often as it is asked; but what we never signed is nobody's.
  expect((await site.get(`/api/v2/subscribers/${token}.json`, { method: 'DELETE' })).status).toBe(200);
  expect((await site.get(`/api/v2/subscribers/${token}x.json`, { method: 'DELETE' })).status).toBe(404);
});
