import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Snapshot } from '../../src/incidents/snapshot.ts';
import { openCopyFolder, type CopyFolder } from '../../src/publish/copy/copy-folder.ts';
import { createNoticeHash } from '../../src/publish/copy/copy-prints.ts';
import { writeSite } from '../../src/publish/copy/write-site.ts';
import { editionNeeds } from '../support/edition.ts';
import { temporaryFolder } from '../support/folder.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-06-30 12:00');
const over = Array.from({ length: 12 }, (_, index) =>
  makeNotice(`over-${index}`, [
    makeUpdate('2012-05-01 10:00', 'investigating'),
    makeUpdate('2012-05-01 11:00', 'resolved'),
  ]),
);
const open = makeNotice('open', [makeUpdate('2012-06-30 11:30', 'investigating')]);

/** Writes into one folder, each time as another run of the program would. */
function startWriting(folder = temporaryFolder()) {
  const needs = editionNeeds();
  const hashOf = createNoticeHash();
  const shown = (file: string) => join(folder, 'current/public', file);
  return {
    folder,
    needs,
    shown,
    read: (file: string) => readFileSync(shown(file), 'utf8'),
    write: async (snapshot: Snapshot, at = now, known?: CopyFolder, render = needs.render) => {
      needs.drawn.length = 0;
      const state = { snapshot, freshness: { state: 'current', asOf: at } as const, now: at };
      const site = { ...needs, render, hashOf, sign: 'this program' };
      const course = { atATime: 3, turn: async () => {} };
      return writeSite(site, state, known ?? (await openCopyFolder(folder)), course);
    },
  };
}

test('everything public lies there as files, each with its encoded twins', async () => {
  const { write, read, shown } = startWriting();
  const written = await write(makeSnapshot([...over, open]));
  for (const file of ['index.html', 'en/index.html', 'history/2012-05/index.html', 'incidents/over-11/index.html'])
    expect(read(file)).toContain('</html>');
  expect(JSON.parse(read('api/v2/summary.json'))).toHaveProperty('page');
  expect(gunzipSync(readFileSync(shown('feed.rss.gz'))).toString()).toBe(read('feed.rss'));
  expect(statSync(shown('404.html')).size).toBeGreaterThan(0);
  expect(written.failed).toEqual([]);
});

test('what did not change is neither drawn nor written again, and is one file in both halves', async () => {
  const { write, shown, needs } = startWriting();
  await write(makeSnapshot([...over, open]));
  const inode = () => statSync(shown('incidents/over-3/index.html')).ino;
  const before = inode();
  // A minute later another process: what is under way carries its minute, what is over does not.
  const second = await write(makeSnapshot([...over, open]), now + 60_000);
  expect(needs.drawn.filter((path) => path.includes('over-'))).toEqual([]);
  expect(needs.drawn).toContain('/incidents/open');
  expect(inode()).toBe(before);
  const [changed = open, ...rest] = over;
  const corrected = { ...changed, title: { ja: '別の題' } };
  const third = await write(makeSnapshot([corrected, ...rest, open]), now + 120_000, second.folder);
  // Itself, and those before and after it, which name it.
  const drawn = needs.drawn.filter((path) => path.includes('over-'));
  expect(drawn).toContain('/en/incidents/over-0');
  expect(drawn.length).toBeLessThanOrEqual(6);
  // The tests' pages show no title, the texts do: the same bytes again are not written.
  const written = third.changed.filter((name) => name.includes('over-'));
  expect(written.toSorted()).toEqual(['en/incidents/over-0.txt', 'incidents/over-0.txt']);
});

test('what is gone goes from both halves, and its old address leads on', async () => {
  const { write, shown, read } = startWriting();
  await write(makeSnapshot([...over, open]));
  const { gone } = await write(makeSnapshot([{ ...open, id: 'renamed', formerly: ['open'] }, ...over.slice(1)]));
  expect(gone).toContain('incidents/over-0/index.html');
  expect(existsSync(shown('incidents/over-0/index.html'))).toBe(false);
  expect(read('incidents/open/index.html')).toContain('url=/incidents/renamed');
  expect(readFileSync(shown('../nginx.conf'), 'utf8')).toContain(
    'location = /incidents/open {\n  return 301 /incidents/renamed;',
  );
  await write(makeSnapshot([open]));
  expect(existsSync(shown('incidents/over-0/index.html'))).toBe(false);
  expect(existsSync(shown('incidents/renamed/index.html'))).toBe(false);
});

test('readers see the old files until all new ones are there, also when it is broken off', async () => {
  const { write, read, needs, folder } = startWriting();
  await write(makeSnapshot([open]));
  const before = read('incidents/open/index.html');
  const later = makeSnapshot([{ ...open, title: { ja: '別' } }, ...over]);
  // Half of it is written when the folder for a page cannot be made.
  const half = join(folder, 'b/public/incidents');
  await expect(
    write(later, now + 60_000, undefined, async (path, view) => {
      if (path === '/incidents/over-9') writeFileSync(join(half, 'over-9'), 'in the way');
      return needs.render(path, view);
    }),
  ).rejects.toThrow(/EEXIST|ENOTDIR/);
  expect(read('incidents/open/index.html')).toBe(before);
  const { files } = await write(later, now + 60_000);
  expect(read('incidents/over-9/index.html')).toContain('</html>');
  expect(
    readdirSync(join(folder, 'current/public'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()),
  ).toHaveLength(files);
});

test('what somebody deleted or cut comes back; a page that cannot be drawn keeps its bytes', async () => {
  const { write, read, shown, needs } = startWriting();
  await write(makeSnapshot([...over, open]));
  rmSync(shown('incidents/over-1/index.html'));
  writeFileSync(shown('incidents/over-2/index.html'), '');
  await write(makeSnapshot([...over, open]));
  expect(read('incidents/over-1/index.html')).toContain('</html>');
  expect(read('incidents/over-2/index.html')).toContain('</html>');
  const broken = await write(
    makeSnapshot([...over, { ...open, impact: 'major' }]),
    now + 60_000,
    undefined,
    (path, view) =>
      path === '/incidents/open' ? Promise.reject(new Error('cannot be drawn')) : needs.render(path, view),
  );
  expect(broken.failed).toEqual(['/incidents/open']);
  expect(read('incidents/open/index.html')).toContain('</html>');
});

test('a folder that holds something else is left alone', async () => {
  const { folder, write } = startWriting();
  writeFileSync(join(folder, 'thesis.txt'), 'years of work');
  await expect(write(makeSnapshot([open]))).rejects.toThrow('no export of this program');
  expect(readdirSync(folder)).toEqual(['thesis.txt']);
});
