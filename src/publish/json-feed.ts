import { z } from 'zod';
import type { FeedDraft } from './feeds.ts';

const DateTime = z.iso.datetime();

const Author = z.object({ name: z.string(), url: z.url() });

const Item = z
  .object({
    id: z.url().meta({ description: 'Stays when the notice is renamed, translated or corrected.' }),
    url: z.url(),
    title: z.string(),
    summary: z.string().optional(),
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
  .object({
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

/** Version 1, as `feed` writes it. */
const VersionOne = z.object({
  ...JsonFeed.omit({ version: true, authors: true, language: true, favicon: true }).shape,
  author: Author,
});

/** `feed` writes version 1; version 1.1 has languages and a list of authors. Throws if `feed` left anything out. */
export function jsonFeed(versionOne: object, { scene, language, items }: FeedDraft): z.infer<typeof JsonFeed> {
  const { author, items: written, ...rest } = VersionOne.parse(versionOne);
  const foreign = items().map((item) => item.foreign);
  return {
    version: 'https://jsonfeed.org/version/1.1',
    ...rest,
    favicon: `${scene.siteUrl}/favicon.svg`,
    language,
    authors: [author],
    items: written.map((item, index) => ({ ...item, ...languageOf(foreign[index] ?? null) })),
  };
}

function languageOf(foreign: string | null): { language?: string } {
  return foreign === null ? {} : { language: foreign };
}
