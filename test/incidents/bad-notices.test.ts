import { describe, expect, test } from 'vitest';
import { read, jst } from '../support/notice.ts';

const body = '\n\n文です。\n';
const one = (heading: string, text = body) => `# 題\n## ${heading}${text}`;
const header = (lines: string) => `---\n${lines}\n---\n## 17:10 調査中\nnext: 18:00${body}`;
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)));

/** Line, column, and words of what and cure; the finding is an error. */
const errors: [string, string | Uint8Array, number, number, RegExp][] = [
  ['an unknown status', one('2012-06-20 17:10 investigatin'), 2, 21, /"investigatin" is no status.*"investigating"/],
  ['an unknown word for a status', one('2012-06-20 17:10 exploded'), 2, 21, /"exploded" is no status.*Use one of/],
  ['a Japanese slip', one('17:10 調査'), 2, 10, /"調査" is no status.*investigating/],
  ['a word for the opposite of a status', one('17:10 復旧中'), 2, 10, /"復旧中" is no status. Use one of/],
  ['a status of the other kind', one('17:10 実施中'), 2, 10, /status of a maintenance.*type: maintenance/],
  ['two statuses', one('17:10 We resolved it, monitoring'), 2, 13, /names two statuses, resolved and monitoring/],
  ['a day that is not', one('2012-06-31 17:10 調査中'), 2, 4, /There is no time "2012-06-31 17:10".*YYYY-MM-DD/],
  ['an hour that is not', one('48:70 調査中'), 2, 4, /There is no time "48:70"/],
  ['a report from the future', one('2012-06-30 12:11 調査中'), 2, 1, /10 minutes in the future/],
  ['two reports at one instant', one('17:10 調査中') + `## 17:10 復旧${body}`, 5, 1, /same time \(the other is on line 2\).*20 17:10:30\./],
  ['no report', '# 題\n\n文です。\n', 1, 1, /no report.*## 調査中/],
  ['no title', '## 17:10 調査中\n\n文\n', 1, 1, /no title/],
  ['a report without text', '# 題\n## 17:10 調査中\n', 2, 1, /no text/],
  ['text before the first report', '# 題\n\n迷子\n\n## 17:10 調査中\n\n文\n', 3, 1, /before the first report/],
  ['an unknown component in the header', header('title: t\ncomponents:\n  wbe: major_outage'), 4, 3, /no component "wbe".*"web"/],
  ['an unknown component in a report', one('17:10 調査中', `\nmial: 停止${body}`), 3, 1, /no component "mial".*"mail"/],
  ['a group', header('title: t\ncomponents: サービス 停止'), 3, 13, /group of components.*web, mail/],
  ['an unknown state', header('title: t\ncomponents:\n  web: majr_outage'), 4, 8, /"majr_outage" is no state.*major_?outage/],
  ['a component without a state', header('title: t\ncomponents: web'), 3, 13, /state is missing/],
  ['a component set to a sentence', one('17:10 調査中', `\nweb: 戻りました${body}`), 3, 6, /no state of a component/],
  ['an unknown field', header('title: t\nimpakt: major'), 3, 1, /no field of a header.*"impact"/],
  ['a field twice', header('title: t\ntitle: u'), 3, 1, /stands twice/],
  ['a header line that is no field', header('title: t\njust words'), 3, 1, /no "key: value"/],
  ['an impact that is none', header('title: t\nimpact: huge'), 3, 9, /"huge" is no value/],
  ['a switch that is neither', header('title: t\ndraft: perhaps'), 3, 8, /neither true nor false/],
  ['a field of a report in the header', header('title: t\nnext: 18:00'), 3, 1, /belongs to a report/],
  ['a next that is no time', one('17:10 調査中', `\nnext: soon${body}`), 3, 7, /"soon" is no time/],
  ['a maintenance without its times', '---\ntitle: t\ntype: maintenance\n---\n## 17:10 予定\n\n文\n', 1, 1, /time at which it starts/],
  ['a schedule in an incident', header('title: t\nscheduled_for: 2012-06-25 02:00'), 3, 1, /belongs to a maintenance/],
  ['an end before the start', '---\ntitle: t\ntype: maintenance\nscheduled_for: 2012-06-25 02:00\nscheduled_until: 2012-06-25 01:00\n---\n## 17:10 予定\n\n文\n', 5, 18, /ends before it starts/],
  ['a reminder that is no length', header('title: t\nremind: often'), 3, 9, /"often" is no length/],
  ['a header that never ends', `---\ntitle: t\n\n## 17:10 調査中${body}`, 1, 1, /header never ends/],
  ['a header without a fence above', `title: t\n---\n## 17:10 調査中${body}`, 1, 1, /no --- above/],
  ['a code block that never ends', one('17:10 調査中') + '\n```\n## 18:00 復旧\n\n文\n', 6, 1, /never closed/],
  ['a blank of a template', one('17:10 調査中', '\n\n〇〇が使えません。\n'), 4, 1, /"〇〇" was left/],
  ['a TODO', one('17:10 調査中', '\n\nWrite: TODO\n'), 4, 8, /"TODO" was left/],
  ['a merge left unfinished', one('17:10 調査中') + '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n', 5, 1, /merge was left/],
  ['Shift_JIS', bytes('# a\nb ', [0x83, 0x54, 0x81, 0x5b]), 2, 3, /bytes 83 54 81 5B are not UTF-8; the file looks like Shift_JIS. Save the file as UTF-8/],
  ['a NUL', one('17:10 調査中', '\n\na\u0000b\n'), 4, 2, /NUL/],
  ['more than 64 kB', one('17:10 調査中', `\n\n${'x'.repeat(66_000)}\n`), 1, 1, /larger than 64 kB/],
  ['an empty file', '\n', 1, 1, /empty/],
  ['newest first with times alone', `# 題\n## 11:50 復旧${body}## 09:10 調査中${body}`, 5, 1, /would be tomorrow.*oldest report first/],
]; // prettier-ignore

describe('a bad notice is refused', () => {
  test.each(errors)('%s', (name, file, line, column, words) => {
    const options = name.startsWith('newest') ? { name: '2012-06-30-x.md' } : {};
    const { notice, findings } = read(file, options);
    const found = findings.map((one) => ({ ...one, text: `${one.what} ${one.cure}` }));
    expect(found).toContainEqual(
      expect.objectContaining({ severity: 'error', line, column, text: expect.stringMatching(words) as string }),
    );
    expect(notice?.broken?.reason).toMatch(/^2012-06-\d\d-x\.md:\d+:\d+: error: /);
  });
});

const warnings: [string, string, number, number, RegExp][] = [
  ['a heading of level three', one('17:10 調査中') + `### 18:00 復旧${body}`, 5, 1, /looks like a report.*## 17:10/],
  ['a date without a year', one('17:10 調査中') + `## 6/20 18:00 復旧${body}`, 5, 1, /looks like a report/],
  ['a status with a slip and no time', one('17:10 調査中') + `## 監視${body}`, 5, 1, /looks like a report/],
  ['a field with a slip', one('17:10 調査中', `\nnxt: 18:00${body}`), 3, 1, /"nxt" is no field.*"next"/],
  ['no next on an open incident', one('17:10 調査中'), 2, 1, /when the next report comes/],
  ['a status inside a longer word', one('17:10 復旧作業終了'), 2, 10, /"復旧" inside "復旧作業終了"/],
  ['a component gone from an old notice', one('17:10 復旧', `\nfax: 停止${body}`), 3, 1, /no component "fax" any more/],
  [
    'a slip in the name of a component of a closed notice',
    one('17:10 復旧', `\nmial: 停止${body}`),
    3,
    1,
    /no component "mial" any more.*Did you mean "mail"\?/,
  ],
  ['nothing but the number of a report', one('17:10 調査中') + `## 第2報${body}`, 5, 1, /names no time and no status/],
  ['a component left down', one('17:10 復旧', `\nweb: 停止${body}`), 2, 1, /"web" stays major_outage/],
];

test.each(warnings)('a doubtful notice is published with a warning: %s', (_name, file, line, column, words) => {
  const { notice, findings } = read(file);
  const found = findings.map((one) => ({ ...one, text: `${one.what} ${one.cure}` }));
  expect(found).toContainEqual(
    expect.objectContaining({ severity: 'warning', line, column, text: expect.stringMatching(words) as string }),
  );
  expect(notice?.broken).toBeUndefined();
});

test.each([
  ['2026-03-29 02:30', /never comes.*2026-03-29 02:30\+01:00/],
  ['2026-10-25 02:30', /comes twice.*2026-10-25 02:30\+02:00 or 2026-10-25 02:30\+01:00/],
])('a time that a clock change makes double or impossible asks for an offset: %s', (time, words) => {
  const at = jst('2026-11-01 12:00');
  const { findings } = read(one(`${time} resolved`), { zone: 'Europe/Berlin', at });
  expect(`${findings[0]?.what ?? ''} ${findings[0]?.cure ?? ''}`).toMatch(words);
  const { notice } = read(one(`${time}+01:00 resolved`), { zone: 'Europe/Berlin', at });
  expect(notice?.updates[0]?.at).toBe(Date.parse(`${time.replace(' ', 'T')}+01:00`));
});

test('what could be read of a broken notice is kept, and mailed only when time, status and text were understood', () => {
  const blank = read(one('17:10 調査中', '\n\n〇〇です。\n')).notice;
  expect(blank?.updates[0]?.body['ja']).toBe('〇〇です。');
  expect(blank?.broken).toMatchObject({ mailable: true, text: expect.stringContaining('〇〇です。') as string });
  expect(read(one('17:10 exploded')).notice?.broken?.mailable).toBe(false);
  expect(read(bytes('# a\n## 17:10 investigating\n\n', [0x83, 0x54])).notice?.broken?.mailable).toBe(false);
});

test('an error in a translation leaves the original whole', () => {
  const { notice, findings } = read(one('17:10 復旧'), {
    translations: { en: '# T\n## 18:00\n\nText.\n', fr: '# T\n' },
  });
  expect(notice?.broken).toBeUndefined();
  expect(findings.map(({ file, line, severity }) => [file, line, severity])).toEqual([
    ['2012-06-20-x.en.md', 2, 'error'],
    ['2012-06-20-x.fr.md', 1, 'error'],
  ]);
});

test('600 mutations of a notice never throw', () => {
  const good = header('title: t\ncomponents: web 停止') + `## 18:00 復旧${body}`;
  const signs = ['\n', ':', '#', '-', '：', '9', '\u0000', '```', '{', '調'];
  for (let index = 0; index < 600; index++) {
    const place = (index * 7919) % good.length;
    const mutated = good.slice(0, place) + (signs[index % signs.length] ?? '') + good.slice(place + (index % 5));
    expect(() => read(mutated)).not.toThrow();
  }
}, 30_000);
