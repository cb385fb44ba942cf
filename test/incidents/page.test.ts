import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPage } from '../../src/incidents/read-page.ts';
import { badPageText, goodPageText } from '../support/notice.ts';

test('a good page, and the sample page, are read without a finding', () => {
  expect(readPage(goodPageText, 'page.yaml').findings).toEqual([]);
  const { page, findings } = readPage(readFileSync('incidents/page.yaml'), 'page.yaml');
  expect(findings).toEqual([]);
  expect(page).toMatchObject({ language: 'ja', time_zone: 'Asia/Tokyo', contacts: { telephone: '000-0000-0000' } });
});

const bomb = [
  'a: &a [x]',
  ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefgh'.charAt(index)},`.repeat(9)}]`),
];

test.each([
  ['a telephone number without quotes', `${goodPageText}contacts: { telephone: 0312345678 }\n`, 12, 24, /read as a number.*"0312345678"/],
  ['an id twice', badPageText('id: mail', 'id: web'), 10, 15, /"web" stands twice/],
  ['an id with capitals', badPageText('id: mail', 'id: Mail'), 10, 15, /small letters/],
  ['languages without its own', `${goodPageText}languages: [en]\n`, 12, 12, /lacks the page's own language "ja"/],
  ['a time zone that is none', badPageText('Asia/Tokyo', 'Asia/Tokio'), 4, 12, /no time zone "Asia\/Tokio"/],
  ['a length of time that is none', `${goodPageText}hold: soon\n`, 12, 7, /"soon" is no length/],
  ['a first day that is none', badPageText('id: web', 'id: web, start_date: 2010-4-1'), 9, 32, /"2010-4-1" is no day/],
  ['a setting with a slip', `${goodPageText}primry: [x]\n`, 12, 1, /no setting.*"primary"/],
  ['a key twice', `${goodPageText}name: x\n`, 12, 1, /not YAML/],
  ['no components', 'name: x\n', 1, 1, /"components" is missing/],
  ['nothing', '', 1, 1, /missing or empty/],
  ['an alias bomb', `${bomb.join('\n')}\n`, 4, 8, /unfold without end/],
  ['more than 64 kB', '#'.repeat(66_000), 1, 1, /larger than 64 kB/],
  ['other bytes', Uint8Array.from([0x61, 0x3a, 0x20, 0x83, 0x54]), 1, 4, /83 54 are not UTF-8/],
])('page.yaml is refused: %s', (_name, text, line, column, words) => {
  const started = performance.now();
  const { page, findings } = readPage(text, 'page.yaml');
  expect(page).toBeNull();
  expect(findings.map((one) => ({ ...one, text: `${one.what} ${one.cure}` }))).toContainEqual(
    expect.objectContaining({ severity: 'error', file: 'page.yaml', line, column, text: expect.stringMatching(words) as string }),
  );
  expect(performance.now() - started).toBeLessThan(1000);
}); // prettier-ignore

test('a page without privacy or operator is warned of', () => {
  const { page, findings } = readPage(badPageText('privacy: お知らせにだけ使います。\n', ''), 'page.yaml');
  expect(page).not.toBeNull();
  expect(findings).toEqual([
    expect.objectContaining({ severity: 'warning', what: 'The page does not say what addresses are used for.' }),
  ]);
});

test('everything wrong with page.yaml is told at once', () => {
  const text = `${badPageText('Asia/Tokyo', 'Asia/Tokio')}hold: soon\nprimry: [x]\nalternates: [nowhere]\n`;
  const { findings } = readPage(text, 'page.yaml');
  expect(findings.filter(({ severity }) => severity === 'error').map(({ line }) => line)).toEqual([4, 12, 13, 14]);
});
