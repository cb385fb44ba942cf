import type { ComponentState } from '../incidents/notice.ts';

/** What the page says of itself. */
export interface AboutTexts {
  readonly operator: string;
  readonly apart: string;
  /** The main service's own hosts, and this page's address. */
  readonly apartText: (here: string, hosts: readonly string[]) => string;
  readonly alternates: string;
  readonly safe: string;
  readonly safeText: readonly string[];
  readonly verify: string;
  readonly verifyText: (here: string) => string;
  readonly reports: string;
  readonly reportsText: readonly string[];
  readonly marks: string;
  readonly meaning: Readonly<Record<ComponentState | 'unknown' | 'late', string>>;
  readonly unknown: string;
  readonly late: string;
  readonly uptime: string;
  readonly uptimeText: readonly string[];
  readonly recovery: string;
  readonly recoveryText: (former: string, target: string, drills: string) => string;
}

export const aboutJa: AboutTexts = {
  operator: '運営者',
  apart: '別のアドレスで公開している理由',
  apartText: (here, hosts) =>
    `このページ（${here}）は、${hosts.length === 0 ? '本体のサービス' : `本体のサービス（${hosts.join('、')}）`}とは別の会社の設備と、別のドメインで動いています。本体の設備がすべて失われたときも、お知らせを続けるためです。`,
  alternates: 'このページを開けないときは、次の場所でも同じ内容をご覧になれます。',
  safe: 'パスワードをお尋ねすることはありません',
  safeText: [
    'このページにも、お知らせのメールにも、ログインの画面はありません。パスワード、暗証番号、口座番号、クレジットカード番号をお尋ねすることもありません。',
    'メールの登録でお預かりするのは、メールアドレスと、受け取り方の設定だけです。',
  ],
  verify: '本物のページかどうかを確かめるには',
  verifyText: (here) =>
    `ご契約の書類や、ふだんお使いの案内にある番号へお電話のうえ、状況を知らせるページのアドレスが ${here} かどうかをお尋ねください。このページに書かれた番号だけで判断なさらないでください。`,
  reports: 'お知らせの書き方',
  reportsText: [
    'お知らせは、監視の機械ではなく担当者が書いています。報告には順に番号を付け、次に報告する時刻をお約束します。その時刻を過ぎたときは、遅れていることをこのページが自動で示します。',
    '誤りを直したときは「訂正」、報告そのものが誤りだったときは【取消】と示し、消さずに残します。復旧の見込みを変えたときも、前の見込みを残します。',
  ],
  marks: '印の意味',
  meaning: {
    operational: '不具合を確認していません。',
    under_maintenance: '予定した作業を行っています。',
    degraded_performance: '使えますが、遅れや不具合があります。',
    partial_outage: '一部の機能、または一部の方が使えません。',
    major_outage: '使えません。',
    unknown: 'このページが最新の情報を受け取れていません。よい状態とはみなしません。',
    late: 'お約束した時刻を過ぎています。',
  },
  unknown: '未確認',
  late: '遅れ',
  uptime: '稼働率の計算のしかた',
  uptimeText: [
    '担当者が発表した、サービスごとの状態とその時刻から計算しています。今日はここまでの時間だけを数えます。',
    '「停止」はその時間のすべてを、「一部停止」は3割を、使えなかった時間として差し引きます。「遅延」とメンテナンスは差し引きません。取り消した報告と訓練は数えません。',
    '小数第3位より下は切り捨てます。100%は、停止も一部停止もなかったことを示します。',
  ],
  recovery: '復旧の目標',
  recoveryText: (former, target, drills) =>
    `以前の復旧には${former}かかりました。いまは${target}以内の復旧を目標とし、${drills}ごとに復旧の訓練を行います。`,
};

export const aboutEn: AboutTexts = {
  operator: 'Who runs this page',
  apart: 'Why it has another address',
  apartText: (here, hosts) =>
    `This page (${here}) runs with another company and under another domain than ${hosts.length === 0 ? 'the service itself' : `the service itself (${hosts.join(', ')})`}, so that we can go on telling you what happens even when all of that is lost.`,
  alternates: 'If you cannot open this page, the same is also found here.',
  safe: 'We never ask for your password',
  safeText: [
    'There is nothing to log in to, neither on this page nor in our mails. We never ask for passwords, PINs, bank accounts or card numbers.',
    'To send you reports by mail we keep your address and how you want to get them, nothing else.',
  ],
  verify: 'How to check that this page is genuine',
  verifyText: (here) =>
    `Call the number in your contract or in the papers you usually use, and ask whether ${here} is the address of our status page. Please do not rely on a number that you only found here.`,
  reports: 'How we report',
  reportsText: [
    'Reports are written by people, not by monitoring. They are numbered, and each says when the next one is due. When that time passes, the page itself says that we are late.',
    'What we corrected is marked as corrected; what was wrong altogether is marked 【Retracted】 and stays. When an estimate moves, the earlier one stays too.',
  ],
  marks: 'What the marks mean',
  meaning: {
    operational: 'We know of nothing wrong.',
    under_maintenance: 'Planned work is under way.',
    degraded_performance: 'It can be used, but is slow or not quite right.',
    partial_outage: 'Some functions, or some people, are cut off.',
    major_outage: 'It cannot be used.',
    unknown: 'This page has no news of late. It does not take that for good news.',
    late: 'The time we promised has passed.',
  },
  unknown: 'Not known',
  late: 'Late',
  uptime: 'How uptime is worked out',
  uptimeText: [
    'From the state of each service as our staff published it, and when. Of today only the time so far counts.',
    'An outage counts in full, a partial outage for 30 % of its time. Delays and maintenance do not count, nor do retracted reports and exercises.',
    'Figures are cut after two decimals: 100% means that there was no outage, not even a partial one.',
  ],
  recovery: 'How fast we mean to recover',
  recoveryText: (former, target, drills) =>
    `Recovery once took us ${former}. We now aim for ${target}, and practise it every ${drills}.`,
};
