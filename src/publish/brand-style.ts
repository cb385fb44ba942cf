import { legibleOn, papers } from '../incidents/accent.ts';
import type { Snapshot } from '../incidents/snapshot.ts';

/** The accent, made legible on both papers, and their own stylesheet. */
function brandStyle({ page, brand }: Pick<Snapshot, 'page' | 'brand'>): string {
  const { accent } = page.branding;
  const rule = (paper: string) => `:root{--accent:${legibleOn(paper, accent ?? '')}}`;
  const accents =
    accent === undefined
      ? ''
      : `${rule(papers.light)}@media screen and (prefers-color-scheme:dark){${rule(papers.dark)}}`;
  return accents + (brand?.stylesheet ?? '');
}

/** A drawn page with what its settings add: last of all, so that it wins. */
export function dressed(html: string, snapshot: Pick<Snapshot, 'page' | 'brand'>): string {
  const style = brandStyle(snapshot);
  return style === '' ? html : html.replace('</head>', () => `<style>${style}</style></head>`);
}

/** Where the logo is served; undefined where there is none. */
export function logoPath({ brand }: Pick<Snapshot, 'brand'>): string | undefined {
  return brand?.logo === undefined ? undefined : `/brand/${brand.logo.name}`;
}
