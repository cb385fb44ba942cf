import { expect, test } from 'vitest';
import { editionOf } from '../support/edition.ts';
import { makeSnapshot } from '../support/snapshot.ts';
import { eventually } from '../support/wait.ts';
import { startWeb } from '../support/web-thread.ts';

const token = 'a-token-of-some-length';
const edition = await editionOf(makeSnapshot([]), Date.now());
const outside = { 'x-forwarded-for': '203.0.113.5' };

test('everybody learns ok or red and the age, the operator why', async () => {
  const web = await startWeb(edition, { settings: { METRICS_TOKEN: token } });
  const at = Date.now();
  web.post({ kind: 'health', of: 'worker', report: { at, problems: [], details: { instance: 'i-1' } } });
  web.post({ kind: 'health', of: 'publisher', report: { at, problems: [], details: { as_of: at - 90_000 } } });
  const well = await eventually('the reports have arrived', async () => {
    const answer = await web.ask('/health', { headers: outside });
    return answer.text.includes('i-1') && answer;
  });
  expect(well.status).toBe(200);
  const { content_age_seconds: age, ...rest } = JSON.parse(well.text) as Record<string, unknown>;
  expect(rest).toEqual({ status: 'ok', commit: edition.commit, instance: 'i-1' });
  expect(age).toBeGreaterThanOrEqual(90);

  const problems = ['a.md:3:1: error: no such status.'];
  web.post({ kind: 'health', of: 'publisher', report: { at, problems, details: {} } });
  const red = await eventually('the problem has arrived', async () => {
    const answer = await web.ask('/health');
    return answer.status === 503 && answer;
  });
  expect(JSON.parse(red.text)).toMatchObject({ status: 'red', problems });
  const ask = (headers: Record<string, string>) => web.ask('/health', { headers: { ...outside, ...headers } });
  expect((await ask({})).text).not.toContain('a.md');
  expect((await ask({ authorization: 'Bearer wrong' })).text).not.toContain('a.md');
  expect((await ask({ authorization: `Bearer ${token}` })).text).toContain('a.md');
});

test('a thread that reported long ago makes it red', async () => {
  const web = await startWeb(edition);
  web.post({ kind: 'health', of: 'worker', report: { at: Date.now() - 16_000, problems: [], details: {} } });
  const red = await eventually('health is red', async () => {
    const answer = await web.ask('/health');
    return answer.status === 503 && answer;
  });
  expect(red.text).toContain('The worker thread has not reported');
});
