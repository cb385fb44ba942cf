import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import BetterSqlite from 'better-sqlite3';
import { expect, test } from 'vitest';

/** The first version without the holes we know of; null: not to be installed at all. */
const floors: Readonly<Record<string, string | null>> = {
  astro: '7.3.5', // Host and X-Forwarded-* believed, /_image and server islands, slot names
  '@astrojs/node': '11.1.6', // malformed If-Match kept for a year, JSON without end
  nodemailer: '10.6.0', // header and envelope injection
  'better-sqlite3': '13.0.2', // a crash when a thread ends
  marked: '4.0.10', // patterns without end
  'sanitize-html': '2.17.0', // entities let through
  yaml: '2.2.2', // a crash on a crafted text
  'js-yaml': '4.3.2', // merge keys without end
  devalue: '5.3.2', // prototype pollution
  cookie: '0.7.0', // names that break out
  'fast-xml-parser': '5.3.4', // entities without end
  'light-my-request': '6.0.0',
  undici: '7.5.0',
  sharp: '0.35.0', // images that run code; for building only, see below
  'markdown-it': null, // quadratic; we have marked
  mailparser: null, // drags in an old nodemailer; we have postal-mime
};

interface Locked {
  readonly version: string;
  readonly dev?: boolean;
}
const lockfile = fileURLToPath(new URL('../../package-lock.json', import.meta.url));
const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as { packages: Record<string, Locked> };

function isBelow(version: string, floor: string): boolean {
  const [ours = [], least = []] = [version, floor].map((text) => text.split('-')[0]?.split('.').map(Number));
  const at = least.findIndex((number, index) => number !== ours[index]);
  return at !== -1 && (ours[at] ?? 0) < (least[at] ?? 0);
}

test.each(Object.entries(floors))('every %s that is installed is at least %s', (name, floor) => {
  const all = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
  if (floor === null) return expect(all).toEqual([]);
  expect(all.length).toBeGreaterThan(0);
  for (const [path, { version }] of all) expect(isBelow(version, floor), `${path} ${version}`).toBe(false);
});

test('versions are compared as numbers', () => {
  expect(isBelow('10.0.0', '9.9.9')).toBe(false);
  expect(isBelow('1.9.0', '1.10.0')).toBe(true);
  expect(isBelow('7.3.5', '7.3.5')).toBe(false);
});

test('SQLite does not lose what it had written when its log begins anew', () => {
  const db = new BetterSqlite(':memory:');
  const version = db.prepare('SELECT sqlite_version()').pluck().get() as string;
  db.close();
  expect(isBelow(version, '3.51.3'), version).toBe(false);
});

test('what draws images is not there when the program runs', () => {
  expect(packages['node_modules/sharp']?.dev).toBe(true);
  const { dependencies } = packages[''] as unknown as { dependencies: Record<string, string> };
  expect(Object.keys(dependencies)).not.toContain('sharp');
});
