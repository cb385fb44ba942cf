/** What the pages and feeds say. Functions where a text holds something. */
export interface PageTexts {
  readonly statusPageOf: (name: string) => string;
}
