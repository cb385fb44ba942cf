import type { PersonSaid } from '../channel.ts';

/** The page behind a mail's link, where a person changes what is sent to them. */
export interface PreferenceTexts {
  readonly heading: string;
  readonly lead: (address: string) => string;
  readonly leaveLead: (address: string) => string;
  readonly said: Readonly<Record<PersonSaid, string>>;
  readonly kinds: string;
  readonly kind: Readonly<Record<'all' | 'incidents' | 'maintenances', string>>;
  readonly reports: string;
  readonly report: Readonly<Record<'every' | 'first_and_last', string>>;
  readonly quiet: string;
  readonly quietHint: (zone: string) => string;
  readonly quietFrom: string;
  readonly quietUntil: string;
  readonly exercises: string;
  readonly exercise: string;
  readonly exerciseHint: string;
  /** A group, and what will be added to it. */
  readonly wholeGroup: (name: string) => string;
  readonly gone: string;
  readonly save: string;
  readonly notices: string;
  readonly noticesHint: string;
  readonly mute: string;
  readonly unmute: string;
  readonly isMuted: string;
  readonly fewer: string;
  readonly fewerHint: string;
  readonly toPreferences: string;
  readonly all: string;
  readonly leave: string;
  readonly leaveHint: string;
  readonly hasLeft: string;
  readonly comeBack: string;
  readonly returnUntil: (time: string) => string;
  readonly address: string;
  readonly addressHint: string;
  readonly newAddress: string;
  readonly change: string;
  readonly codeHint: string;
  readonly code: string;
  readonly confirmCode: string;
  readonly known: string;
  readonly knownHint: string;
  readonly download: string;
  readonly forget: string;
  readonly forgetHint: string;
  readonly sure: string;
  readonly erase: string;
}

export const preferencesJa: PreferenceTexts = {
  heading: 'お知らせメールの設定',
  lead: (address) => `${address} にお送りしているお知らせの設定です。`,
  leaveLead: (address) =>
    `${address} へのお知らせを、ここで止められます。ひとつのお知らせの続報だけを止めることも、減らすこともできます。`,
  said: {
    saved: '変更しました。次のお知らせから、新しい内容でお送りします。',
    returned: '配信を再開しました。',
    muted: 'このお知らせの続報は、お送りしません。ほかのお知らせは、これまでどおりお送りします。',
    unmuted: 'このお知らせの続報を、またお送りします。',
    'address-sent':
      'ご入力のアドレスが使えるものであれば、確認のメールをお送りします。メールのページでボタンを押すか、メールにある6桁の番号をこの画面に入れると、送り先が変わります。',
    'address-invalid': 'メールアドレスとして読み取れませんでした。送り先は変わっていません。',
    'code-wrong':
      '番号を確認できませんでした。番号が違っているか、期限（7日）が切れています。5回違うと、その番号は使えなくなります。送り先は変わっていません。',
    'quiet-invalid':
      'メールを送らない時間帯は、はじまりとおわりの両方を 22:00 のように入れてください。何も変更していません。',
    'quiet-too-long': '送らない時間帯は、12時間までにしてください。何も変更していません。',
    'not-sure': '消してよければ、確認の欄にチェックを入れてください。何も消していません。',
  },
  kinds: '受け取るお知らせ',
  kind: { all: '障害とメンテナンスの両方', incidents: '障害だけ', maintenances: 'メンテナンスだけ' },
  reports: '続報の受け取り方',
  report: { every: 'すべての報告', first_and_last: '最初の報告と、終わりの報告だけ' },
  quiet: 'メールを送らない時間帯',
  quietHint: (zone) =>
    `${zone} の時刻です。この間のお知らせは、終わってから1通にまとめてお送りします。「重大」の障害だけは、すぐにお送りします。`,
  quietFrom: 'はじまり',
  quietUntil: 'おわり',
  exercises: '訓練',
  exercise: '訓練のメールも受け取る',
  exerciseHint: '件名に【訓練】と付きます。',
  wholeGroup: (name) => `${name}のすべて`,
  gone: 'なくなったサービス（選んだままにすると、すべてのお知らせが届きます）',
  save: 'この内容に変更する',
  notices: '最近お送りしたお知らせ',
  noticesHint: 'このお知らせの続報だけを止められます。ほかのお知らせは届きます。',
  mute: 'この続報を止める',
  unmute: 'この続報をまた受け取る',
  isMuted: '続報を止めています',
  fewer: 'メールを減らす',
  fewerHint: '受け取るサービスや、続報の受け取り方、送らない時間帯を選べます。',
  toPreferences: '設定を変える',
  all: 'すべてのメールを止める',
  leave: '配信を停止する',
  leaveHint: '30日以内なら、同じリンクで元に戻せます。',
  hasLeft: 'このアドレスへの配信は停止しています。',
  comeBack: '配信を再開する',
  returnUntil: (time) => `${time}まで、これまでと同じ設定で再開できます。`,
  address: '送り先を変える',
  addressHint: '新しいアドレスに確認のメールをお送りします。変更が済むと、いまのアドレスにもお知らせします。',
  newAddress: '新しいメールアドレス',
  change: '確認のメールを送る',
  codeHint: '新しいアドレスに届いたメールにある6桁の番号でも、送り先を変えられます。',
  code: '番号',
  confirmCode: '送り先を変える',
  known: '登録されている内容',
  knownHint: '設定、同意の記録、送信の記録の全部です（JSON 形式）。',
  download: '登録されている内容をダウンロードする',
  forget: '登録の情報を消す',
  forgetHint: 'アドレス、設定、記録を消します。元には戻せません。',
  sure: '消してよいことを確かめました',
  erase: 'すべて消す',
};

export const preferencesEn: PreferenceTexts = {
  heading: 'Your notices by mail',
  lead: (address) => `What we send to ${address}.`,
  leaveLead: (address) => `Stop what we send to ${address}: the reports on one notice, some of it, or all.`,
  said: {
    saved: 'Changed. From the next notice on we send what you chose.',
    returned: 'You are subscribed again.',
    muted: 'No more reports on this notice will come. Other notices come as before.',
    unmuted: 'Reports on this notice come again.',
    'address-sent':
      'If this address can be used, a mail is on its way to it. Open its link and press the button, or type the 6-digit code from it on this page: from then on we write there.',
    'address-invalid': 'We could not read it as a mail address. Nothing has changed.',
    'code-wrong':
      'The code is not right, or older than 7 days. After five wrong tries it no longer works. Nothing has changed.',
    'quiet-invalid': 'Quiet hours need a beginning and an end, such as 22:00. Nothing has changed.',
    'quiet-too-long': 'Quiet hours can be 12 hours long at most. Nothing has changed.',
    'not-sure': 'If you want it erased, please tick the box as well. Nothing has been erased.',
  },
  kinds: 'What you hear about',
  kind: { all: 'Incidents and maintenance', incidents: 'Incidents only', maintenances: 'Maintenance only' },
  reports: 'Which reports',
  report: { every: 'Every report', first_and_last: 'Only the first and the last' },
  quiet: 'Quiet hours',
  quietHint: (zone) =>
    `Times are ${zone}. What comes in these hours is sent in one mail when they end. Only critical incidents are mailed at once.`,
  quietFrom: 'From',
  quietUntil: 'Until',
  exercises: 'Exercises',
  exercise: 'Mail me in exercises too',
  exerciseHint: 'Their subject begins with [Exercise].',
  wholeGroup: (name) => `All of ${name}`,
  gone: 'A service that is no longer there (keep it, and you hear about everything)',
  save: 'Save these choices',
  notices: 'What we mailed you about lately',
  noticesHint: 'Stop the reports on one notice. Other notices still come.',
  mute: 'Stop reports on this',
  unmute: 'Get reports on this again',
  isMuted: 'stopped',
  fewer: 'Get fewer mails',
  fewerHint: 'Choose services, only first and last reports, or quiet hours.',
  toPreferences: 'Change what you get',
  all: 'Stop all mails',
  leave: 'Unsubscribe',
  leaveHint: 'The same link undoes it for 30 days.',
  hasLeft: 'This address is unsubscribed.',
  comeBack: 'Subscribe again',
  returnUntil: (time) => `Until ${time} you can come back with the same choices.`,
  address: 'Use another address',
  addressHint: 'We send a confirmation to the new address, and tell the present one once it is changed.',
  newAddress: 'New mail address',
  change: 'Send the confirmation',
  codeHint: 'Or type the 6-digit code from the mail at the new address.',
  code: 'Code',
  confirmCode: 'Change the address',
  known: 'What we know about you',
  knownHint: 'Your choices, your consent and what we sent, all of it, as JSON.',
  download: 'Download what we know',
  forget: 'Erase your data',
  forgetHint: 'Address, choices and records are erased. This cannot be undone.',
  sure: 'I am sure',
  erase: 'Erase everything',
};
