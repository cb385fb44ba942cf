import { expect, test } from 'vitest';
import { updateMessage } from '../../src/alerts/update-message.ts';
import { updatesAt } from '../../src/incidents/updates-at.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const notice = makeNotice(
  'servers-lost',
  [
    makeUpdate('2012-06-20 17:10', 'investigating', {
      next: tokyo('2012-06-20 18:00'),
      body: { ja: '調べています。' },
    }),
    makeUpdate('2012-06-20 19:30', 'identified', {
      body: { ja: '**機器の故障**です。\n\n<b>復旧</b>を急いでいます。', en: 'The *host* has failed.' },
      components: { mail: 'partial_outage' },
      next: tokyo('2012-06-20 21:00'),
      expected: 'unknown',
    }),
    makeUpdate('2012-06-29 18:00', 'postmortem', { body: { ja: '原因の報告です。' } }),
  ],
  { title: { ja: 'サーバーに接続できません', en: 'Servers cannot be reached' }, components: { web: 'major_outage' } },
);
const snapshot = makeSnapshot([notice]);

function message(index: number, language: string, from = notice) {
  const update = from.updates[index];
  if (update === undefined) throw new Error(`no report ${index}`);
  const { subject, intro, section, outro } = updateMessage(
    { siteUrl: 'https://status.example.org' },
    { snapshot, notice: from, update, now: update.at + 60_000 },
    language,
  );
  return { subject, text: [intro, section, outro].map(({ text }) => text).join('\n\n'), html: section.html };
}

test('in Japanese', () => {
  expect(message(1, 'ja').subject).toBe('【障害】第2報・復旧作業中 サーバーに接続できません');
  expect(message(1, 'ja').text).toMatchInlineSnapshot(`
    "状況：復旧作業中・第2報
    サーバーに接続できません
    影響：ウェブサイト（停止）、メール配信（一部停止）
    発生：2012年6月20日(水) 17:10 JST
    次の報告：2012年6月20日(水) 21:00 JST
    復旧の見込み：立っていません

    ■ 第2報・復旧作業中
    2012年6月20日(水) 19:30 JST

    機器の故障です。

    <b>復旧</b>を急いでいます。

    お問い合わせ：電話 000-0000-0000、メール support@example.net、受付時間 月–金 09:00–17:00

    これまでの報告と続報はこちらでご覧いただけます。
    https://status.example.org/incidents/servers-lost

    ---
    まなび連絡網株式会社
    このメールは、「まなび連絡網」のお知らせメールに登録された方にお送りしています。
    受信設定の変更：{subscription}
    配信停止：{unsubscribe}"
  `);
});

test('in English', () => {
  expect(message(1, 'en').subject).toBe('[Incident] Report 2 · Identified: Servers cannot be reached');
  expect(message(1, 'en').text).toMatchInlineSnapshot(`
    "State: Identified · Report 2
    Servers cannot be reached
    Affected: Website (major outage), Mail delivery (partial outage)
    Since: 20 June 2012 (Wed) 17:10 JST
    Next report: 20 June 2012 (Wed) 21:00 JST
    Expected to work again: not known yet

    ■ Report 2 · Identified
    20 June 2012 (Wed) 19:30 JST

    The host has failed.

    Contact: telephone 000-0000-0000, email support@example.net, hours Mon–Fri 09:00–17:00

    All reports so far, and the next ones:
    https://status.example.org/en/incidents/servers-lost

    ---
    Manabi Contact Network Inc.
    You get this mail because you subscribed to the notices of Manabi Contact Network.
    Change what you get: {subscription}
    Unsubscribe: {unsubscribe}"
  `);
});

test('a report that is not translated begins with the facts and, this once, whom to call, then the original', () => {
  expect(message(0, 'en').text).toMatchInlineSnapshot(`
    "State: Investigating · Report 1
    Servers cannot be reached
    Affected: Website (major outage)
    Since: 20 June 2012 (Wed) 17:10 JST
    Next report: 20 June 2012 (Wed) 18:00 JST
    Contact: telephone 000-0000-0000, email support@example.net, hours Mon–Fri 09:00–17:00

    ■ Report 1 · Investigating
    20 June 2012 (Wed) 17:10 JST

    This report has not been translated yet. Here is the original (日本語).

    調べています。

    All reports so far, and the next ones:
    https://status.example.org/en/incidents/servers-lost

    ---
    Manabi Contact Network Inc.
    You get this mail because you subscribed to the notices of Manabi Contact Network.
    Change what you get: {subscription}
    Unsubscribe: {unsubscribe}"
  `);
  expect(message(0, 'en').html).toContain('<div lang="ja"><p>調べています。</p></div>');
});

test('the final report is called so once', () => {
  expect(message(2, 'ja').subject).toBe('【障害】最終報 サーバーに接続できません');
  expect(message(2, 'en').subject).toBe('[Incident] Final report: Servers cannot be reached');
});

test('what staff typed is text, and a title stays on one line', () => {
  const { html } = message(1, 'ja');
  expect(html).toContain('<strong>機器の故障</strong>');
  expect(html).not.toContain('<b>');
  const wicked = makeNotice('wicked', [makeUpdate('2012-06-20 17:10', 'investigating')], {
    title: { ja: '件名\r\nBcc: all@example.jp <i>' },
  });
  expect(message(0, 'ja', wicked).subject).toBe('【障害】第1報・調査中 件名 Bcc: all@example.jp <i>');
});

test('a maintenance says when it is planned, and a page without an operator signs nothing', () => {
  const planned = makeNotice('upgrade', [makeUpdate('2012-07-01 10:00', 'scheduled')], {
    type: 'maintenance',
    scheduledFor: tokyo('2012-07-05 01:00'),
    scheduledUntil: tokyo('2012-07-05 03:00'),
  });
  const { text } = message(0, 'ja', planned);
  expect(text).toContain('2012年7月5日(木) 01:00 から 03:00 JST まで');
  const page = makePage({ operator: undefined });
  const update = planned.updates[0]!;
  const bare = updateMessage(
    { siteUrl: 'https://x.example' },
    { snapshot: { ...snapshot, page }, notice: planned, update, now: 0 },
    'en',
  );
  expect(bare.outro.text).toContain('---\nYou get this mail');
});

test('an estimate that moved or was withdrawn stands with the one before it', () => {
  const at = (time: string) => tokyo(`2012-06-20 ${time}`);
  const promising = {
    ...notice,
    updates: [
      makeUpdate('2012-06-20 18:00', 'identified', { expected: at('20:30') }),
      makeUpdate('2012-06-20 19:00', 'identified', { expected: at('21:00') }),
      makeUpdate('2012-06-20 20:00', 'identified', { expected: 'unknown' }),
      makeUpdate('2012-06-20 21:00', 'resolved'),
    ],
  };
  const said = (index: number, language: string) =>
    message(index, language, promising).text.split('\n').find((line) => /^(復旧の見込み|Expected)/.test(line)); // prettier-ignore
  expect([0, 1, 2, 3].map((index) => said(index, 'ja'))).toEqual([
    '復旧の見込み：2012年6月20日(水) 20:30 JST',
    '復旧の見込み：2012年6月20日(水) 21:00 JST（変更前：2012年6月20日(水) 20:30 JST）',
    '復旧の見込み：立っていません（変更前：2012年6月20日(水) 21:00 JST）',
    undefined,
  ]);
  expect(said(1, 'en')).toContain('21:00 JST (before: ');
});

test('what the clock of a maintenance reports: without a number, as things stood then, also when it goes out late', () => {
  const works = makeNotice('works', [makeUpdate('2012-06-20 10:00', 'scheduled')], {
    type: 'maintenance',
    automatic: true,
    scheduledFor: tokyo('2012-06-22 01:00'),
    scheduledUntil: tokyo('2012-06-22 03:00'),
    components: { web: 'under_maintenance' },
    title: { ja: 'データベースの移設', en: 'Moving the database' },
  });
  const now = tokyo('2012-06-22 09:00');
  const [, begun, done] = updatesAt(works, now);
  const mail = (update = begun, language = 'ja') => {
    if (update === undefined) throw new Error('the clock did not report');
    const occasion = { snapshot, notice: works, update, now };
    const { subject, intro, section } = updateMessage({ siteUrl: 'https://status.example.org' }, occasion, language);
    return `${subject}\n\n${intro.text}\n\n${section.text}`;
  };
  expect(mail()).toMatchInlineSnapshot(`
    "【メンテナンス】実施中 データベースの移設

    状況：実施中
    データベースの移設
    影響：ウェブサイト（メンテナンス中）
    予定日時：2012年6月22日(金) 01:00 から 03:00 JST まで

    ■ 実施中
    2012年6月22日(金) 01:00 JST

    予定どおり作業を始めました。（開始予定の時刻に、自動で掲載しています。）"
  `);
  expect(mail(done, 'en')).toMatchInlineSnapshot(`
    "[Maintenance] Completed: Moving the database

    State: Completed
    Moving the database
    Affected: Website (operational)
    Scheduled: 22 June 2012 (Fri) 01:00 to 03:00 JST

    ■ Completed
    22 June 2012 (Fri) 03:00 JST

    The planned work is finished. (Posted automatically at the planned time.)"
  `);
});

test('what was taken back says so first, with the facts that are left, and none when nothing is', () => {
  const two = makeNotice(
    'two',
    [
      makeUpdate('2012-06-20 17:10', 'investigating', { next: tokyo('2012-06-20 18:00') }),
      makeUpdate('2012-06-20 17:30', 'resolved', { retracted: true }),
    ],
    { components: { web: 'major_outage' } },
  );
  expect(message(1, 'ja', two).text).toMatch(
    /^状況：取消・第2報\n.*\n影響：ウェブサイト（停止）\n発生：.*\n次の報告：/,
  );
  expect(message(1, 'ja', two).text).toContain('【取消】この報告は誤りでした。');
  const none = makeNotice('none', [makeUpdate('2012-06-20 17:10', 'investigating', { retracted: true })], {
    components: { web: 'major_outage' },
  });
  expect(message(0, 'ja', none).text).toMatch(/^状況：取消・第1報\nnone の件\n\n■/);
});

test('a rehearsal says in its first line that nothing is wrong', () => {
  const exercise = makeNotice('drill', [makeUpdate('2012-06-20 17:10', 'investigating')], { type: 'exercise' });
  expect(message(0, 'ja', exercise).text).toMatch(/^これは訓練です。実際の障害ではありません。\n/);
});
