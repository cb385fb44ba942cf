import { expect, test } from 'vitest';
import type { MailHook } from '../../src/channel.ts';
import { editionOf } from '../support/edition.ts';
import { makeSnapshot } from '../support/snapshot.ts';
import { topic } from '../support/sns.ts';
import { startWeb } from '../support/web-thread.ts';

const edition = await editionOf(makeSnapshot([]), Date.now());
const settings = { MAIL_HOOK_SES_KEY: topic, MAIL_HOOK_POSTMARK_KEY: 'a secret of postmark' };

test('a webhook that can be from there is handed on, with nothing but what proves it', async () => {
  const hooks: MailHook[] = [];
  const web = await startWeb(edition, {
    settings,
    onMailHook: (hook) => {
      hooks.push(hook);
      return hook.provider === 'ses' ? 403 : 200;
    },
  });
  const post = (path: string, headers: Record<string, string>, body = '{}') =>
    web.ask(`/hooks/mail/${path}`, { method: 'POST', headers, body });
  const key = { 'x-hook-key': 'a secret of postmark' };
  expect((await post('postmark', { ...key, cookie: 'a=b' })).status).toBe(200);
  expect(
    (await post('ses', { 'x-amz-sns-topic-arn': topic, 'content-type': 'text/plain; charset=UTF-8' })).status,
  ).toBe(403);
  expect(hooks).toEqual([
    { provider: 'postmark', request: { headers: key, body: '{}' } },
    { provider: 'ses', request: { headers: { 'x-amz-sns-topic-arn': topic }, body: '{}' } },
  ]);
  expect((await post('postmark', {})).status).toBe(401);
  expect((await post('postmark', { 'x-hook-key': 'wrong' })).status).toBe(401);
  expect((await post('ses', { 'x-amz-sns-topic-arn': `${topic}x` })).status).toBe(401);
  expect((await post('postmark', key, 'x'.repeat(300_000))).status).toBe(413);
  expect((await post('mailgun', key)).status).toBe(404);
  expect((await web.ask('/hooks/mail/postmark')).status).toBe(405);
  expect(hooks).toHaveLength(2);
});

test('without a key there is no such page, and a worker that is silent is asked again later', async () => {
  const bare = await startWeb(edition);
  expect((await bare.ask('/hooks/mail/postmark', { method: 'POST', body: '{}' })).status).toBe(404);
  const silent = await startWeb(edition, { settings });
  const headers = { 'x-hook-key': 'a secret of postmark' };
  const answer = await silent.ask('/hooks/mail/postmark', { method: 'POST', headers, body: '{}' });
  expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
});
