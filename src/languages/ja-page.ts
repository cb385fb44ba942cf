import type { PageTexts } from './page-texts.ts';

export const pageJa: PageTexts = {
  statusPageOf: (name) => name,
};
