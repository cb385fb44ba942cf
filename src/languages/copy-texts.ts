/** What a page says that stands somewhere without us: as a file on another host, or under the main service's name. */
export interface CopyTexts {
  /** After the instant of "as of": how long it may be trusted. */
  readonly trust: string;
  /** Where the page itself stands, and how often the copy is renewed. */
  readonly original: string;
  readonly subscribe: string;
  readonly toLive: string;
  /** After the time of the next report. */
  readonly silence: string;
  /** Above the emergency page under the main service's name. */
  readonly standIn: string;
}

export const copyEn: CopyTexts = {
  trust: 'If that is more than 15 minutes ago, things may have changed since.',
  original: 'This is a copy, renewed at least every 5 minutes while we can. The page itself is at',
  subscribe: 'Reports by mail are subscribed to on the page itself.',
  toLive: 'Subscribe by mail there',
  silence: 'If you see nothing newer after that, we are late.',
  standIn:
    'The service cannot be reached at this address at present. In its place, this is our emergency page. It is always at',
};

export const copyJa: CopyTexts = {
  trust: 'この時刻から15分以上たっているときは、状況が変わっているかもしれません。',
  original: 'このページは写しです。少なくとも5分ごとに新しくしています。元のページはこちらです',
  subscribe: 'メールの登録は、元のページでお受けしています。',
  toLive: '元のページでメールを登録する',
  silence: 'この時刻を過ぎても新しい報告が見当たらないときは、当方の報告が遅れています。',
  standIn:
    'ただいま、このアドレスではサービスをご利用になれません。代わりに緊急のお知らせを表示しています。いつもの掲載場所はこちらです',
};
