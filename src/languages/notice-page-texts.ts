/** What stands around the reports on a notice's own page. */
export interface NoticePageTexts {
  readonly changes: string;
  readonly estimates: string;
  /** When an estimate was given. */
  readonly given: string;
  readonly fate: Readonly<Record<'holds' | 'moved' | 'withdrawn', string>>;
  readonly promises: string;
  readonly promise: string;
  readonly dueBy: string;
  readonly promiseState: Readonly<Record<'done' | 'open' | 'late', string>>;
  readonly doneOn: (date: string) => string;
  readonly share: string;
  readonly shareHint: string;
  readonly link: (report: string) => string;
  readonly forward: string;
  readonly asText: string;
  readonly earlier: string;
  readonly later: string;
  readonly neighbours: string;
}

export const noticePageJa: NoticePageTexts = {
  changes: 'サービスの状態の変化',
  estimates: '復旧見込みの変化',
  given: 'お伝えした時刻',
  fate: { holds: '', moved: '改めました', withdrawn: '取り下げました' },
  promises: 'お約束の状況',
  promise: 'お約束',
  dueBy: '期限',
  promiseState: { done: '完了', open: '取り組み中', late: '期限を過ぎています' },
  doneOn: (date) => `${date} 完了`,
  share: 'このお知らせを伝える',
  shareHint: '報告の番号を押すと、その報告へのリンクになります。',
  link: (report) => (report === '' ? 'リンク' : `${report}へのリンク`),
  forward: '転送用の文面（400字以内）',
  asText: '文面だけを開く',
  earlier: '前のお知らせ',
  later: '次のお知らせ',
  neighbours: '前後のお知らせ',
};

export const noticePageEn: NoticePageTexts = {
  changes: 'How services fared',
  estimates: 'What we expected',
  given: 'Said at',
  fate: { holds: '', moved: 'moved', withdrawn: 'withdrawn' },
  promises: 'How our promises stand',
  promise: 'Promise',
  dueBy: 'By',
  promiseState: { done: 'Done', open: 'Under way', late: 'Overdue' },
  doneOn: (date) => `Done ${date}`,
  share: 'Pass this on',
  shareHint: 'The number of a report is a link to it.',
  link: (report) => (report === '' ? 'Link' : `Link to ${report.toLowerCase()}`),
  forward: 'Text to forward, at most 400 characters',
  asText: 'Open the text alone',
  earlier: 'Earlier notice',
  later: 'Later notice',
  neighbours: 'Earlier and later notices',
};
