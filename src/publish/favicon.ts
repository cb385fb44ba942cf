import { badgeColours } from './badge.ts';
import { frontPage, type Look } from './front-page.ts';
import type { Scene } from './scene.ts';

/** The marks of the state, white on its colour; told apart by shape too, since a tab shows them very small. */
const marks: Readonly<Record<Look, string>> = {
  nothing: '<path d="m6.5 12.5 4 4 7.5-8.5"/>',
  operational: '<path d="m6.5 12.5 4 4 7.5-8.5"/>',
  under_maintenance: '<path d="M9 7v10M15 7v10"/>',
  degraded_performance: '<path d="M12 6 19 18H5Z"/>',
  partial_outage: '<circle cx="12" cy="12" r="6.5"/><path fill="#fff" stroke="none" d="M12 5.5a6.5 6.5 0 0 1 0 13Z"/>',
  major_outage: '<path d="M12 5.5v8M12 18v.5"/>',
  unknown: '<path d="M8.5 9a3.6 3.6 0 1 1 5 3.3c-1 .5-1.5 1.1-1.5 2.2M12 18.3v.2"/>',
};

/** The icon of the tab: it says the state also to who has the page open behind others. */
export function faviconOf({ snapshot, freshness, now }: Scene): string {
  const { look } = frontPage(snapshot, freshness, now);
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">',
    `<rect width="24" height="24" rx="5" fill="${badgeColours[look]}"/>`,
    `<g fill="none" stroke="#fff" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round">${marks[look]}</g>`,
    '</svg>\n',
  ].join('');
}
