import { expect, test } from 'vitest';
import { statuspageSchemas } from '../../src/publish/statuspage-schema.ts';
import { openContent } from '../support/content.ts';
import { editionOf, textAt } from '../support/edition.ts';
import { everyKind } from '../support/every-kind.ts';
import { makeSnapshot, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-07-05 12:00');
const documents = Object.entries(statuspageSchemas);

/** Where the golden document of a path lies. */
const fileOf = (path: string) => `golden/${path.slice(1).replaceAll('/', '-')}`;

async function everyKindNow() {
  const { snapshot } = await (await openContent(everyKind().incidentsDir, { now })).read();
  expect(snapshot.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return editionOf(snapshot, now);
}

test('every document of the API is what it was, and what its schema says', async () => {
  const edition = await everyKindNow();
  for (const [path, schema] of documents) {
    const json: unknown = JSON.parse(textAt(edition, path));
    expect(schema.parse(json), path).toEqual(json);
    await expect(`${JSON.stringify(json, null, 2)}\n`).toMatchFileSnapshot(fileOf(path));
  }
});

test('the feeds of the history are what they were', async () => {
  const edition = await everyKindNow();
  for (const path of ['/history.atom', '/history.rss', '/en/history.atom']) {
    await expect(textAt(edition, path)).toMatchFileSnapshot(fileOf(path));
  }
});

test('the other language and the empty page have the same shape', async () => {
  const edition = await everyKindNow();
  const empty = await editionOf(makeSnapshot([]), now);
  for (const [path, schema] of documents) {
    expect(schema.safeParse(JSON.parse(textAt(edition, `/en${path}`))).error, path).toBeUndefined();
    expect(schema.safeParse(JSON.parse(textAt(empty, path))).error, path).toBeUndefined();
  }
  expect(textAt(edition, '/en/api/v2/incidents.json')).toContain('All servers lost');
});
