import { ledgerJa } from './ledger-texts.ts';
import type { StaffTexts } from './staff-texts.ts';

export const staffJa: StaffTexts = {
  warning: {
    dueSubject: (time, title) => `【まもなく報告】${time} ${title}`,
    due: (title, at) => `「${title}」の次の報告を、${at} に出すとお約束しています。
新しくわかったことがなければ、そのとおり書き、次の時刻を約束してください。`,
    lateSubject: (time, title) => `【報告の約束超過】${time} ${title}`,
    late: (title, at) => `「${title}」の次の報告を ${at} に出すとお約束しましたが、まだ出ていません。
ページには、報告が遅れていることが出ています。短くても今すぐ報告を出してください。`,
    silentSubject: (hours, title) => `【${hours}時間報告なし】${title}`,
    silent: (title, hours) => `「${title}」は、${hours}時間以上、報告がありません。
続いているなら今の様子を、終わっているなら「復旧」の報告を出してください。`,
    notBegunSubject: (time, title) => `【開始の報告なし】${time} ${title}`,
    notBegun: (title, at) => `「${title}」は ${at} に始まる予定でしたが、始まったという報告がありません。
始めたなら「実施中」、延期や取りやめなら「予定」や「中止」の報告を出してください。`,
    notEndedSubject: (time, title) => `【終了の報告なし】${time} ${title}`,
    notEnded: (title, at) => `「${title}」は ${at} に終わる予定でしたが、終わったという報告がありません。
終わったなら「完了」、延びるなら新しい終了予定を添えて「実施中」の報告を出してください。`,
    last: (report, at) => `これまでで最後の報告：${report}（${at}）`,
    write: '報告を書くには',
    byPhone: (file) => `スマートフォンからは、${file} に
「## 」で始まる見出し（例 ## 復旧作業中）と本文を書き足してコミットしてください。`,
    placeholder: '本文',
    page: 'いまのページ',
  },
  push: {
    liveSubject: (what) => `【公開済】${what}`,
    partlySubject: (what) => `【一部非公開】${what}`,
    refusedSubject: (what) => `【非公開】${what}`,
    andMore: (what, more) => `${what} ほか${more}件`,
    live: (commit, seconds) => `公開しました（${seconds}秒）。${commit === null ? '' : `コミット ${commit}`}`,
    unseen: (commit) =>
      `受け取りましたが、ページに出たことをまだ確かめられていません。${commit === null ? '' : `コミット ${commit}`}`,
    refused: (commit) => `公開できませんでした。${commit === null ? '' : `コミット ${commit}`}`,
    people: (count) => `${count}人にメールしています。`,
    counts: (
      of,
    ) => `これまでのメール：全${of.owed}通 = 待ち${of.waiting} + 送信中${of.in_flight} + 受付済み${of.accepted} + 拒否${of.refused} + 次の報告に統合${of.superseded}
+ 取り下げ${of.withdrawn} + 期限切れ${of.expired} + 不明${of.unknown} + 配信停止${of.left}`,
    pace: (provider, minutes) => `${provider} だけで送る場合: 約${minutes}分（設定した速度と日ごとの上限による）`,
    nobody: '受け取る登録者がいないため、メールはだれにも送っていません。',
    mail: 'メールの内容',
    mailSubject: '件名',
    personalLink: '（お一人ずつのリンク）',
    notMailed: (report, title) => `${report}「${title}」はメールしていません。`,
    afterAll: (command) => `やはり知らせる場合は：${command}`,
    reasons: {
      first_start: '最初の起動のとき、または復元後の最初の起動のときに、すでにあったためです。',
      time_zone: 'ページの時間帯が変わったためです。',
      retracted: '取消とされているためです。',
      notify_false: '「通知: いいえ」（notify: false）と書かれているためです。',
      correction: '前の報告の訂正（corrected）とされているためです。',
      too_old: '古すぎるためです（ALERT_MAX_AGE）。年や日付の書きまちがいなら直してください。',
      overtaken: 'これより新しい報告をすでに送っているためです。',
      broken: '時刻・状況・本文を読み取れなかったためです。下のとおり直せば、メールします。',
    },
    moved: (count) => `時刻を直した報告が${count}件あります。送り直しはしていません。`,
    withdrawn: (count) => `まだ送っていなかったメール${count}通を取りやめました。`,
    updated: (title) =>
      `「${title}」の内容を更新しました。新しい報告はないため、メールはしていません（送る前のメールは新しい内容になります）。`,
    warnings: '公開していますが、確かめてください。',
    removed: (id) => `${id} をページから外しました。`,
    reportGone: (
      number,
      title,
    ) => `「${title}」の第${number}報をページから外しました。メールで届いた方への連絡はしていません。
取り消しとして知らせるには、報告を元に戻し、見出しの下に「取消: はい」と書いてください。`,
    kept: (file) => `■ ${file}
問題: リモートのリポジトリとこのサーバーの両方で書き換えられていたため、このサーバーにある内容を表示しています。リモートに書かれた内容は公開していません。
直し方: /health が示すコマンドでこのサーバーの内容をリモートへ戻してから、書き足してください。急ぐときは、新しいファイルに書けばすぐに公開されます。`,
    page: 'ページ',
  },
  file: {
    kept: '直るまで、新しい内容は公開されません。前に正しい内容があれば、それを表示しています。',
    salvaged: '直るまで、読み取れた部分だけを表示しています。',
    settings: '直るまで、前の正しい設定を使っています。',
    place: (file, line, column) => `${file} ${line}行目 ${column}文字目`,
    what: '問題',
    cure: '直し方',
    mended: (file) => `${file} の問題はなくなりました。`,
    then: '直してコミットすると、すぐに公開されます。',
  },
  ledger: ledgerJa,
  alarm: {
    providersDownSubject: (waiting) => `【警報】メールを送れません（${waiting}通待ち）`,
    providersDown: (
      waiting,
      reasons,
    ) => `どのメール事業者も受け取らないため、${waiting}通が待っています。届くまで自動で送り直します。
事業者の状態と契約を確かめ、急ぐ連絡は電話とページでお願いします。

${reasons}`,
    providerSubject: {
      credentials: (name) => `【警報】${name} にログインできません`,
      sender: (name) => `【警報】${name} が送信元アドレスを拒否しています`,
      content: (name) => `【警報】${name} がメールの内容を拒否しています`,
      down: (name) => `【警報】${name} がメールを受け取りません`,
    },
    provider: {
      credentials: (
        name,
        reason,
      ) => `${name} のユーザー名かパスワードが拒否されたか、アカウントが停止されています。待っても直りません。
アカウントを確かめてください。パスワードを変えたときは MAIL_n を直して再起動します。メールは他の事業者から送るか、待たせています。

${reason}`,
      sender: (name, reason) => `${name} が、こちらのアドレスからの送信を認めていません。待っても直りません。
アカウントと、アドレスやドメインの確認手続きを確かめてください。メールは他の事業者から送るか、待たせています。

${reason}`,
      content: (
        name,
        reason,
      ) => `${name} が、内容または方針を理由に続けてメールを拒否しました。読者の登録は消していません。
下の返答を確かめてください。本文を直すと、待っているメールは直した内容で送られます。メールは他の事業者から送るか、待たせています。

${reason}`,
      down: (name, reason) => `${name} が1分以上メールを受け取っていません。メールは他の事業者から送っています。
${name} には自動で試し続けます。

${reason}`,
    },
    providerBackSubject: (name) => `【回復】${name} がメールを受け取るようになりました`,
    providerBack: (name) => `${name} からメールを送れました。`,
    providersBackSubject: '【回復】メールを送れるようになりました',
    providersBack: '待っていたメールを送っています。',
    contentStuckSubject: '【警報】新しい内容を公開できません',
    contentStuck: (problems) => `今コミットしても、ページに出ないおそれがあります。ページは前の内容を表示しています。

${problems}`,
    contentBackSubject: '【回復】新しい内容を公開できるようになりました',
    contentBack: 'コミットされていた内容は、もう公開されています。',
    backupsFailSubject: '【警報】バックアップを確認してください',
    backupsFail: (problems) => `今このホストが失われると、すべては元に戻せないおそれがあります。

${problems}`,
    backupsBackSubject: '【回復】バックアップは正常に戻りました',
    backupsBack: '保管先に写しを置き、読み戻して確認しました。',
    checkUpSubject: (changes) => `【点検】前回から${changes}件の変化があります`,
    checkUp: (lines) => `このページが本体のサービスから独立しているかを点検し、前回と比べました。
shared は共有、warning は注意、fine は問題なしです。

${lines}

全体の確認: npm run noroshi -- doctor`,
    bouncesSubject: (bounced, owed) => `【警報】メールが大量に戻っています（${owed}通中${bounced}通、集計打ち切り）`,
    bounces: (
      notice,
      bounced,
      owed,
      code,
    ) => `${notice} の報告メール${owed}通のうち、わかっているだけで${bounced}通が宛先不明で戻りました（${code}）。宛先ではなく、こちらの送り方に原因があるおそれがあります。
この報告の戻りでは、どなたの登録も止めません（集計も止めました）。まだ送っていない分は保留しています。
SPF・DKIMの設定と、メール事業者の契約の状態を確かめてください。直ったら、次のコマンドで送信を再開します。
npm run noroshi -- mail release ${notice}
戻ってきた分を送り直すには：npm run noroshi -- mail retry --refused ${notice}
その間の連絡は、ページと電話でお願いします。`,
    complaintsSubject: (complaints, accepted) =>
      `【警報】迷惑メールの申告が多くなっています（${accepted}通中${complaints}通）`,
    complaints: (
      notice,
      complaints,
      accepted,
    ) => `${notice} の報告メールを受け取った${accepted}人のうち、${complaints}人が迷惑メールとして申告しました。この方々にはもうお送りしません。
0.1%を超えるとほかの方のメールも迷惑メールに分けられ、0.3%を超えると受け取られなくなります。
報告の回数と長さ、取り込んだ宛先の同意、送った内容を確かめてください。`,
    floodSubject: '【警報】登録フォームへの送信が急増しています',
    flood: `登録したい方が一度に増えたか、フォームが悪用されています。確認メールは決まった速さで送り、
いまフォームに来た方にはボタンをもう一度押していただいています。お知らせメールは遅れません。
思いあたる出来事がなければ、ウェブサーバーの記録を確かめてください。`,
    floodOverSubject: '【回復】登録フォームへの送信が落ち着きました',
    floodOver: '10分間、急な送信はありません。',
    clockSubject: (before, after) => `【警報】サーバーの時計が変わりました（${before} → ${after}）`,
    clock: (
      before,
      after,
    ) => `サーバーの時計が ${before} から ${after} に変わりました（スリープしていた場合もこうなります）。失われたメールはありません。
送り直しは新しい時刻に合わせて行います。時計が明らかに誤っている間はメールを送らず、報告の順序も乱れることがあります。
時刻合わせの設定（timedatectl）を確かめてください。`,
    databaseBackSubject: '【回復】データベースが使えるようになりました',
    databaseBack: '使えない間に出た報告は、これからメールします。その間に届いた登録の申し込みは受け付けていません。',
  },
};
