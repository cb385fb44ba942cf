import { plainText } from '../incidents/markdown.ts';
import { shortened } from '../incidents/text-width.ts';
import { effectiveUpdates } from '../incidents/updates-at.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { openDates } from '../languages/dates.ts';
import type { SoFar } from '../mail/message-parts.ts';
import { escape, langOf } from './message-html.ts';
import { inLanguage, oneLine } from './original.ts';
import { headingOf } from './subject.ts';
import type { Occasion } from './update-message.ts';

/** As many as are read on a phone; the notice's page, whose address is in the mail, has them all. */
const mostReports = 5;
/** Of each, the beginning: two lines on a phone. */
const longestText = 80;

/** The reports before this one, the newest first, in a line each: whoever subscribes in the middle learns what went before. */
export function soFar({ snapshot, notice, update, now }: Occasion, language: string): SoFar {
  const texts = catalogueOf(language).mail.alert;
  const dates = openDates(language, snapshot.page.time_zone);
  const earlier = effectiveUpdates(notice, update.at).filter(({ at }) => at < update.at);
  const reports = earlier.slice(-mostReports).toReversed().map((one) => {
    const body = inLanguage(one.body, notice, language);
    const [first = ''] = plainText(body.text).split('\n');
    const said = shortened(oneLine(first), longestText);
    const time = dates.near(one.at, now);
    const heading = headingOf(one, language);
    const marked = `<span${langOf(body.language, language)}>${escape(said)}</span>`;
    return {
      at: new Date(one.at).toISOString(),
      text: `- ${texts.soFarItem(time, heading, said)}`,
      html: texts.soFarItem(escape(time), escape(heading), said === '' ? '' : marked),
    };
  }); // prettier-ignore
  const head = texts.soFar;
  return { head: { text: `■ ${head}`, html: `<p><strong>${escape(head)}</strong></p>` }, reports };
}
