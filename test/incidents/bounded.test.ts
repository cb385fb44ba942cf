import { expect, test } from 'vitest';
import { renderMarkdown } from '../../src/incidents/markdown.ts';
import { readPage } from '../../src/incidents/read-page.ts';
import { read } from '../support/notice.ts';

const longest = 65_000;
const units = [
  ' ', '　', '\t', '\n', '#', '# ', '## ', '## a\n', '## 17:10 a\n', '##　17:10　復旧\n', '-', '—', '- ', '> ', '<', '<!--', '<!--\n', '-->',
  '```a\n', '~~~a\n', '~', '`', '*a_', '[', '[](', '![', ']', '(', '|a', 'a|b\n-|-\n', '&', '"', '\\', ':', 'a:', 'a: b\n', 'web 停止,', '\ta\n',
  '- a\n', 'a\n', '1', '第', '第 1', 'report ', '復旧', 'a ', 'a.', '!?', 'http://a ', 'a@b.c ', '2012-06-20 ', '〇', '<<<<<<< ', '👍',
]; // prettier-ignore
const starts = ['', '# t\n## 2012-06-20 17:10 ', '# t\n## 17:10 a\nweb: ', '---\n', '---\ncomponents: ', '---\ncomponents:\n', '# t\n## 17:10 調査中\n\n- ']; // prettier-ignore

/** Time of the processor, so that a busy machine fails no test. One try may meet a collection of garbage: the better of two. */
function milliseconds(run: () => unknown): number {
  const once = () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const first = once();
  return first < 250 ? first : Math.min(first, once());
}

test.each(units)('64 kB of %j are read and shown at once', (unit) => {
  const text = unit.repeat(Math.floor(longest / new TextEncoder().encode(unit).length));
  for (const start of starts) expect(milliseconds(() => read(start + text))).toBeLessThan(600);
  expect(milliseconds(() => renderMarkdown(text))).toBeLessThan(600);
  expect(milliseconds(() => renderMarkdown(`- ${text}`))).toBeLessThan(600);
});

test('5 MB are refused by name, at once', () => {
  const bytes = new Uint8Array(5 * 1024 * 1024).fill(0x61);
  let findings: readonly { what: string }[] = [];
  expect(milliseconds(() => (findings = read(bytes).findings))).toBeLessThan(600);
  expect(findings[0]?.what).toBe('The file is larger than 64 kB.');
});

test('a page.yaml that unfolds without end, or is 64 kB of brackets, is refused at once', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[index] ?? ''}`).join(',')}]`)]; // prettier-ignore
  for (const text of [
    bomb.join('\n'),
    '['.repeat(20_000),
    '{'.repeat(60_000),
    '- '.repeat(30_000),
    '&a '.repeat(20_000),
  ]) {
    let page: unknown = 'unread';
    expect(milliseconds(() => (page = readPage(text, 'page.yaml').page))).toBeLessThan(1500);
    expect(page).toBeNull();
  }
});
