import type { Instant } from '../incidents/notice.ts';
import type { Page } from '../incidents/page.ts';
import type { StaffWarning } from '../incidents/staff-warnings.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import { openDates } from '../languages/dates.ts';
import { openInstants } from './facts.ts';
import type { StaffMessage } from './staff.ts';
import { markedTitle } from './original.ts';
import { headingOf } from './subject.ts';
import { noticeUrl } from './update-message.ts';

const hour = 3_600_000;

/** What staff are told of a report that should be written: which, when it is due, how to write it, where to look. */
export function warningMessage(
  { siteUrl, page }: { readonly siteUrl: string; readonly page: Page },
  { key, kind, notice, at, hours = 0 }: StaffWarning,
  now: Instant,
): StaffMessage {
  const { language } = page;
  const texts = catalogueOf(language).staff.warning;
  const show = openInstants(language, page.time_zone);
  const title = markedTitle(notice, language);
  const time = openDates(language, page.time_zone).time(at);
  const url = noticeUrl(siteUrl, { page }, notice.id, language);
  const last = notice.updates.findLast(({ retracted }) => !retracted);
  const [subject, text] = (() => {
    switch (kind) {
      case 'next_soon':
        if (now < at) return [texts.dueSubject(time, title), texts.due(title, show(at))];
        return [texts.lateSubject(time, title), texts.late(title, show(at))];
      case 'silent':
        return [texts.silentSubject(hours, title), texts.silent(title, hours)];
      case 'not_begun':
        return [texts.notBegunSubject(time, title), texts.notBegun(title, show(at))];
      case 'not_ended':
        return [texts.notEndedSubject(time, title), texts.notEnded(title, show(at))];
    }
  })();
  const expected = { next_soon: undefined, silent: undefined, not_begun: 'in_progress', not_ended: 'completed' }[kind];
  const status = expected ?? last?.status ?? 'investigating';
  const command = `npm run noroshi -- new --update ${notice.id} --status ${status} "${texts.placeholder}" --commit --push`;
  return {
    key,
    kind: kind === 'silent' ? 'silent' : 'due',
    language,
    subject,
    text: [
      text,
      ...(last === undefined ? [] : [texts.last(headingOf(last, language), show(last.at))]),
      `\n${texts.write}`,
      command,
      texts.byPhone(`${notice.id}.md`),
      `\n${texts.page}`,
      url,
    ].join('\n'),
    notice: notice.id,
    url,
    // Told hours later it would ask for what has long been done.
    worth: hour,
  };
}
