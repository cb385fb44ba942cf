import { effectiveUpdates } from '../incidents/updates-at.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { MessageParts } from '../mail/message-parts.ts';
import { openInstants } from './facts.ts';
import { escape } from './message-html.ts';
import { titleOf } from './original.ts';
import { headingOf } from './subject.ts';
import { updateMessage, type Occasion } from './update-message.ts';

/**
 * The mail that takes a report back, in one language: which report was wrong, how things stand without it, and below its
 * text once more, so that nobody has to look for what is meant.
 */
export function retractionMessage(
  needs: { readonly siteUrl: string },
  occasion: Occasion,
  language: string,
): Omit<MessageParts, 'announcement'> {
  const { snapshot, notice, update, now } = occasion;
  const { retraction, retractionOfAll } = catalogueOf(language).mail.alert;
  const own = updateMessage(needs, { ...occasion, update: { ...update, retracted: true } }, language);
  const standing = effectiveUpdates(notice, now).at(-1);
  const heading = headingOf(update, language);
  const what = retraction(heading, openInstants(language, snapshot.page.time_zone)(update.at));
  const title = titleOf(notice, language);
  const rest =
    standing === undefined
      ? {
          text: `${title}\n${retractionOfAll}`,
          html: `<p><strong>${escape(title)}</strong><br>\n${escape(retractionOfAll)}</p>`,
        }
      : updateMessage(needs, { ...occasion, update: standing }, language).intro;
  return {
    ...own,
    intro: { text: `${what}\n\n${rest.text}`, html: `<p><strong>${escape(what)}</strong></p>\n${rest.html}` },
    kind: 'retraction',
  };
}
