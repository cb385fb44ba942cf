import { componentStatesAt, worst } from '../incidents/component-states.ts';
import { leafComponents, textIn, type PageComponent } from '../incidents/page.ts';
import { isWide } from '../incidents/text-width.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { frontPage, type Look } from './front-page.ts';
import type { Scene } from './scene.ts';
import { legal } from './xml-text.ts';

/** Dark enough for white letters at 7:1; the words beside say the same to whoever sees no colours. */
export const badgeColours: Readonly<Record<Look, string>> = {
  nothing: '#14523a',
  operational: '#14523a',
  under_maintenance: '#1c437d',
  degraded_performance: '#5e4200',
  partial_outage: '#7a3100',
  major_outage: '#8c1911',
  unknown: '#4c473e',
};

const height = 24;
const padding = 9;

/**
 * A picture of the state of the page, or of one component or group, for other people's pages: name and state in words, in the
 * colour of the front page.
 */
export function badgeOf(scene: Scene, language: string, component?: PageComponent): string {
  const { page } = scene.snapshot;
  const name = textIn((component ?? page).name, language, page.language);
  const { look, state } = component === undefined ? stateOfPage(scene, language) : stateOf(scene, language, component);
  const [left, right] = [widthOf(name), widthOf(state)];
  const label = escaped(`${name}: ${state}`);
  const text = (from: number, width: number, words: string) =>
    `<text x="${from + width / 2}" y="16" textLength="${width - 2 * padding}" lengthAdjust="spacingAndGlyphs">${escaped(words)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${height}" role="img" aria-label="${label}" lang="${escaped(language)}">`,
    `<title>${label}</title>`,
    `<rect width="${left}" height="${height}" fill="#1c1a16"/>`,
    `<rect x="${left}" width="${right}" height="${height}" fill="${badgeColours[look]}"/>`,
    `<g fill="#fff" font-family="system-ui, sans-serif" font-size="12" text-anchor="middle">`,
    `${text(0, left, name)}${text(left, right, state)}</g>`,
    '</svg>\n',
  ].join('');
}

interface Shown {
  readonly look: Look;
  readonly state: string;
}

function stateOfPage({ snapshot, freshness, now }: Scene, language: string): Shown {
  const { look, headline } = frontPage(snapshot, freshness, now);
  return { look, state: catalogueOf(language).badge[headline] };
}

/** A group is as its worst member; unknown is never green. */
function stateOf({ snapshot, freshness, now }: Scene, language: string, { id }: PageComponent): Shown {
  const { badge, words } = catalogueOf(language);
  if (freshness.state === 'unknown') return { look: 'unknown', state: badge.unknown };
  const states = componentStatesAt(snapshot, now);
  const leaves = leafComponents(snapshot.page).filter((leaf) => leaf.id === id || leaf.groupId === id);
  const look = worst(leaves.flatMap((leaf) => states[leaf.id] ?? []));
  return { look, state: words.component[look][0] };
}

/** Nobody measures letters here: about seven pixels each, twelve where they are wide. */
function widthOf(text: string): number {
  return [...text].reduce((width, sign) => width + (isWide(sign) ? 12 : 7), 2 * padding);
}

function escaped(text: string): string {
  return legal(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
