import type { ReportDraft } from '../incidents/draft-report.ts';
import type { NoticeType } from '../incidents/notice.ts';
import type { Page } from '../incidents/page.ts';
import { componentsOf, impactOf, statusOf, timeOf } from './new-words.ts';
import type { Flags } from './new-options.ts';

/** What the flags say of a report but for its text; undefined where they say nothing. Throws WrongUsage. */
export function readReportFlags(flags: Flags, type: NoticeType, page: Page): Partial<ReportDraft> {
  const { status, impact, next, expected } = flags;
  const lists = [...(flags.component ?? []), ...(flags.components ?? [])];
  return {
    ...(status === undefined ? {} : { status: statusOf(status, type) }),
    ...(impact === undefined ? {} : { impact: impactOf(impact) }),
    ...(next === undefined ? {} : { next: timeOf(next, '--next', page) }),
    ...(expected === undefined ? {} : { expected: timeOf(expected, '--expected', page, { mayBeUnknown: true }) }),
    ...(lists.length === 0 ? {} : { components: componentsOf(lists.join(','), page) }),
  };
}
