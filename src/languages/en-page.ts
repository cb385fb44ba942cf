import type { PageTexts } from './page-texts.ts';

export const pageEn: PageTexts = {
  statusPageOf: (name) => name,
};
