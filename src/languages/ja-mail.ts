import type { MailTexts } from './mail-texts.ts';

export const mailJa: MailTexts = {
  confirmation: {
    subject: (page) => `【${page}】メール登録のご確認`,
    text: ({ page, link, form, code, days, operator }) => `${page}のお知らせを、このメールアドレスで
受け取る申し込みがありました。登録はまだ完了していません。

次のページを開き、ボタンを押すと登録が完了します。
${link}

開けない場合は、次の画面の「番号で確認する」に、下の番号を入力してください。
${form}

${code}

どちらも${days}日間有効です。すでに登録済みの方は、確認がすむと
お知らせの対象が新しい内容に変わります。

お心当たりのない場合は、このメールを破棄してください。
確認の操作をしないかぎり、お知らせが届くことはありません。

-- 
${operator}
`,
  },
  address: {
    change: {
      subject: (page) => `【${page}】新しいメールアドレスのご確認`,
      text: ({ page, link, code, days, operator }) => `${page}のお知らせの送り先を、このメールアドレスに
変更する手続きがありました。変更はまだ完了していません。

次のページを開き、ボタンを押すと、送り先が変わります。
${link}

ページを開けない場合は、送り先を変える手続きをした画面で、
次の番号を入力してください。
${code}

どちらも${days}日間有効です。お心当たりのない場合は、このメールを破棄してください。
送り先は変わりません。

-- 
${operator}
`,
    },
    undo: {
      subject: (page) => `【${page}】メールの送り先が変更されました`,
      text: ({ page, link, days, operator }) => `${page}のお知らせの送り先が、このメールアドレスから
別のアドレスに変更されました。このアドレスへのお知らせは、これで終わります。

ご自身で変更された場合、何もなさる必要はありません。
お心当たりのない場合は、次のページのボタンで元に戻せます。
${link}

${days}日間有効です。

-- 
${operator}
`,
    },
  },
  alert: {
    subject: (mark, report, title) => `【${mark}】${report === '' ? '' : `${report} `}${title}`,
    marks: { restored: '復旧', corrected: '訂正', retracted: '取消' },
    report: (report, status) => (status === null ? report : `${report}・${status}`),
    state: '状況',
    affected: '影響',
    affectedItem: (component, state) => `${component}（${state}）`,
    since: '発生',
    scheduled: '予定日時',
    period: (from, until) => `${from} から ${until} まで`,
    ended: '終了',
    next: '次の報告',
    expected: '復旧の見込み',
    expectedUnknown: '立っていません',
    expectedMoved: (before, now) => `${now}（変更前：${before}）`,
    corrected: '訂正',
    retracted: '【取消】この報告は誤りでした。',
    carried: 'お届けが遅れたこれまでの報告',
    soFar: 'これまでの経過',
    soFarItem: (time, report, text) => `${time} ${report}${text === '' ? '' : `　${text}`}`,
    original: (language) => `この報告はまだ翻訳されていません。原文（${language}）をお送りします。`,
    label: (name, value) => `${name}：${value}`,
    contacts: 'お問い合わせ',
    telephone: '電話',
    email: 'メール',
    hours: '受付時間',
    readOn: 'これまでの報告と続報はこちらでご覧いただけます。',
    why: (page) => `このメールは、「${page}」のお知らせメールに登録された方にお送りしています。`,
    preferences: '受信設定の変更',
    unsubscribe: '配信停止',
    reminderSubject: (start, title) => `【予告】${start}から ${title}`,
    reminder: '予告',
    reminderText: (start) => `${start} に始まります。`,
    retraction: (report, at) => `${at} にお知らせした「${report}」は誤りでした。取り消しておわびいたします。`,
    retractionOfAll: 'ほかに報告はなく、この件でお知らせしていることはありません。',
  },
};
