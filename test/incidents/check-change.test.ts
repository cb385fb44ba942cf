import { expect, test } from 'vitest';
import { checkChange } from '../../src/incidents/check-change.ts';
import { jst, now, page } from '../support/notice.ts';

const files = (all: Record<string, string>) =>
  new Map(Object.entries(all).map(([name, text]) => [name, new TextEncoder().encode(text)]));

/** What a change of files gives to say, as `line: severity: what cure`. */
function said(before: Record<string, string>, after: Record<string, string>, at = now): string[] {
  const findings = checkChange({ page, now: at, before: files(before), after: files(after) });
  return findings.map(({ file, line, severity, what, cure }) => `${file}:${line} ${severity}: ${what} ${cure}`);
}

const down = '# 題\n## 2012-06-30 11:00 調査中\nnext: 13:00\n\n調べています。\n';
const more = (heading: string, text = '\n続きです。') => `${down}\n## ${heading}\nnext: 13:00\n${text}\n`;
const name = '2012-06-30-x.md';

test.each([
  ['a new report', down, more('2012-06-30 11:58 監視中'), []],
  ['a time corrected', more('2012-06-30 11:30 監視中'), more('2012-06-30 11:33 監視中'), []],
  ['a text corrected, and said so', down, down.replace('13:00', '13:00\ncorrected: 11:59').replace('調べて', '見て'), []],
  ['line ends and spaces', down, down.replaceAll('\n', '\r\n'), []],
  ['a text changed', down, down.replace('調べて', '見て'), [/:2 warning: The text of this report .*"corrected: 2012-06-30 12:00"/]],
  ['a status changed', down, down.replace('調査中', '監視中'), [/:2 warning: .*published as investigating and says monitoring/]],
  ['a report deleted', more('2012-06-30 11:30 監視中'), down, [/:2 error: The report of 2012-06-30 11:30 .*"retracted: true"/]],
  ['a draft of what is published', down, `---\ndraft: true\n---\n${down}`, [/:1 error: .*would disappear as a draft/]],
  ['time and text at once', down, down.replace('11:00', '11:05').replace('調べて', '見て'), [/:2 error: Time and text of the report of 2012-06-30 11:00 .*in one commit/]],
  ['time and text at once, and said so', down, down.replace('11:00', '11:05').replace('13:00', '13:00\ncorrected: 11:59').replace('調べて', '見て'), []],
  ['an older report than one published', down, more('2012-06-30 10:30'), [/:7 warning: Nobody is mailed .*later one \(2012-06-30 11:00\)/]],
  ['a report of seven hours ago', '', down.replace('11:00', '05:00'), [/:2 warning: .*more than 6 hours back/]],
  ['a report of two days ago', '', down.replace('30 11:00', '28 11:00'), [/:2 warning: Nobody .*more than 24 hours back.*mail announce/]],
  ['notify: false', down, more('2012-06-30 11:58', 'notify: false\n\n続き'), [/:7 warning: Nobody .*"notify: false"/]],
  ['an exercise', '', `---\ntype: exercise\n---\n${down}`, [/:5 warning: .*volunteered/]],
] as [string, string, string, RegExp[]][])('%s', (_name, before, after, expected) => {
  const found = said(before === '' ? {} : { [name]: before }, { [name]: after });
  expect(found).toEqual(expected.map((words) => expect.stringMatching(words) as string));
}); // prettier-ignore

test('a notice deleted is refused, one renamed is not', () => {
  expect(said({ [name]: down }, {})).toEqual([
    expect.stringMatching(/:1 error: This notice was published and is gone/),
  ]);
  expect(said({ [name]: down }, { '2012-06-30-y.md': down })).toEqual([]);
});

test('a broken file is told of its own errors first', () => {
  expect(said({ [name]: down }, { [name]: '# 題\n## 25時 何か\n' }).join('\n')).not.toMatch(/is gone/);
});

test('other files are passed over', () => {
  expect(said({ 'README.md': 'x' }, { '_templates/a.md': 'y', 'page.yaml': 'z' }, jst('2012-06-30 12:00'))).toEqual([]);
});
