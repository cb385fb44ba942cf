import { expect, test } from 'vitest';
import type { Drilled } from '../../src/publish/drilled.ts';
import { editionNeeds, makeIt, textAt } from '../support/edition.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const day = 86_400_000;
const now = tokyo('2026-11-27 12:00');
const notices = [makeNotice('over', [makeUpdate('2026-11-05 17:10', 'resolved')])];
const withRecovery = (recovery: object) => makeSnapshot(notices, { page: makePage({ recovery }) });
const wanted = withRecovery({ former_time: '12h', drill_every: '90d', show_drill: true });

/** The needs of an edition whose pages say nothing but what they were told of a drill. */
function tellingOf(last: () => Drilled | null) {
  const render = async (_path: string, { drilled }: { drilled?: Drilled | null | undefined }) => ({
    status: 200,
    html: `<html><head></head><body>${JSON.stringify(drilled ?? null)}</body></html>`,
  });
  return editionNeeds({ render, lastDrill: last });
}

test('every page tells of a drill as soon as it is known, until it is as long ago as drill_every', async () => {
  let last: Drilled | null = null;
  const needs = tellingOf(() => last);
  const before = await makeIt(wanted, now, { needs });
  expect(textAt(before.edition, '/')).toContain('null');
  last = { at: now, took: 240_000 };
  const known = await makeIt(wanted, now + 1000, { needs, previous: before });
  for (const path of ['/', '/en', '/subscribe', '/incidents/over'])
    expect(textAt(known.edition, path)).toContain('240000');
  const young = await makeIt(wanted, now + 90 * day - 1, { needs, previous: known });
  expect(textAt(young.edition, '/')).toContain('240000');
  const old = await makeIt(wanted, now + 90 * day, { needs, previous: young });
  for (const path of ['/', '/en', '/subscribe', '/incidents/over']) expect(textAt(old.edition, path)).toContain('null');
});

test('nothing is said where page.yaml does not ask for it', async () => {
  const needs = tellingOf(() => ({ at: now, took: 1 }));
  const { edition } = await makeIt(withRecovery({ former_time: '12h' }), now, { needs });
  expect(textAt(edition, '/')).toContain('null');
});
