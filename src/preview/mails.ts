import { withGroups } from '../alerts/recipients.ts';
import { headingOf } from '../alerts/subject.ts';
import { updateMessage } from '../alerts/update-message.ts';
import { affectedComponents } from '../incidents/component-states.ts';
import type { Instant, Notice, Update } from '../incidents/notice.ts';
import { flatComponents, textIn } from '../incidents/page.ts';
import type { Snapshot } from '../incidents/snapshot.ts';
import { asOf } from '../incidents/updates-at.ts';
import type { WorkingTree } from '../incidents/working-tree.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { previewTextsOf } from '../languages/preview-texts.ts';
import { composeBody } from '../mail/body.ts';
import { languagesOf, updateAnchor } from '../publish/view.ts';
import { fatesOf } from './fates.ts';

/** The mail of one report, as it is shown beside the page. Sentences are in the page's language. */
export interface PreviewMail {
  /** Where the report stands on the page of its notice. */
  readonly anchor: string;
  readonly at: Instant;
  /** 第3報・復旧作業中 */
  readonly heading: string;
  /** Whether it would go out if this were published now. */
  readonly isNews: boolean;
  /** What would become of it, and why. */
  readonly fate: string;
  /** Whom it is meant for, by rule. */
  readonly to: string;
  readonly letters: readonly Letter[];
}

/** The mail in one language, as it would stand in the inbox. */
export interface Letter {
  readonly language: string;
  readonly languageName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Needs {
  readonly siteUrl: string;
  /** ALERT_MAX_AGE in milliseconds. */
  readonly maxAge: number;
  readonly now: Instant;
}

/** The mails of a notice's reports, newest first; several new ones go out as one, as they would. */
export function mailsOf(needs: Needs, tree: WorkingTree, written: Notice, language: string): PreviewMail[] {
  const texts = previewTextsOf(language);
  const notice = asOf(written, needs.now);
  const fates = fatesOf(needs, tree, notice);
  const news = notice.updates.filter(({ at }) => fates.get(at) === 'news').toReversed();
  const [newest, ...carried] = news;
  return notice.updates.toReversed().map((update, index, all) => {
    const fate = fates.get(update.at) ?? 'committed';
    const isCarried = newest !== undefined && carried.includes(update);
    return {
      anchor: updateAnchor(update.at),
      at: update.at,
      heading: headingOf(update, language),
      isNews: fate === 'news',
      fate: isCarried ? texts.carried(headingOf(newest, language)) : texts.fate[fate],
      to: recipients(tree.snapshot, notice, language, index < all.length - 1),
      letters: languagesOf(tree.snapshot.page).map((one) =>
        letter(needs, tree.snapshot, notice, update, update === newest ? carried : [], one),
      ),
    };
  });
}

/** DESIGN's rule in words: all components that the notice has named, joined with each person's choices. */
function recipients({ page }: Snapshot, notice: Notice, language: string, again: boolean): string {
  const texts = previewTextsOf(language);
  const named = withGroups(page, affectedComponents(notice));
  if (named.length === 0) return texts.everybody;
  const known = flatComponents(page).filter(({ id }) => named.includes(id));
  const names = known.map(({ name }) => textIn(name, language, page.language));
  return texts.whoChose(names.length > 0 ? names : named, again);
}

function letter(
  { siteUrl, now }: Needs,
  snapshot: Snapshot,
  notice: Notice,
  update: Update,
  carried: readonly Update[],
  language: string,
): Letter {
  const compose = (one: Update) => updateMessage({ siteUrl }, { snapshot, notice, update: one, now }, language);
  const message = compose(update);
  const body = composeBody(message, carried.map(compose), {
    isFirst: false,
    unsubscribeUrl: `${siteUrl}/unsubscribe/…`,
    subscriptionUrl: `${siteUrl}/subscription/…`,
  });
  return { language, languageName: catalogueOf(language).name, subject: message.subject, ...body };
}
