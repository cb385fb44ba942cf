import { expect, test } from 'vitest';
import { whatIsNews, type Announced } from '../../src/alerts/news.ts';
import { wholeContent } from '../../src/incidents/content-change.ts';
import type { Notice } from '../../src/incidents/notice.ts';
import { reportItems } from '../../src/incidents/report-item.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-06-20 18:00');
const settings = { maxAge: 86_400_000, timeZone: 'Asia/Tokyo' };
const first = makeUpdate('2012-06-20 17:10', 'investigating', { body: { ja: '調べています。' } });
const second = makeUpdate('2012-06-20 17:40', 'identified', { body: { ja: '原因が分かりました。' } });

/** The announcements that a notice has behind it. */
const announcedAs = (notice: Notice): Announced[] =>
  reportItems(notice, now).map(({ at, status, text }, index) => ({
    id: index + 1,
    notice: notice.id,
    at,
    status,
    text,
  }));
/** What the page holds, as it is compared. */
const pageWith = (notices: Notice[], page = makePage()) =>
  wholeContent(makeSnapshot(notices, { page }), { seenAt: now, now }, 0);
const before = announcedAs(makeNotice('lost', [first]));
const look = (notices: Notice[], announced = before, more: Partial<typeof settings> = {}) =>
  whatIsNews(announced, pageWith(notices), now, { ...settings, ...more });
const reasonsOf = (news: ReturnType<typeof look>) => news.notMailed.map(({ reason }) => reason);

test('a report that was not announced is news, one that was is not', () => {
  const news = look([makeNotice('lost', [first, second])]);
  expect(news.news.map(({ at }) => at)).toEqual([second.at]);
  expect(news).toMatchObject({ notMailed: [], moved: [], renamed: [], edited: [], withdrawn: [] });
});

test('at the first start everything counts as announced, on a page that began empty nothing does', () => {
  const notices = [makeNotice('lost', [first])];
  const start = whatIsNews([], pageWith(notices), now, { ...settings, timeZone: null });
  expect(start.news).toEqual([]);
  expect(reasonsOf(start)).toEqual(['first_start']);
  expect(look(notices, []).news).toHaveLength(1);
});

test.each([
  ['retracted', { retracted: true }],
  ['notify_false', { notify: false }],
  ['correction', { corrected: tokyo('2012-06-20 17:50') }],
] as const)('a new report is not mailed: %s', (reason, more) => {
  const news = look([makeNotice('lost', [first, { ...second, ...more }])]);
  expect(news.news).toEqual([]);
  expect(reasonsOf(news)).toEqual([reason]);
});

test('not mailed either: too old, overtaken, of a file that was not understood', () => {
  expect(reasonsOf(look([makeNotice('old', [makeUpdate('2012-06-19 17:59', 'investigating')])], []))).toEqual([
    'too_old',
  ]);
  expect(reasonsOf(look([makeNotice('lost', [makeUpdate('2012-06-20 17:00', 'investigating'), first])]))).toEqual([
    'overtaken',
  ]);
  const broken = { reason: 'no time', text: '##', mailable: false };
  expect(reasonsOf(look([makeNotice('bad', [first], { broken })], []))).toEqual(['broken']);
  expect(look([makeNotice('bad', [first], { broken: { ...broken, mailable: true } })], []).news).toHaveLength(1);
});

test('two new reports of one notice do not overtake each other, and a mistyped future overtakes nothing', () => {
  expect(look([makeNotice('lost', [first, second])], []).news).toHaveLength(2);
  const future = makeUpdate('2012-06-21 17:10', 'investigating', { body: { ja: '明日の日付です。' } });
  const news = look([makeNotice('lost', [first, second, future])], announcedAs(makeNotice('lost', [first, future])));
  expect(news.news.map(({ at }) => at)).toEqual([second.at]);
});

test('a corrected time and a rename are no news', () => {
  const moved = look([makeNotice('lost', [{ ...first, at: tokyo('2012-06-20 17:12') }])]);
  expect(moved.news).toEqual([]);
  expect(moved.moved.map(({ announced, report }) => [announced.at, report.at])).toEqual([
    [first.at, tokyo('2012-06-20 17:12')],
  ]);
  const renamed = look([makeNotice('all-lost', [first, second])]);
  expect(renamed.renamed).toEqual([{ from: 'lost', to: 'all-lost' }]);
  expect(renamed.news.map(({ at }) => at)).toEqual([second.at]);
});

test('an edited text is told, and so is what is gone or taken back', () => {
  expect(look([makeNotice('lost', [{ ...first, body: { ja: '別の文。' } }])]).edited).toHaveLength(1);
  expect(look([]).withdrawn).toEqual(before);
  expect(look([makeNotice('lost', [{ ...first, retracted: true }])]).withdrawn).toEqual(before);
  expect(look([makeNotice('lost', [first], { draft: true })]).withdrawn).toEqual(before);
  const broken = { reason: 'x', text: 'x', mailable: false };
  expect(look([makeNotice('lost', [], { broken })]).withdrawn).toEqual([]);
});

test('a new time zone announces nothing', () => {
  const content = pageWith([makeNotice('lost', [first, second])], makePage({ time_zone: 'UTC' }));
  const news = whatIsNews(before, content, now, settings);
  expect(news.news).toEqual([]);
  expect(reasonsOf(news)).toEqual(['time_zone']);
});
