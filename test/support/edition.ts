import type { Freshness, Snapshot } from '../../src/incidents/snapshot.ts';
import type { Edition, EditionChange } from '../../src/publish/edition.ts';
import { createTexts } from '../../src/publish/texts.ts';
import { createComparing } from '../../src/publish/whats-new.ts';
import { makeEdition, type EditionNeeds, type MadeEdition } from '../../src/publish/make-edition.ts';

/** What an edition is made with, without Astro: a page is its path and what its view says, long enough to compress. */
export function editionNeeds(more: Partial<EditionNeeds> = {}): EditionNeeds & { readonly drawn: string[] } {
  const drawn: string[] = [];
  return {
    drawn,
    render: async (path, view) => {
      drawn.push(path);
      const text = `${path} ${view.language} ${view.noticeId ?? ''} ${view.outcome ?? ''} ${'あ'.repeat(400)}`;
      const html = `<!doctype html><html><head><style>p{color:red}</style></head><body>${text}</body></html>`;
      return { status: view.path === '/404' ? 404 : 200, html };
    },
    siteUrl: 'https://status.example.org',
    log: { error: () => undefined },
    assets: new Map(),
    formOpen: true,
    mailFrom: 'notices@status.example.org',
    texts: createTexts(),
    compare: createComparing(),
    ...more,
  };
}

/** An edition of a snapshot, current unless said otherwise, and the changes that were sent on the way. */
export async function makeIt(snapshot: Snapshot, now: number, options: Options = {}): Promise<Made> {
  const { freshness = { state: 'current', asOf: now }, needs = editionNeeds(), previous } = options;
  const { isOvertaken = false } = options;
  const changes: EditionChange[] = [];
  const course = { send: (change: EditionChange) => changes.push(change), mayGoOn: async () => !isOvertaken };
  const made = await makeEdition(needs, snapshot, freshness, now, previous, course);
  return { ...made, changes };
}

export async function editionOf(snapshot: Snapshot, now: number, options: Options = {}): Promise<Edition> {
  return (await makeIt(snapshot, now, options)).edition;
}

export interface Made extends MadeEdition {
  readonly changes: readonly EditionChange[];
}

interface Options {
  freshness?: Freshness;
  needs?: EditionNeeds;
  previous?: MadeEdition;
  isOvertaken?: boolean;
}

/** The body of a ready response as text. */
export function textAt({ ready }: Edition, path: string): string {
  const response = ready.get(path);
  if (response === undefined) throw new Error(`the edition has no ${path}`);
  return Buffer.from(response.body).toString('utf8');
}
