import { pino } from 'pino';
import { expect, test } from 'vitest';
import { announce } from '../../src/alerts/announce.ts';
import { partOfContent } from '../../src/incidents/content-change.ts';
import { openAlerting } from '../support/alerting.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

test('a word mended in a notice that was old at the start makes its reports no news that nobody is mailed', async () => {
  const { database, announce: start } = openAlerting();
  await start(makeSnapshot([]), '2012-06-20 09:00');
  const old = (title: string) =>
    makeNotice('old', [makeUpdate('2012-06-01 17:10', 'resolved')], { title: { ja: title } });
  const now = tokyo('2012-06-20 10:00');
  const [before, after] = [old('まちがった題'), old('直した題')];
  const content = partOfContent(makeSnapshot([after]), [after], [before], {
    files: ['old.md'],
    kept: [],
    seenAt: now,
    now,
  });
  const needs = { database, log: pino({ level: 'silent' }), siteUrl: 'https://status.example', maxAge: 86_400_000 };
  const result = await announce(needs, { content, notices: [after], absent: new Set() }, now);
  expect(result).toMatchObject({ announced: [], notMailed: [], moved: [], withdrawn: 0 });
});
