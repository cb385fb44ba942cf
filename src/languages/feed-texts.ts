/** What feeds and API documents say; the pages' texts are in page-texts.ts. */
export interface FeedTexts {
  /** Of the page, or of one component or group of it. */
  readonly title: (name: string, component: string | null) => string;
  readonly description: (name: string, component: string | null) => string;
  /** The headline of one report: its state, its name (第3報; null where the state is the name), the notice's title. */
  readonly headline: (status: string, report: string | null, title: string) => string;
  /** In front of the headline, and of the text itself. */
  readonly retracted: string;
  readonly exercise: string;
  /** Only ever seen in the preview. */
  readonly draft: string;
}

export const feedJa: FeedTexts = {
  title: (name, component) =>
    component === null
      ? `${name} 障害・メンテナンスのお知らせ`
      : `${name}「${component}」 障害・メンテナンスのお知らせ`,
  description: (name, component) =>
    `${component === null ? name : `${name}の「${component}」`}の障害とメンテナンスの報告を、1件ずつお届けします。`,
  headline: (status, report, title) => (report === null ? `【${status}】${title}` : `【${status}】${report} ${title}`),
  retracted: '【取消】',
  exercise: '【訓練】',
  draft: '【下書き】',
};

export const feedEn: FeedTexts = {
  title: (name, component) => `${name}${component === null ? '' : `, ${component}`}: incidents and maintenance`,
  description: (name, component) =>
    `Every report on incidents and maintenance of ${component === null ? name : `${component} at ${name}`}.`,
  headline: (status, report, title) => `[${status}] ${report === null ? '' : `${report}: `}${title}`,
  retracted: '[Retracted] ',
  exercise: '[Exercise] ',
  draft: '[Draft] ',
};
