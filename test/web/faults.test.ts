import { expect, test } from 'vitest';
import type { FinishedResponse } from '../../src/publish/edition.ts';
import { editionOf } from '../support/edition.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';
import { startWeb } from '../support/web-thread.ts';
const now = tokyo('2012-06-21 12:00');
const snapshot = makeSnapshot(
  Array.from({ length: 15 }, (_, index) =>
    makeNotice(`old-${index}`, [makeUpdate(`2011-01-${String(index + 10)} 10:00`, 'resolved')]),
  ),
);

test('a page of the tail that cannot be drawn is a fault of ours, not a page that is not there', async () => {
  const web = await startWeb(await editionOf(snapshot, now), {
    onRender: () => 'broken',
    onDraw: async () => 'broken',
  });
  const page = await web.ask('/en/incidents/old-0');
  expect([page.status, page.headers['cache-control']]).toEqual([500, 'no-store']);
  expect(page.text).toContain('/en/outcome/broken en');
  expect((await web.ask('/search?q=mail')).status).toBe(500);
});

test('a fault of ours is answered by a page in the language of the path, and never kept', async () => {
  const edition = await editionOf(snapshot, now);
  const front = edition.ready.get('/') as FinishedResponse;
  // No header may hold a line break: writing it throws.
  const faulty = { ...front, headers: { ...front.headers, 'x-fault': 'a\nb' } };
  const web = await startWeb({ ...edition, ready: new Map([...edition.ready, ['/en/history', faulty]]) });
  const answer = await web.ask('/en/history');
  expect([answer.status, answer.headers['cache-control']]).toEqual([500, 'no-store']);
  expect(answer.text).toContain('/en/outcome/broken en');
});
