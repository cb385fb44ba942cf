import { expect, test } from 'vitest';
import type { Asked } from '../../src/channel.ts';
import { finish } from '../../src/publish/finish.ts';
import type { FinishedResponse } from '../../src/publish/edition.ts';
import { editionOf } from '../support/edition.ts';
import { makeSnapshot } from '../support/snapshot.ts';
import { eventually } from '../support/wait.ts';
import { startWeb } from '../support/web-thread.ts';

const page = (text: string) => finish({ status: 200, type: 'text/html; charset=utf-8', body: text, headers: { 'cache-control': 'no-store' } }); // prettier-ignore

test('two searches are drawn at a time, others are asked to come back, and the empty form is none of them', async () => {
  const asked: Asked[] = [];
  const waiting: ((response: FinishedResponse) => void)[] = [];
  const onDraw = (one: Asked) => {
    asked.push(one);
    return new Promise<FinishedResponse>((resolve) => waiting.push(resolve));
  };
  const onRender = () => page('the empty form');
  const web = await startWeb(await editionOf(makeSnapshot([]), Date.now()), { onDraw, onRender });
  const [one, other] = [web.ask('/search?q=mail'), web.ask(`/en/search?q=${'x'.repeat(300)}`)];
  await eventually('both to be asked', () => (asked.length === 2 ? true : undefined));
  const third = await web.ask('/search?q=third');
  expect([third.status, third.headers['retry-after'], third.headers['cache-control']]).toEqual([503, '5', 'no-store']);
  expect((await web.ask('/search?q=%20')).text).toBe('the empty form');
  for (const answer of waiting) answer(await page('found'));
  expect([(await one).text, (await other).status]).toEqual(['found', 200]);
  expect(asked).toEqual(expect.arrayContaining([{ query: 'mail' }, { query: 'x'.repeat(100) }]));
  const next = web.ask('/search?q=fourth');
  await eventually('the next to be asked', () => (asked.length === 3 ? true : undefined));
  waiting.at(-1)?.(await page('room again'));
  expect((await next).text).toBe('room again');
});
