import { expect, test } from 'vitest';
import { plainText, renderMarkdown } from '../../src/incidents/markdown.ts';

test('ordinary markdown becomes ordinary HTML, headings below those of the page', () => {
  expect(renderMarkdown('## 原因\n\n**全台**を[確認中](https://example.jp/?a=1&b=2)です。')).toBe(
    '<h3>原因</h3>\n<p><strong>全台</strong>を' +
      '<a href="https://example.jp/?a=1&amp;b=2" rel="noopener noreferrer">確認中</a>です。</p>',
  );
});

test.each([
  ['# a\n## b\n# c', 2, ['h3', 'h4', 'h3']],
  ['### a\n##### b\n#### c\n## d', 3, ['h4', 'h5', 'h5', 'h4']],
  ['# a\n## b\n### c\n#### d', 4, ['h5', 'h6', 'h6', 'h6']],
] as const)('headings follow the one they stand under and skip no step: %j', (text, under, levels) => {
  const html = renderMarkdown(text, under);
  expect([...html.matchAll(/<(h\d)>/g)].map(([, tag]) => tag)).toEqual(levels);
});

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:x)',
  '[x](//evil.example/)',
  '![x](https://evil.example/x.png)',
  '![" onerror="alert(1)](https://evil.example/x.png)',
  '<svg onload=alert(1)><noscript><style></noscript><img src=x onerror=1>',
  '<a href="https://ok.example" onclick="x">x</a>',
  '```"><img src=x onerror=1>\nx\n```',
  '<math><mtext><table><mglyph><style><img src=x onerror=1>',
])('nothing in %s runs or loads', (text) => {
  const tags = renderMarkdown(text).match(/<[^>]*>/g) ?? [];
  const harmless = /^<\/?(p|a|pre|code|br|h\d|table|tr|td)>$/;
  expect(tags.filter((tag) => !harmless.test(tag))).toEqual([]);
});

test('a telephone number is kept in one piece, also within a link', () => {
  expect(renderMarkdown('[窓口](tel:000-0000-0000)（000-0000-0000）')).toBe(
    '<p><a href="tel:000-0000-0000" rel="noopener noreferrer">窓口</a>（<span class="number">000-0000-0000</span>）</p>',
  );
  expect(renderMarkdown('1-2-3-4-5 <b>1-2-3</b>')).not.toContain('<b>');
});

test('HTML is shown as it was written', () => {
  expect(renderMarkdown('ssh <host> で a<br>b')).toBe('<p>ssh &lt;host&gt; で a<br />b</p>');
});

test.each([
  ['!'.repeat(60_000)],
  ['> '.repeat(30_000)],
  ['- '.repeat(30_000)],
  ['[a]('.repeat(15_000)],
  ['*a_'.repeat(20_000)],
  ['1. '.repeat(20_000)],
  ['a'.repeat(200_000)],
])('text that only a machine would write is shown as it is, at once', (text) => {
  const begun = performance.now();
  expect(renderMarkdown(text)).toMatch(/^<pre>/);
  expect(performance.now() - begun).toBeLessThan(500);
});

test('plain text has links written out and no marks', () => {
  expect(plainText('**至急** [窓口](tel:000-0000-0000)へ\n\n- 一\n- 二\n\nhttps://example.jp/')).toBe(
    '至急 窓口 (tel:000-0000-0000)へ\n\n * 一\n * 二\n\nhttps://example.jp/',
  );
});
