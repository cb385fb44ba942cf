/** What is said of a component's last days: in its bar, in the table, on its own page. */
export interface UptimeTexts {
  readonly daysAgo: (days: number) => string;
  readonly today: string;
  /** `99.82%`; never more than there was. */
  readonly percent: (share: number) => string;
  readonly label: (percent: string) => string;
  /** The bar in words, for who cannot see it: how much it was up, and each day on which something was not as it should. */
  readonly inWords: (days: number, percent: string, unusual: readonly string[], more: number) => string;
  readonly noneMeasured: string;
  readonly table: string;
  readonly tableCaption: (days: number) => string;
  readonly day: string;
  readonly component: string;
  readonly state: string;
  readonly uptime: string;
  /** Days without a row in the table. */
  readonly otherDays: string;
  readonly allFine: (days: number) => string;
  /** What makes the figure. */
  readonly counted: string;
  readonly more: string;
  readonly period: (days: number) => string;
  readonly unknownDay: string;
  readonly notYet: string;
}

export const uptimeJa: UptimeTexts = {
  daysAgo: (days) => `${days}日前`,
  today: '今日',
  percent,
  label: (uptime) => `稼働率 ${uptime}`,
  inWords: (days, uptime, unusual, more) => {
    const listed = more > 0 ? [...unusual, `ほか${more}日`] : unusual;
    const rest =
      listed.length === 0 ? '毎日、通常どおりでした。' : `${listed.join('、')}。ほかの日は通常どおりでした。`;
    return `過去${days}日間の稼働率 ${uptime}。${rest}`;
  },
  noneMeasured: '記録はまだありません',
  table: '日ごとの記録を表で見る',
  tableCaption: (days) => `過去${days}日間に通常と異なった日`,
  day: '日付',
  component: 'サービス',
  state: '状態',
  uptime: '稼働率',
  otherDays: 'ほかの日は、すべて通常どおりです。',
  allFine: (days) => `過去${days}日間は、すべて通常どおりです。`,
  counted:
    '担当者が発表した状態から計算しています。停止は全部の時間を、一部停止は3割の時間を差し引きます。遅延とメンテナンスは差し引きません。',
  more: '計算のしかた',
  period: (days) => `過去${days}日間`,
  unknownDay: '確認できていません',
  notYet: '記録なし',
};

export const uptimeEn: UptimeTexts = {
  daysAgo: (days) => `${days} days ago`,
  today: 'today',
  percent,
  label: (uptime) => `${uptime} uptime`,
  inWords: (days, uptime, unusual, more) => {
    const listed = more > 0 ? [...unusual, `${more} more days`] : unusual;
    const rest = listed.length === 0 ? 'As usual on every day.' : `${listed.join('; ')}. As usual on all other days.`;
    return `Uptime ${uptime} over the last ${days} days. ${rest}`;
  },
  noneMeasured: 'nothing on record yet',
  table: 'Day by day, as a table',
  tableCaption: (days) => `Days out of the last ${days} that were not as usual`,
  day: 'Day',
  component: 'Service',
  state: 'State',
  uptime: 'Uptime',
  otherDays: 'On all other days everything was as usual.',
  allFine: (days) => `Everything was as usual on each of the last ${days} days.`,
  counted:
    'Worked out from what our staff published. An outage counts in full, a partial outage for 30 % of its time; delays and maintenance do not count.',
  more: 'How this is worked out',
  period: (days) => `Last ${days} days`,
  unknownDay: 'not known',
  notYet: 'no record',
};

/** Cut, not rounded: 99.999 % is not 100. */
function percent(share: number): string {
  return `${Math.floor(share * 10_000 + 1e-6) / 100}%`;
}
