/** What the page of a search says. */
export interface SearchTexts {
  readonly heading: string;
  readonly title: (query: string) => string;
  readonly label: string;
  readonly button: string;
  readonly hint: string;
  readonly none: (query: string) => string;
  readonly count: (count: number, shown: number) => string;
}

export const searchJa: SearchTexts = {
  heading: 'お知らせを探す',
  title: (query) => `「${query}」を含むお知らせ`,
  label: 'お知らせの中の言葉',
  button: '探す',
  hint: '件名、報告の文、サービスの名前から探します。言葉を空白で区切ると、すべてを含むお知らせを探します。',
  none: (query) => `「${query}」を含むお知らせは見つかりませんでした。短い言葉や、別の言葉でもお試しください。`,
  count: (count, shown) =>
    count > shown ? `${count}件あります。新しい${shown}件を示しています。` : `${count}件見つかりました。`,
};

export const searchEn: SearchTexts = {
  heading: 'Search the notices',
  title: (query) => `Notices with “${query}”`,
  label: 'Words in the notices',
  button: 'Search',
  hint: 'Looks in titles, reports and names of services. Several words: all of them have to be there.',
  none: (query) => `No notice has “${query}” in it. A shorter or another word may help.`,
  count: (count, shown) =>
    count > shown
      ? `${count} notices; these are the newest ${shown}.`
      : `${count} ${count === 1 ? 'notice' : 'notices'} found.`,
};
