import type { Instant } from '../incidents/notice.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { openDates } from '../languages/dates.ts';
import type { MessageParts } from '../mail/message-parts.ts';
import { openInstants } from './facts.ts';
import { titleOf } from './original.ts';
import { updateMessage, type Occasion } from './update-message.ts';

/**
 * The mail before a maintenance begins, in one language: when, the facts, and below the newest report. It says no "in an
 * hour", which would be wrong in a mail that had to wait.
 */
export function reminderMessage(
  needs: { readonly siteUrl: string },
  occasion: Occasion & { readonly at: Instant; readonly start: Instant },
  language: string,
): Omit<MessageParts, 'announcement'> {
  const { snapshot, notice, at, start, now } = occasion;
  const { reminder, reminderSubject, reminderText } = catalogueOf(language).mail.alert;
  const zone = snapshot.page.time_zone;
  const report = updateMessage(needs, occasion, language);
  const when = reminderText(openInstants(language, zone)(start));
  return {
    ...report,
    subject: reminderSubject(openDates(language, zone).near(start, now), titleOf(notice, language)),
    section: {
      text: `■ ${reminder}\n${when}\n\n${report.section.text}`,
      html: `<p><strong>${reminder}</strong><br>\n${when}</p>\n${report.section.html}`,
    },
    at: new Date(at).toISOString(),
    kind: 'reminder',
  };
}
