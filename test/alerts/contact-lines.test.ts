import { expect, test } from 'vitest';
import { updateMessage } from '../../src/alerts/update-message.ts';
import { makeNotice, makePage, makeUpdate } from '../support/snapshot.ts';

test('telephone and address can be tapped, the operator is named with its address, HTML says what the text says', () => {
  const operator = { name: { ja: 'まなび <連絡網>' }, address: { ja: '東京都\n1-1' } };
  const notice = makeNotice('servers-lost', [makeUpdate('2012-06-20 17:10', 'investigating')]);
  const told = { page: makePage({ operator }) };
  const update = notice.updates[0]!;
  const { outro, intro } = updateMessage({ siteUrl: 'https://x.example' }, { snapshot: told, notice, update, now: update.at }, 'ja'); // prettier-ignore
  expect(outro.text).toContain('---\nまなび <連絡網>\n東京都\n1-1\nこのメールは');
  expect(outro.html).toContain('まなび &#60;連絡網&#62;<br>\n東京都<br>\n1-1<br>');
  expect(outro.html).toContain('電話 <a href="tel:00000000000">000-0000-0000</a>');
  expect(outro.html).toContain('<a href="mailto:support@example.net">');
  expect(outro.html).toContain('<a href="{subscription}">受信設定の変更</a>');
  expect(outro.html).toContain('<a href="{unsubscribe}">配信停止</a>');
  expect(intro.html).toMatch(/^<p style="border-top:4px solid #/);
});
