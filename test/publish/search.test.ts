import { expect, test } from 'vitest';
import { findNotices } from '../../src/publish/search.ts';
import { createTexts } from '../../src/publish/texts.ts';
import { makeNotice, makeSnapshot, makeUpdate } from '../support/snapshot.ts';

const web = makeNotice('web-down', [makeUpdate('2012-06-20 17:10', 'resolved', { body: { ja: '原因はＤＮＳでした。' } })], { components: { web: 'major_outage' } }); // prettier-ignore
const mail = makeNotice('mail-late', [makeUpdate('2012-06-21 17:10', 'resolved', { body: { ja: '遅れました。', en: 'Mail was late.' } })]); // prettier-ignore
const snapshot = makeSnapshot([web, mail]);
const find = (query: string) => findNotices(snapshot, createTexts(), query).notices.map(({ id }) => id);

test('finds by title, text in any language, and the name of what was affected, however it is written', () => {
  expect(find('dns')).toEqual(['web-down']);
  expect(find('ＭＡＩＬ　late')).toEqual(['mail-late']);
  expect(find('website')).toEqual(['web-down']);
  expect(find('の件')).toEqual(['mail-late', 'web-down']);
});

test('every word has to be there; nothing asked finds nothing', () => {
  expect(find('dns late')).toEqual([]);
  expect(find('　 ')).toEqual([]);
});

test('shows the newest of many and says how many there are', () => {
  const many = Array.from({ length: 60 }, (_, index) => makeNotice(`n${index}`, [makeUpdate('2012-06-20 17:10', 'resolved')])); // prettier-ignore
  const found = findNotices(makeSnapshot(many), createTexts(), '本文');
  expect([found.count, found.notices.length]).toEqual([60, 50]);
});
