import { z } from 'zod';
import type { FeedItem } from './feed-items.ts';
import { legal } from './xml-text.ts';

const DateTime = z.iso.datetime();

const Author = z.strictObject({ name: z.string(), url: z.url() }).meta({ id: 'FeedAuthor' });

const Item = z
  .strictObject({
    id: z.url().meta({ description: 'Stays when the notice is renamed, translated or corrected.' }),
    url: z.url(),
    title: z.string(),
    summary: z.string(),
    content_html: z.string(),
    language: z.string().optional().meta({ description: 'Where the text is not translated into that of the feed.' }),
    date_published: DateTime,
    date_modified: DateTime.meta({
      description: 'Later than date_published once the report was corrected or taken back.',
    }),
  })
  .meta({ id: 'FeedItem', description: 'One report: an update of an incident or a maintenance.' });

/** JSON Feed 1.1, as far as we write it. */
export const JsonFeed = z
  .strictObject({
    version: z.literal('https://jsonfeed.org/version/1.1'),
    title: z.string(),
    home_page_url: z.url(),
    feed_url: z.url(),
    description: z.string(),
    icon: z.url(),
    favicon: z.url(),
    language: z.string(),
    authors: z.array(Author),
    items: z.array(Item),
  })
  .meta({ id: 'JsonFeed' });

/** What stands above the items, the same in every format. */
export interface FeedHead {
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly operator: string;
  /** Addresses: of the page of the operator, of what the feed is about, of the feed itself. */
  readonly front: string;
  readonly home: string;
  readonly self: string;
  readonly icon: string;
}

/** Written here: `feed` knows version 1 only, which has neither languages nor more than one author. */
export function writeJsonFeed(head: FeedHead, items: readonly (FeedItem & { readonly url: string })[]): string {
  const { title, description, language, operator, front, home, self, icon } = head;
  const feed: z.infer<typeof JsonFeed> = {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    feed_url: self,
    description,
    icon,
    favicon: icon,
    language,
    authors: [{ name: operator, url: front }],
    items: items.map(({ id, url, headline, summary, content, foreign, published, updated }) => ({
      id,
      url,
      title: headline,
      summary,
      content_html: content,
      ...(foreign === null ? {} : { language: foreign }),
      date_published: new Date(published).toISOString(),
      date_modified: new Date(updated).toISOString(),
    })),
  };
  const clean = (_: string, value: unknown) => (typeof value === 'string' ? legal(value) : value);
  return `${JSON.stringify(feed, clean, 2)}\n`;
}
