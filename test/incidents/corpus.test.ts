import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import { read } from '../support/notice.ts';

/**
 * Good and broken notices, a file each, with what must be read and found beside it. `CORPUS=write` writes the second from
 * the first: read every line of the difference before you commit it.
 */
const folder = join(import.meta.dirname, 'corpus');
const names = readdirSync(folder).filter((name) => /^[a-z-]+\.md$/.test(name));

test.each(names)('%s', (name) => {
  const file = (path: string) => readFileSync(join(folder, path));
  const english = name.replace('.md', '.en.md');
  const translations: Record<string, Uint8Array> = readdirSync(folder).includes(english) ? { en: file(english) } : {};
  const { notice, findings } = read(file(name), { name: `2012-06-20-${name}`, translations });
  const found = findings.map((one) => `${one.line}:${one.column} ${one.severity}: ${one.what} ${one.cure}`);
  const reading = { ...(notice === null ? {} : reduced(notice)), findings: found };
  const expected = join(folder, name.replace('.md', '.json'));
  if (process.env['CORPUS'] === 'write') writeFileSync(expected, `${JSON.stringify(reading, null, 2)}\n`);
  expect(reading).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
});

/** The notice without what is as always, times as a clock in Japan shows them. */
function reduced({ updates, id: _id, language: _language, broken, ...settings }: Notice): Record<string, unknown> {
  const reports = updates.map(({ at, number: _number, publishedAt: _publishedAt, line: _line, ...report }) => {
    return { at: shown(at), ...unusual(report) };
  });
  return { ...unusual(settings), ...(broken === undefined ? {} : { mailable: broken.mailable }), reports };
}

function unusual(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const usual = [undefined, false, '[]', '{}'];
  return Object.fromEntries(
    Object.entries(fields)
      .filter(
        ([key, value]) =>
          !usual.includes(typeof value === 'object' ? JSON.stringify(value) : (value as string)) &&
          !(key === 'notify' && value === true),
      ) // prettier-ignore
      .map(([key, value]) => [key, key === 'notify' ? 'no' : typeof value === 'number' ? shown(value) : value]),
  );
}

function shown(at: number): string {
  return new Date(at + 9 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ').replace(/:00$/, '');
}
