import { runInNewContext } from 'node:vm';
import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import { renderTail } from '../../src/publish/make-edition.ts';
import { editionNeeds, editionOf, textAt } from '../support/edition.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-06-20 20:30');
const outage = makeNotice('all-down', [makeUpdate('2012-06-20 17:10', 'investigating')], {
  components: { web: 'major_outage' },
  title: { ja: '障害 </script><b>', en: 'Outage' },
});
const over = makeNotice('over', [makeUpdate('2012-05-20 17:10', 'investigating'), makeUpdate('2012-05-20 18:00', 'resolved')]); // prettier-ignore

async function sitemap(notices: Notice[]) {
  const current = { state: 'current', asOf: now } as const;
  const response = await renderTail(editionNeeds(), makeSnapshot(notices), current, now, '/sitemap.xml');
  if (response === null) throw new Error('there is no sitemap');
  return Buffer.from(response.body).toString('utf8');
}

test('the sitemap names every page in every language with its other languages, and nothing that stands in for a page', async () => {
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'url' });
  const { urlset } = parser.parse(await sitemap([outage, over])) as { urlset: { url: Record<string, unknown>[] } };
  const found = urlset.url.map(({ loc }) => String(loc).replace('https://status.example.org', ''));
  expect(found).toEqual(
    expect.arrayContaining(['/', '/en', '/subscribe', '/history/2012-05', '/incidents/over', '/en/incidents/all-down']),
  );
  expect(found.filter((path) => /404|embed|outcome|search/.test(path))).toEqual([]);
  expect(new Set(found).size).toBe(found.length);
  const notice = urlset.url.find(({ loc }) => String(loc).endsWith('org/incidents/over'));
  expect(notice).toMatchObject({
    lastmod: '2012-05-20T09:00:00.000Z',
    'xhtml:link': [
      { '@_hreflang': 'ja', '@_href': 'https://status.example.org/incidents/over' },
      { '@_hreflang': 'en', '@_href': 'https://status.example.org/en/incidents/over' },
    ],
  });
  const edition = await editionOf(makeSnapshot([outage, over]), now);
  expect(edition.tail.has('/sitemap.xml')).toBe(true);
  expect(textAt(edition, '/robots.txt')).toContain('Sitemap: https://status.example.org/sitemap.xml');
});

test('the manifest is in the language of its page', async () => {
  const edition = await editionOf(makeSnapshot([]), now);
  expect(JSON.parse(textAt(edition, '/manifest.webmanifest'))).toMatchObject({ lang: 'ja', start_url: '/' });
  expect(JSON.parse(textAt(edition, '/en/manifest.webmanifest'))).toMatchObject({ lang: 'en', start_url: '/en' });
});

test('others may frame /embed and nothing else, and any site may load /embed.js', async () => {
  const { ready } = await editionOf(makeSnapshot([outage]), now);
  const policies = [...ready].map(([path, { headers }]) => [path, headers['content-security-policy']] as const);
  const open = policies.filter(([, policy = '']) => !policy.includes("frame-ancestors 'none'"));
  expect(open.map(([path]) => path).toSorted()).toEqual(['/embed', '/en/embed']);
  expect(ready.get('/embed.js')?.headers['access-control-allow-origin']).toBe('*');
});

test('embed.js holds words only while something is open, and never for an exercise', async () => {
  const script = async (...notices: Notice[]) => textAt(await editionOf(makeSnapshot(notices), now), '/embed.js');
  const exercise: Notice = { ...outage, id: 'drill', type: 'exercise' };
  for (const quiet of [await script(), await script(over), await script(exercise)]) {
    expect(quiet).toBe('// Nothing is open.\n');
  }
  const said = await script(outage);
  expect(said).not.toContain('</script>');
  expect(said).toContain('https://status.example.org/incidents/all-down');
  expect(await script(outage, { ...outage, id: 'second' })).toContain('"link":"https://status.example.org/"');
  // It must not throw where there is no page yet.
  const waits: unknown[] = [];
  runInNewContext(said, { document: {}, addEventListener: (event: string) => waits.push(event) });
  expect(waits).toEqual(['DOMContentLoaded']);
});
