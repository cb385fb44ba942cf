import { isDeepStrictEqual } from 'node:util';
import { noBrand, readBrand, type ReadBrand } from './brand.ts';
import type { Finding } from './finding.ts';
import { Page } from './page.ts';
import { readPage } from './read-page.ts';
import { wholeFile, type Listing, type Onward, type Source } from './source.ts';

/** The page's settings in use, and what is wrong with the newest ones. */
export interface PageSettings {
  /** Content id of the newest page.yaml, good or not; null when there is none. */
  readonly id: string | null;
  /** The last good settings; null when there never were any. */
  readonly page: Page | null;
  readonly findings: readonly Finding[];
  /** The files that the settings in use name. */
  readonly worn: ReadBrand;
}

/**
 * The settings at a head. When they have errors the last good ones of the history stay, also when several commits came at
 * once and nobody has seen those: a start would find the same. Where there is no history, those used before.
 */
export async function readPageSettings(
  source: Source,
  head: string,
  listing: Listing,
  previous: PageSettings | null,
  onward: Onward | null,
): Promise<PageSettings> {
  const settings = await readSettings(source, head, listing, previous, onward);
  const worn = await readBrand((id) => source.read(id), listing.files, settings.page, previous?.worn ?? noBrand);
  return settings === previous && worn === previous.worn ? previous : { ...settings, worn };
}

async function readSettings(
  source: Source,
  head: string,
  listing: Listing,
  previous: PageSettings | null,
  onward: Onward | null,
): Promise<Omit<PageSettings, 'worn'>> {
  const id = listing.files.find(({ name }) => name === 'page.yaml')?.id ?? null;
  if (previous !== null && previous.id === id && (isGood(previous) || isUntouched(onward))) return previous;
  const newest = id === null ? missing() : await readOne(source, id);
  if (newest.page !== null) return { id, ...newest };
  const good = await lastGood(source, head);
  const before = previous?.page ?? null;
  // The very same object tells that no notice need be read anew.
  const page = good === null || isDeepStrictEqual(good, before) ? before : good;
  return { id, page, findings: newest.findings };
}

/** What a page is drawn with that has no settings: it can say no more than that its state is unknown. */
export function pageWithoutSettings(): Page {
  return Page.parse({
    name: { ja: 'ステータスページ', en: 'Status page' },
    // A page must have one; retired, it is shown nowhere: of what was never known not even a last state is claimed.
    components: [{ id: 'service', name: { ja: 'サービス', en: 'Service' }, retired: true }],
  });
}

const isGood = ({ findings }: Pick<PageSettings, 'findings'>) => findings.every(({ severity }) => severity !== 'error');
/** Between two broken versions, even the same ones, a good one may have come. */
const isUntouched = (onward: Onward | null) =>
  onward !== null && !onward.steps.some(({ changes }) => changes.some(({ name }) => name === 'page.yaml'));

async function lastGood(source: Source, head: string): Promise<Page | null> {
  for (const id of await source.versions('page.yaml', head)) {
    const { page } = await readOne(source, id);
    if (page !== null) return page;
  }
  return null;
}

async function readOne(source: Source, id: string): Promise<{ page: Page | null; findings: readonly Finding[] }> {
  const bytes = await source.read(id);
  try {
    return readPage(bytes, 'page.yaml');
  } catch (error) {
    const what = `Reading this file failed: ${(error as Error).message}.`;
    return { page: null, findings: [wholeFile('error', 'page.yaml', what, 'Please report this as a bug of Noroshi.')] };
  }
}

function missing() {
  const what = 'There is no page.yaml: nobody can tell whose page this is.';
  return { page: null, findings: [wholeFile('error', 'page.yaml', what, 'Add it beside the notices.')] };
}
