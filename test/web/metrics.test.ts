import { expect, test } from 'vitest';
import { editionOf } from '../support/edition.ts';
import { makeSnapshot } from '../support/snapshot.ts';
import { eventually } from '../support/wait.ts';
import { startWeb } from '../support/web-thread.ts';

const token = 'a-token-of-some-length';
const outside = { 'x-forwarded-for': '203.0.113.5' };
const deliveries = { owed: 5, waiting: 2, in_flight: 0, accepted: 3, refused: 0 };

test('the ledger in Prometheus figures, for who has the token or sits at the machine', async () => {
  const edition = await editionOf(makeSnapshot([]), Date.now());
  const web = await startWeb(edition, { settings: { METRICS_TOKEN: token } });
  const details = {
    deliveries,
    held: 1,
    providers: [{ name: 'ses', isWell: false }],
    staff: { accepted: 4 },
    disk: { free_bytes: 7, total_bytes: 9 },
  };
  web.post({ kind: 'health', of: 'worker', report: { at: Date.now(), problems: [], details } });
  const mirrors = [{ name: 's3', age_seconds: 12 }];
  const content = { mirrors, notices: 3, findings: ['a.md:3:1: error: no such status.'] };
  web.post({ kind: 'health', of: 'publisher', report: { at: Date.now(), problems: ['one'], details: content } });
  const found = await eventually('the report has arrived', async () => {
    const answer = await web.ask('/metrics');
    return answer.text.includes('noroshi_deliveries_owed') && answer.text.includes('noroshi_notices') && answer;
  });
  expect(found.headers['content-type']).toContain('text/plain');
  for (const [state, count] of Object.entries(deliveries).slice(1))
    expect(found.text).toContain(`noroshi_deliveries{state="${state}"} ${count}\n`);
  for (const line of [
    'noroshi_deliveries_owed 5',
    'noroshi_deliveries_held 1',
    'noroshi_well 0',
    'noroshi_problems 1',
    'noroshi_mirror_age_seconds{mirror="s3"} 12',
    'noroshi_findings 1',
    'noroshi_notices 3',
    `noroshi_content{commit="${edition.commit ?? ''}"} 1`,
    'noroshi_disk_free_bytes 7',
    'noroshi_disk_bytes 9',
    'noroshi_provider_well{provider="ses"} 0',
  ])
    expect(found.text).toContain(`${line}\n`);
  expect((await web.ask('/metrics', { headers: outside })).status).toBe(404);
  expect((await web.ask('/metrics', { headers: { ...outside, authorization: 'Bearer wrong' } })).status).toBe(404);
  const shown = await web.ask('/metrics', { headers: { ...outside, authorization: `Bearer ${token}` } });
  expect([shown.status, shown.text.includes('noroshi_well')]).toEqual([200, true]);
  expect((await web.ask('/metrics', { method: 'POST' })).status).toBe(405);
});
