/** What the server says itself, when no page can say it. One sentence each. */
export interface WebTexts {
  readonly slow: string;
  /** Too many search at once. */
  readonly busy: string;
  readonly unavailable: string;
  readonly left: string;
  readonly method: string;
  readonly missing: string;
  readonly broken: string;
}

export const webJa: WebTexts = {
  slow: 'このページの用意に時間がかかっています。数秒後にもう一度お試しください。',
  busy: 'ただいま検索が混み合っています。数秒後にもう一度お試しください。',
  unavailable: 'ただいま手続きを受け付けられません。何も変更されていません。しばらくしてからもう一度お試しください。',
  left: '配信を停止しました。',
  method: 'このページではその操作はできません。',
  missing: 'お探しのページは見つかりません。',
  broken: '内部エラーが起きました。',
};

export const webEn: WebTexts = {
  slow: 'This page is taking long to prepare. Please try again in a few seconds.',
  busy: 'Too many people are searching just now. Please try again in a few seconds.',
  unavailable: 'We cannot take this in just now, and nothing was changed. Please try again in a while.',
  left: 'You will get no more mails from us.',
  method: 'This page does not take that kind of request.',
  missing: 'There is no such page.',
  broken: 'Internal error.',
};

/** The server's own sentences in a language, English where there are none. */
export function webTextsOf(language: string): WebTexts {
  return language === 'ja' ? webJa : webEn;
}
