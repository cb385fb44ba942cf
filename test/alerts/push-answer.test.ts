import { expect, test } from 'vitest';
import type { Finding } from '../../src/incidents/finding.ts';
import { begin, finding, first, lost, second } from '../support/answering.ts';
import { makePage, tokyo } from '../support/snapshot.ts';

test('a push with a report is answered: live, how fast, the mail as it is sent, how many get it', async () => {
  const { follow, told } = await begin();
  await follow({ commit: '0123456789abcdef', notices: [lost([first])] });
  await follow({ commit: '0123456789abcdef', notices: [lost([first])] });
  const [answer, ...others] = await told();
  expect(others).toEqual([]);
  expect(answer?.subject).toBe('【公開済】第1報・調査中 サーバーに接続できません');
  expect(answer?.text).toBe(`公開しました（0.2秒）。コミット 0123456789

■ 第1報・調査中 サーバーに接続できません
1人にメールしています。
ses だけで送る場合: 約2分（設定した速度と日ごとの上限による）
small だけで送る場合: 約1分（設定した速度と日ごとの上限による）
https://status.example/incidents/lost

メールの内容:
> 件名: 【障害】第1報・調査中 サーバーに接続できません
>
> 状況：調査中・第1報
> サーバーに接続できません
> 発生：2012年6月20日(水) 17:10 JST
>
> ■ 第1報・調査中
> 2012年6月20日(水) 17:10 JST
>
> 原因を調べています。
>
> お問い合わせ：電話 000-0000-0000、メール support@example.net、受付時間 月–金 09:00–17:00
>
> これまでの報告と続報はこちらでご覧いただけます。
> https://status.example/incidents/lost
>
> ---
> まなび連絡網株式会社
> このメールは、「まなび連絡網」のお知らせメールに登録された方にお送りしています。
> 受信設定の変更：（お一人ずつのリンク）
> 配信停止：（お一人ずつのリンク）

これまでのメール：全1通 = 待ち1 + 送信中0 + 受付済み0 + 拒否0 + 次の報告に統合0
+ 取り下げ0 + 期限切れ0 + 不明0 + 配信停止0

ページ
https://status.example`);
});

test('what a provider has used of its day makes telling longer, and is said', async () => {
  const { alerting, follow, last } = await begin();
  const hour = Math.floor(tokyo('2012-06-20 17:00') / 3_600_000);
  const use = { provider: 'small', hour, handed: 10 };
  await alerting.database.write((trx) => trx.insertInto('provider_use').values(use).execute());
  await follow({ commit: 'c1', notices: [lost([first])] });
  expect((await last())?.text).toContain('small だけで送る場合: 約1441分');
});

test('two reports at once are shown as the one mail that they become', async () => {
  const { follow, last } = await begin();
  await follow({ commit: 'c1', notices: [lost([first, second])] });
  const answer = await last();
  expect(answer?.subject).toBe('【公開済】第2報・復旧作業中 サーバーに接続できません ほか1件');
  expect(answer?.text.match(/メールの内容/g)).toHaveLength(1);
  expect(answer?.text).toMatch(/原因が分かりました。[^]*原因を調べています。/);
});

test('a refused file is told with place, mistake and cure, and its correction is live', async () => {
  const { follow, last, told } = await begin();
  await follow({ commit: 'c1', files: ['lost.md'], findings: [finding('lost.md'), finding('lost.md', 9)] });
  expect((await last())?.subject).toBe('【非公開】lost.md 3行目 7文字目');
  expect((await last())?.text).toBe(`公開できませんでした。コミット c1

■ lost.md 3行目 7文字目
問題: "monitring" is no status.
直し方: Did you mean monitoring?

■ lost.md 9行目 7文字目
問題: "monitring" is no status.
直し方: Did you mean monitoring?

直るまで、新しい内容は公開されません。前に正しい内容があれば、それを表示しています。直してコミットすると、すぐに公開されます。

ページ
https://status.example`);
  await follow({ commit: 'c2', notices: [lost([first])] });
  const mended = await last();
  expect(mended?.subject).toBe('【公開済】第1報・調査中 サーバーに接続できません');
  expect(mended?.text).toContain('lost.md の問題はなくなりました。');
  await follow({ commit: 'c3', files: ['README.md'], changed: [], notices: [lost([first])] });
  expect(await told()).toHaveLength(2);
});

test('one file refused and another live is both', async () => {
  const { follow, last } = await begin();
  await follow({ commit: 'c1', notices: [lost([first])], files: ['lost.md', 'page.yaml'], findings: [finding('page.yaml')] }); // prettier-ignore
  expect((await last())?.subject).toBe('【一部非公開】page.yaml 3行目 7文字目');
  expect((await last())?.text).toContain('直るまで、前の正しい設定を使っています。');
  expect((await last())?.text).toContain('1人にメールしています。');
});

test('what is not mailed is named with the reason and what to do', async () => {
  const { follow, last } = await begin();
  await follow({ commit: 'c1', notices: [lost([{ ...first, notify: false }])] });
  expect((await last())?.text).toContain(`第1報・調査中「サーバーに接続できません」はメールしていません。
「通知: いいえ」（notify: false）と書かれているためです。
やはり知らせる場合は：npm run noroshi -- mail announce lost 1`);
});

test('a corrected time, an edited text, a notice taken away: said, and that nobody is mailed', async () => {
  const { follow, last } = await begin();
  await follow({ commit: 'c1', notices: [lost([first])] });
  await follow({ commit: 'c2', notices: [lost([{ ...first, at: tokyo('2012-06-20 17:12') }])] });
  expect((await last())?.text).toContain('時刻を直した報告が1件あります。');
  await follow({
    commit: 'c3',
    notices: [lost([{ ...first, at: tokyo('2012-06-20 17:12'), body: { ja: '別の文' } }])],
  });
  expect((await last())?.subject).toBe('【公開済】サーバーに接続できません');
  expect((await last())?.text).toContain('新しい報告はないため、メールはしていません');
  await follow({ commit: 'c4', before: [lost([first])], files: ['lost.md'] });
  expect((await last())?.subject).toBe('【公開済】lost');
  expect((await last())?.text).toContain('まだ送っていなかったメール1通を取りやめました。');
  expect((await last())?.text).toContain('lost をページから外しました。');
});

test('doubts about a pushed file are told with it, and a rehearsal says that it is one', async () => {
  const { follow, last } = await begin();
  const doubt: Finding = { ...finding('lost.md'), severity: 'warning', what: 'No next.', cure: 'Say when.' };
  await follow({ commit: 'c1', notices: [lost([first], { type: 'exercise' })], findings: [doubt] });
  expect((await last())?.subject).toBe('【公開済】第1報・調査中 【訓練】サーバーに接続できません');
  expect((await last())?.text).toContain(`公開していますが、確かめてください。
- lost.md 3行目 7文字目: No next. Say when.`);
});

test('nobody subscribed is said, and a commit that changes nothing of ours is not answered', async () => {
  const { follow, last, told, alerting } = await begin();
  await alerting.database.write((trx) => trx.deleteFrom('subscribers').execute());
  await follow({ commit: 'c1', notices: [lost([first])] });
  expect((await last())?.text).toContain('受け取る登録者がいないため');
  await follow({ commit: 'c2', notices: [lost([first])], changed: [], files: ['_templates/x.md'] });
  await follow({ commit: 'c3', notices: [lost([first])], changed: [], files: [] });
  expect(await told()).toHaveLength(1);
});

test('after a restart nothing is told again; commits that came meanwhile get one answer', async () => {
  const { follow, told, last } = await begin();
  await follow({ commit: 'c1', notices: [lost([first])] });
  await follow({ commit: 'c1', notices: [lost([first])], isWhole: true });
  expect(await told()).toHaveLength(1);
  await follow({ commit: 'c4', notices: [lost([first, second])], isWhole: true });
  await follow({ commit: 'c4', notices: [lost([first, second])], isWhole: true });
  expect(await told()).toHaveLength(2);
  expect((await last())?.subject).toBe('【公開済】第2報・復旧作業中 サーバーに接続できません');
});

test('what stays unmailed for a mistake is not told again after a restart; a head that comes back is answered', async () => {
  const { follow, told, last } = await begin();
  const held = lost([first], { broken: { reason: 'no status', text: '', mailable: false } });
  const given = { notices: [held], findings: [finding('lost.md')] };
  await follow({ commit: 'c1', ...given });
  expect((await last())?.text).toContain('下のとおり直せば、メールします。');
  await follow({ commit: 'c1', ...given, isWhole: true }, '2012-06-20 17:50');
  expect(await told()).toHaveLength(1);
  await follow({ commit: 'c2', notices: [lost([first])] }, '2012-06-20 17:51');
  await follow({ commit: 'c1', ...given }, '2012-06-20 17:52');
  expect(await told()).toHaveLength(3);
  expect((await last())?.subject).toContain('【非公開】lost.md 3行目');
});

test('a broken file is told at the first start too, once, anew when it breaks in another way, and when it is mended', async () => {
  const { follow, told, alerting } = await begin();
  await alerting.database.write((trx) => trx.deleteFrom('state').where('key', 'like', 'staff%').execute());
  const whole = (commit: string, findings: readonly Finding[]) => follow({ commit, isWhole: true, findings });
  await whole('c1', [finding('old.md')]);
  await whole('c1', [finding('old.md')]);
  await whole('c2', [finding('old.md')]);
  expect((await told()).map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
    'broken 【非公開】old.md 3行目 7文字目',
  ]);
  await whole('c3', [finding('old.md', 5)]);
  await whole('c4', []);
  await whole('c5', []);
  const subjects = (await told()).map(({ subject }) => subject);
  expect(subjects.slice(1)).toEqual(['【非公開】old.md 5行目 7文字目', '【公開済】old.md']);
});

test('in the language of the page, and with no channel nothing is written', async () => {
  const page = makePage({ language: 'en' });
  const { follow, last } = await begin();
  await follow({ commit: 'c1', notices: [lost([first])], page });
  expect((await last())?.subject).toBe('[live] Report 1 · Investigating サーバーに接続できません');
  expect((await last())?.text).toContain('1 person is being mailed.');
  const silent = await begin({ channels: [] });
  await silent.follow({ commit: 'c1', notices: [lost([first])] });
  expect(await silent.told()).toEqual([]);
});

test('what the brake holds is said with the command that lets it go', async () => {
  const { follow, last } = await begin();
  const four = ['a', 'b', 'c', 'd'].map((id) => ({ ...lost([first]), id }));
  await follow({ commit: 'c1', notices: four });
  const text = (await last())?.text;
  expect(text).toContain('1回のコミットで4件以上のお知らせに報告が出たため');
  expect(text).toContain('npm run noroshi -- mail release a');
});
