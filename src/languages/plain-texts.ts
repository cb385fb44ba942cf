/** What text without marks says: for a terminal, to forward, to read aloud; and what a calendar says. */
export interface PlainTexts {
  /** A piece of text that names what stands behind it. */
  readonly label: (name: string, value: string) => string;
  readonly address: string;
  readonly calendar: CalendarTexts;
  readonly spoken: SpokenTexts;
}

export interface CalendarTexts {
  readonly title: (name: string, component: string | null) => string;
  readonly description: (name: string, component: string | null) => string;
  /** Subscribes to it, beside the names of the feeds. */
  readonly link: string;
  /** In a calendar of other things the event has to say whose it is. */
  readonly event: (title: string, name: string) => string;
  readonly cancelled: string;
}

/** Whole sentences: a voice has no line breaks, brackets or headings. */
export interface SpokenTexts {
  readonly opening: (name: string) => string;
  readonly asOf: (time: string) => string;
  readonly unknown: (since: string) => string;
  readonly notice: (time: string, title: string) => string;
  readonly affected: (components: string) => string;
  readonly next: (time: string) => string;
  readonly late: (time: string) => string;
  readonly expected: (time: string) => string;
  readonly planned: (title: string, from: string) => string;
  readonly others: (count: number) => string;
  readonly closing: string;
  /** With the sign that ends a sentence. */
  readonly sentence: (text: string) => string;
  /** Times, dates and marks as they are said. */
  readonly aloud: (text: string) => string;
}

export const plainJa: PlainTexts = {
  label: (name, value) => `${name}：${value}`,
  address: 'このページ',
  calendar: {
    title: (name, component) => `${name}${component === null ? '' : `「${component}」`} メンテナンス予定`,
    description: (name, component) =>
      `${name}${component === null ? '' : `の「${component}」`}のメンテナンスの予定です。`,
    link: 'カレンダー',
    event: (title, name) => `${title}（${name}）`,
    cancelled: '【中止】',
  },
  spoken: {
    opening: (name) => `${name}からのお知らせです。`,
    asOf: (time) => `${time}現在の状況です。`,
    unknown: (since) => `${since}より後の情報を確認できていません。`,
    notice: (time, title) => `${time}の発表です。${title}。`,
    affected: (components) => `影響があるのは、${components}です。`,
    next: (time) => `次の報告は、${time}の予定です。`,
    late: (time) => `${time}に予定していた報告は、遅れています。`,
    expected: (time) => `復旧は、${time}ごろの見込みです。`,
    planned: (title, from) => `${from}から、${title}を予定しています。`,
    others: (count) => `このほかに、お知らせが${count}件あります。`,
    closing: 'くわしくは、ホームページをご覧ください。',
    sentence: (text) => (/[。！？]$/.test(text) ? text : `${text}。`),
    aloud: (text) =>
      text
        .replace(/(\d)\(([日月火水木金土])\)/g, '$1、$2曜日')
        .replace(/日\(([日月火水木金土])\)\s*/g, '日、$1曜日、')
        .replace(/\b0?(\d{1,2}):(\d\d)(?::\d\d)?/g, (_, hour: string, minute: string) =>
          minute === '00' ? `${hour}時` : `${hour}時${Number(minute)}分`,
        )
        .replace(/[【】「」『』（）()［］[\]〈〉《》]+/g, '、'),
  },
};

const days: Readonly<Record<string, string>> = {
  Sun: 'Sunday', Mon: 'Monday', Tue: 'Tuesday', Wed: 'Wednesday', Thu: 'Thursday', Fri: 'Friday', Sat: 'Saturday',
}; // prettier-ignore

export const plainEn: PlainTexts = {
  label: (name, value) => `${name}: ${value}`,
  address: 'This page',
  calendar: {
    title: (name, component) => `${name}${component === null ? '' : `, ${component}`}: planned maintenance`,
    description: (name, component) =>
      `Planned maintenance of ${component === null ? name : `${component} at ${name}`}.`,
    link: 'Calendar',
    event: (title, name) => `${title} (${name})`,
    cancelled: '[Cancelled] ',
  },
  spoken: {
    opening: (name) => `This is ${name}.`,
    asOf: (time) => `Here is the state as of ${time}.`,
    unknown: (since) => `We have received nothing newer than ${since}.`,
    notice: (time, title) => `Reported ${time}: ${title}.`,
    affected: (components) => `Affected: ${components}.`,
    next: (time) => `The next report is due by ${time}.`,
    late: (time) => `The report that was due at ${time} is late.`,
    expected: (time) => `We expect it to be back at about ${time}.`,
    planned: (title, from) => `Planned from ${from}: ${title}.`,
    others: (count) => (count === 1 ? 'There is one more notice.' : `There are ${count} more notices.`),
    closing: 'For more, please see our status page.',
    sentence: (text) => (/[.!?]$/.test(text) ? text : `${text}.`),
    aloud: (text) =>
      text
        .replace(
          /(\d{1,2} [A-Z][a-z]+(?: \d{4})?) \((Sun|Mon|Tue|Wed|Thu|Fri|Sat)\)/g,
          (_, date: string, day: string) => `${days[day] ?? day} ${date},`,
        )
        .replace(/\s*[()[\]]+\s*/g, ', ')
        .replace(/ ,/g, ','),
  },
};
