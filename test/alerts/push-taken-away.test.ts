import { expect, test } from 'vitest';
import { begin, first, lost, second } from '../support/answering.ts';
import { makeNotice } from '../support/snapshot.ts';

test('what a remote had written and does not stand is never said to be live', async () => {
  const { follow, last } = await begin();
  await follow({ commit: 'c1', notices: [lost([first])] });
  await follow({ commit: 'c2', notices: [lost([first])], changed: [], kept: ['lost.md'] });
  expect((await last())?.subject).toBe('【非公開】lost.md');
  expect((await last())?.text).toMatch(
    /^公開できませんでした。コミット c2\n\n■ lost\.md\n問題: リモート.*\n直し方: \/health/,
  );
  const other = makeNotice('other', [second], { title: { ja: '別の障害' } });
  await follow({ commit: 'c3', notices: [lost([first]), other], changed: [other], kept: ['lost.md'] });
  expect((await last())?.subject).toBe('【一部非公開】lost.md');
  expect((await last())?.text).toMatch(/^公開しました.*\n\n■ lost\.md\n/);
});

test('a single report that is gone is not called an update, and nothing is said of one that moved', async () => {
  const { follow, last } = await begin();
  await follow({ commit: 'c1', notices: [lost([first, second])] });
  await follow({ commit: 'c2', notices: [lost([first])], before: [lost([first, second])] });
  expect((await last())?.text).toContain('「サーバーに接続できません」の第2報をページから外しました。');
  expect((await last())?.text).not.toContain('内容を更新しました');
  await follow({ commit: 'c3', notices: [lost([{ ...first, at: first.at + 60_000 }])], before: [lost([first])] });
  expect((await last())?.text).not.toContain('ページから外しました');
});
