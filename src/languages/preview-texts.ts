/** What the preview (`npm run dev`) says around the pages, to those who write the notices. */
export interface PreviewTexts {
  readonly preview: string;
  readonly explained: string;
  readonly lost: string;
  /** Before the notices that are drafts or not committed. */
  readonly edited: string;
  readonly more: (count: number) => string;
  readonly uncommitted: string;
  readonly draft: string;
  readonly error: string;
  readonly warning: string;
  readonly findings: (errors: number, warnings: number) => string;
  readonly elsewhere: (findings: string) => string;
  readonly mail: string;
  readonly mails: string;
  readonly nothingSent: string;
  readonly noReports: string;
  readonly subject: string;
  readonly asHtml: string;
  readonly to: string;
  readonly everybody: string;
  /** Who is meant when components are named; `again` where the notice has earlier reports. */
  readonly whoChose: (components: readonly string[], again: boolean) => string;
  readonly fate: Readonly<Record<Fate, string>>;
  /** It goes out within the mail of a newer report. */
  readonly carried: (report: string) => string;
  readonly formClosed: string;
}

/** What would become of a report's mail. */
export type Fate =
  | 'news'
  | 'committed'
  | 'edited'
  | 'moved'
  | 'draft'
  | 'broken'
  | 'retracted'
  | 'notify_false'
  | 'correction'
  | 'exercise'
  | 'too_old'
  | 'overtaken'
  | 'time_zone'
  | 'first_start';

export const previewJa: PreviewTexts = {
  preview: 'プレビュー',
  explained: '手元のファイルを、下書きもコミット前のものも含めて表示しています。公開もメール送信もされません。',
  lost: 'プレビューのプログラムが止まっています。画面は更新されません。',
  edited: '編集中：',
  more: (count) => `ほか${count}件`,
  uncommitted: '未コミット',
  draft: '下書き',
  error: 'エラー',
  warning: '注意',
  findings: (errors, warnings) =>
    [errors > 0 ? `エラー ${errors}件` : '', warnings > 0 ? `注意 ${warnings}件` : ''].filter(Boolean).join('、'),
  elsewhere: (findings) => `ほかのファイルに${findings}`,
  mail: 'メール',
  mails: '報告ごとのメール',
  nothingSent: '確認用の表示です。ここからは送信されません。',
  noReports: '報告がまだないので、メールもありません。',
  subject: '件名',
  asHtml: 'HTML版を表示',
  to: '宛先',
  everybody: 'メールを登録した全員',
  whoChose: (components, again) =>
    `${components.map((name) => `「${name}」`).join('')}を選んだ人と、サービスを選ばずに登録した人${again ? '、このお知らせの以前の報告を受け取った人' : ''}`,
  fate: {
    news: '公開すると送信されます。',
    committed: 'コミット済みです。メールは公開時の一度だけで、もう一度送信されることはありません。',
    edited: 'コミット済みの報告の本文を直しています。もう一度送信されることはありません。',
    moved: '時刻の訂正とみなされるので、送信しません。',
    draft: '下書きなので送信しません。「draft: true」を消して公開すると送信されます。',
    broken: 'ファイルにエラーがあるので送信しません。画面の上に出ているエラーを直してください。',
    retracted: '取り消した報告なので送信しません。',
    notify_false: '「notify: false」とあるので送信しません。',
    correction: '「corrected」（訂正）とあるので送信しません。',
    exercise: '訓練なので、訓練のメールを希望した方だけに送信します。',
    too_old: '時刻が古いので送信しません（ALERT_MAX_AGE）。',
    overtaken: 'これより新しい報告がすでに出ているので送信しません。',
    time_zone: 'page.yaml の time_zone が変わるので、この公開では何も送信しません。',
    first_start: '最初の公開なので送信しません。',
  },
  carried: (report) => `公開すると、「${report}」のメールにまとめて送信されます。`,
  formClosed: 'これはプレビューです。登録も送信も行われません。何も保存していません。',
};

export const previewEn: PreviewTexts = {
  preview: 'Preview',
  explained: 'These are your files as they stand, drafts and uncommitted ones too. Nothing is published or mailed.',
  lost: 'The preview has stopped; this page is no longer kept up to date.',
  edited: 'Being edited:',
  more: (count) => `and ${count} more`,
  uncommitted: 'not committed',
  draft: 'draft',
  error: 'Error',
  warning: 'Warning',
  findings: (errors, warnings) =>
    [counted(errors, 'error'), counted(warnings, 'warning')].filter((text) => text !== '').join(', '),
  elsewhere: (findings) => `${findings} in other files`,
  mail: 'Mail',
  mails: 'The mail of each report',
  nothingSent: 'To look at only. Nothing is sent from here.',
  noReports: 'There is no report yet, so there is no mail.',
  subject: 'Subject',
  asHtml: 'Show the HTML part',
  to: 'To',
  everybody: 'everybody who subscribed by mail',
  whoChose: (components, again) =>
    `those who chose ${list(components)}, those who chose nothing in particular${again ? ', and those who got an earlier report of this notice' : ''}`,
  fate: {
    news: 'Goes out when this is published.',
    committed: 'Committed: mailed once at most, when it is published.',
    edited: 'You are editing a report that is committed. It is not mailed again.',
    moved: 'Taken for a corrected time: not mailed.',
    draft: 'Not mailed: a draft. Delete "draft: true" and publish to send it.',
    broken: 'Not mailed: the file has errors. Mend what is listed at the top of this page.',
    retracted: 'Not mailed: this report was retracted.',
    notify_false: 'Not mailed: it says "notify: false".',
    correction: 'Not mailed: it says "corrected".',
    exercise: 'An exercise: mailed only to those who asked for exercises.',
    too_old: 'Not mailed: its time is too long ago (ALERT_MAX_AGE).',
    overtaken: 'Not mailed: a newer report is out already.',
    time_zone: 'Not mailed: page.yaml changes time_zone, and such a change mails nothing.',
    first_start: 'Not mailed: the first publication mails nothing.',
  },
  carried: (report) => `Goes out within the mail of "${report}" when this is published.`,
  formClosed: 'This is a preview. Nobody is subscribed, nothing is sent or stored.',
};

/** The preview's texts in a language, English where there are none. */
export function previewTextsOf(language: string): PreviewTexts {
  return language === 'ja' ? previewJa : previewEn;
}

function counted(count: number, word: string): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
