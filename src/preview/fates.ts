import { whatIsNews } from '../alerts/news.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import { reportItems } from '../incidents/report-item.ts';
import type { WorkingTree } from '../incidents/working-tree.ts';
import type { Fate } from '../languages/preview-texts.ts';

/**
 * What would become of the mails of a notice's reports, by their instants, if the working tree were published now. Asked of
 * the rules that announce: what the last commit holds counts as announced.
 */
export function fatesOf(
  { now, maxAge }: { readonly now: Instant; readonly maxAge: number },
  { snapshot, committed }: WorkingTree,
  notice: Notice,
): ReadonlyMap<Instant, Fate> {
  const all = (fate: Fate) => new Map(notice.updates.map(({ at }) => [at, fate]));
  if (notice.broken !== undefined) return all('broken');
  if (notice.draft) return all('draft');
  const stand = new Set(snapshot.notices.map(({ id }) => id));
  // Its own past, and that of notices which are gone: it may be one of them under a new name.
  const before = (committed?.notices ?? []).filter(({ id }) => id === notice.id || !stand.has(id));
  const announced = before.flatMap((old) => reportItems(old, now).map((item) => ({ ...item, id: item.at })));
  const content = {
    page: snapshot.page,
    reports: reportItems(notice, now),
    formerly: { [notice.id]: notice.formerly },
    broken: [],
  };
  const timeZone = committed === null ? snapshot.page.time_zone : committed.timeZone;
  const found = whatIsNews(announced, content, now, { maxAge, timeZone });
  return new Map<Instant, Fate>([
    ...all('committed'),
    ...found.edited.map(({ report }) => [report.at, 'edited'] as const),
    ...found.moved.map(({ report }) => [report.at, 'moved'] as const),
    ...content.reports.flatMap(({ at, retracted }) => (retracted ? [[at, 'retracted'] as const] : [])),
    ...found.notMailed.map(({ report, reason }) => [report.at, reason] as const),
    ...found.news.map(({ at, type }) => [at, type === 'exercise' ? 'exercise' : 'news'] as const),
  ]);
}
