import { format } from 'prettier';
import { expect, test } from 'vitest';
import { languagesOf } from '../../src/publish/view.ts';
import { followedSnapshot, servedFrom } from '../support/followed.ts';
import { editionOf } from '../support/edition.ts';
import { followedAt } from '../support/followed.ts';
import { apiMarkdown } from './api-markdown.ts';
import { apiPaths } from './api-paths.ts';
import { exampleOf, openApi } from './openapi.ts';

/** The documents about the API say what the schemas and the golden files say; `vitest -u` writes them anew. */
const all = Object.values(apiPaths).flat();

test('the OpenAPI document that is served is made from the schemas and the golden files', async () => {
  const text = await format(JSON.stringify(openApi()), { parser: 'json', printWidth: 120 });
  await expect(text).toMatchFileSnapshot('../../public/api/openapi.json');
});

test('docs/api.md shows the same', async () => {
  await expect(apiMarkdown()).toMatchFileSnapshot('../../docs/api.md');
});

test('every reference leads to a shape, every example is what its schema allows', () => {
  const document = openApi() as { components: { schemas: Record<string, unknown> } };
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference);
  expect(references.length).toBeGreaterThan(20);
  for (const reference of references)
    expect(Object.keys(document.components.schemas), reference).toContain(
      reference.replace('#/components/schemas/', ''),
    );
  const operations = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(operations).size).toBe(operations.length);
  for (const one of all) {
    if (one.schema !== undefined) expect(one.schema.safeParse(exampleOf(one)).error, one.path).toBeUndefined();
    expect(String(exampleOf(one)).trim(), one.path).not.toBe('');
  }
});

test('every path is served as the type that is written down, and nothing that programs read is left out', async () => {
  const snapshot = await followedSnapshot();
  const served = await servedFrom(snapshot);
  for (const { path, shown, type } of all) {
    const { headers } = await served(shown);
    expect(headers['content-type']?.split(';')[0], path).toBe(type);
  }
  const edition = await editionOf(snapshot, followedAt);
  const prefixes = languagesOf(snapshot.page).slice(1).map((language) => `/${language}/`); // prettier-ignore
  const documents = [...edition.ready.keys(), ...edition.tail].filter(
    (path) => /\.(json|rss|atom|ics|svg|txt)$/.test(path) && !prefixes.some((prefix) => path.startsWith(prefix)),
  );
  const known = all.map(({ path }) => path);
  const general = documents.map((path) =>
    path
      .replace(/^\/components\/[^/]+\//, '/components/{component}/')
      .replace(/^\/incidents\/[^/]+\.txt$/, '/incidents/{incident}.txt'),
  );
  expect([...new Set(general)].filter((path) => !['/robots.txt', '/favicon.svg'].includes(path)).toSorted()).toEqual(
    known.toSorted(),
  );
});
