import { expect, test } from 'vitest';
import { followedSnapshot, servedFrom, textOf } from '../support/followed.ts';

/** What programs read, byte for byte. A change here is a change for every reader: look at it, then `vitest -u`. */
const paths = [
  '/feed.rss',
  '/feed.atom',
  '/feed.json',
  '/en/feed.rss',
  '/en/feed.atom',
  '/en/feed.json',
  '/components/support/feed.rss',
  '/components/support/feed.atom',
  '/components/support/feed.json',
  '/calendar.ics',
  '/en/calendar.ics',
  '/components/support/calendar.ics',
  '/badge.svg',
  '/en/badge.svg',
  '/components/mail/badge.svg',
  '/en/components/service/badge.svg',
  '/status.txt',
  '/en/status.txt',
  '/status-spoken.txt',
  '/en/status-spoken.txt',
  '/incidents/2025-07-09-mail-late.txt',
  '/en/incidents/2025-07-09-mail-late.txt',
  '/incidents/2025-07-20-line.txt',
];

test('what programs read is what it was', async () => {
  const served = await servedFrom(await followedSnapshot());
  for (const path of paths) await expect(textOf(await served(path)), path).toMatchFileSnapshot(goldenFile(path));
});

test('the same content, read from another folder, gives the same bytes', async () => {
  const [one, other] = [await servedFrom(await followedSnapshot()), await servedFrom(await followedSnapshot())];
  for (const path of paths) expect(textOf(await one(path)), path).toBe(textOf(await other(path)));
});

function goldenFile(path: string): string {
  return `golden/${path.slice(1).replaceAll('/', '-')}`;
}
