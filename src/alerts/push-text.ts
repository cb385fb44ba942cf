import type { Finding } from '../incidents/finding.ts';
import type { Instant, Notice, Update } from '../incidents/notice.ts';
import { catalogueOf } from '../languages/catalogue.ts';
import type { Counts } from '../mail/counts.ts';
import { paceOf } from '../mail/pace.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import type { FileNews } from './broken-files.ts';
import type { Push } from './push-answer.ts';
import { announceCommand } from './news.ts';
import { markedTitle } from './original.ts';
import { headingOf } from './subject.ts';
import { takenAway } from './taken-away.ts';
import { noticeUrl, updateMessage } from './update-message.ts';

interface Needs {
  readonly siteUrl: string;
  readonly mail: MailNow;
}

/** How mail stands when the answer is written. */
export interface MailNow {
  /** To say how long telling takes: what each declares, and how much of its day is gone. */
  readonly providers: readonly (Pick<ProviderSettings, 'name' | 'rate' | 'daily'> & { readonly used: number })[];
  /** Of the whole ledger. */
  readonly counts: Counts;
}

/** More are read in no mail. */
const mostWarnings = 5;

/** What a locked phone shows: live or refused, and what. */
export function pushSubject(push: Push, files: FileNews): string {
  const { language } = push.content.page;
  const { push: texts, file } = catalogueOf(language).staff;
  const [finding] = [...files.broken.values()].flat();
  const live = headlines(push, files);
  const [first, ...more] = live;
  if (finding !== undefined) {
    const place = file.place(finding.file, finding.line, finding.column);
    return first === undefined ? texts.refusedSubject(place) : texts.partlySubject(place);
  }
  const [kept] = push.content.kept;
  if (kept !== undefined) return first === undefined ? texts.refusedSubject(kept) : texts.partlySubject(kept);
  const what = first ?? 'page.yaml';
  return texts.liveSubject(more.length === 0 ? what : texts.andMore(what, more.length));
}

/** The whole answer: what is refused and how to mend it, what is live, who is told what, who is not and why. */
export function pushText(needs: Needs, push: Push, files: FileNews, now: Instant): string {
  const { content, shownAt } = push;
  const { language } = content.page;
  const { push: texts, file } = catalogueOf(language).staff;
  const commit = content.commit?.slice(0, 10) ?? null;
  const isRefused = files.broken.size + content.kept.length > 0 && headlines(push, files).length === 0;
  const seconds = shownAt === null ? null : (Math.max(0, shownAt - content.seenAt) / 1000).toFixed(1);
  const live = seconds === null ? texts.unseen(commit) : texts.live(commit, seconds);
  const gone = takenAway(content);
  const shortened = new Set(gone.reports.map(({ notice }) => notice));
  const blocks = [
    isRefused ? texts.refused(commit) : live,
    ...[...files.broken.values()].flatMap((findings) => brokenBlock(push, findings)),
    ...content.kept.map(texts.kept),
    ...files.mended.map(file.mended),
    ...[...Map.groupBy(push.result.announced, ({ notice }) => notice)].map(([id, told]) =>
      toldBlock(needs, push, id, told, now),
    ),
    ...push.result.notMailed.map((one) => {
      const { notice, update } = reportOf(push, one.notice, one.number);
      const report = update === undefined ? '' : headingOf(update, language);
      const title = notice === undefined ? one.notice : markedTitle(notice, language);
      const command = announceCommand(one);
      const why = [texts.notMailed(report, title), texts.reasons[one.reason]];
      return [...why, ...(command === null ? [] : [texts.afterAll(command)])].join('\n');
    }),
    ...heldBlock(push),
    ...push.result.retracted.map(({ people }) => catalogueOf(language).staff.ledger.retracted(people)),
    ...(push.result.moved.length > 0 ? [texts.moved(push.result.moved.length)] : []),
    ...(push.result.withdrawn > 0 ? [texts.withdrawn(push.result.withdrawn)] : []),
    ...updatedNotices(push)
      .filter(({ id }) => !shortened.has(id))
      .map((notice) => texts.updated(markedTitle(notice, language))),
    ...gone.notices.map(texts.removed),
    ...gone.reports.map(({ notice: id, number }) => {
      const { notice } = reportOf(push, id, number);
      return texts.reportGone(number, notice === undefined ? id : markedTitle(notice, language));
    }),
    ...countsBlock(needs, push),
    ...warningBlock(push),
    `${texts.page}\n${needs.siteUrl}`,
  ];
  return blocks.join('\n\n');
}

/** What is live because of it, the reports first. */
function headlines(push: Push, { mended }: FileNews): string[] {
  const { content, result } = push;
  const { language } = content.page;
  const reports = [...result.announced, ...result.notMailed].filter((one) => !('reason' in one && one.reason === 'broken')); // prettier-ignore
  const told = reports.toReversed().map(({ notice: id, number }) => {
    const { notice, update } = reportOf(push, id, number);
    const heading = update === undefined ? '' : `${headingOf(update, language)} `;
    return `${heading}${notice === undefined ? id : markedTitle(notice, language)}`;
  });
  const live = [
    ...told,
    ...(told.length > 0
      ? []
      : result.moved.map(({ notice: id, number }) => {
          const { notice } = reportOf(push, id, number);
          return notice === undefined ? id : markedTitle(notice, language);
        })),
    ...updatedNotices(push).map((notice) => markedTitle(notice, language)),
    ...takenAway(content).notices,
    ...(content.files.includes('page.yaml') && content.findings.every(({ file }) => file !== 'page.yaml') ? ['page.yaml'] : []), // prettier-ignore
  ];
  return [...new Set(live.length > 0 ? live : mended)];
}

function brokenBlock({ content, notices }: Push, findings: readonly Finding[]): string[] {
  const texts = catalogueOf(content.page.language).staff.file;
  const id = findings[0]?.file.replace(/(\.[A-Za-z-]+)?\.md$/, '');
  const isSalvaged = [...content.notices, ...notices].some((notice) => notice.id === id && notice.broken !== undefined);
  const shown = id === 'page.yaml' ? texts.settings : isSalvaged ? texts.salvaged : texts.kept;
  const told = findings.map(
    ({ file, line, column, what, cure }) =>
      `■ ${texts.place(file, line, column)}\n${texts.what}: ${what}\n${texts.cure}: ${cure}`,
  );
  return [...told, `${shown}${texts.then}`];
}

/** Doubts about the files of the push, which are published all the same: whoever only has a phone sees no `check`. */
function warningBlock({ content }: Push): string[] {
  const { push: texts, file } = catalogueOf(content.page.language).staff;
  const warnings = content.isWhole ? [] : content.findings.filter(({ severity }) => severity === 'warning');
  const lines = warnings
    .slice(0, mostWarnings)
    .map((one) => `- ${file.place(one.file, one.line, one.column)}: ${one.what} ${one.cure}`);
  return lines.length === 0 ? [] : [[texts.warnings, ...lines].join('\n')];
}

/** What of it does not go out before somebody releases it, and how. */
function heldBlock({ content, result }: Push): string[] {
  const { ledger } = catalogueOf(content.page.language).staff;
  const reasons = new Map(result.held.map(({ notice, reason }) => [notice, reason]));
  return reasons.size === 0 ? [] : [ledger.held([...reasons].map(([notice, reason]) => ledger.hold(notice, reason)))];
}

/** What has become of all that is owed, when this push has changed it. */
function countsBlock({ mail }: Needs, { content, result }: Push): string[] {
  const { announced, retracted, withdrawn } = result;
  if (mail.counts.owed === 0 || announced.length + retracted.length + withdrawn === 0) return [];
  return [catalogueOf(content.page.language).staff.push.counts(mail.counts)];
}

/** How many are being told of a notice's new reports, and the one mail with all of them, as it is sent. */
function toldBlock(needs: Needs, push: Push, id: string, told: Push['result']['announced'], now: Instant): string {
  const { page } = push.content;
  const { language } = page;
  const texts = catalogueOf(language).staff.push;
  const reports = told.toReversed().flatMap(({ number }) => {
    const { notice, update } = reportOf(push, id, number);
    return notice === undefined || update === undefined ? [] : [{ notice, update }];
  });
  const people = Math.max(0, ...told.map((one) => one.people));
  const mails = reports.map(({ notice, update }) =>
    updateMessage(needs, { snapshot: { page }, notice, update, now }, language),
  );
  const [newest] = mails;
  const head = reports.map(({ notice, update }) => `■ ${headingOf(update, language)} ${markedTitle(notice, language)}`);
  const paces = needs.mail.providers.flatMap(({ name, used, ...declared }) => {
    const { minutes } = paceOf(people, declared, used);
    return people === 0 || minutes === null ? [] : [texts.pace(name, minutes)];
  });
  const count = people === 0 ? texts.nobody : [texts.people(people), ...paces].join('\n');
  const url = noticeUrl(needs.siteUrl, { page }, id, language);
  if (newest === undefined) return `${id}\n${count}\n${url}`;
  const text = [newest.intro.text, ...mails.map(({ section }) => section.text), newest.outro.text].join('\n\n');
  const mail = [
    `${texts.mailSubject}: ${newest.subject}`,
    '',
    text.replace(/\{(?:unsubscribe|subscription)\}/g, () => texts.personalLink),
  ];
  const quoted = mail.join('\n').replace(/^/gm, '> ').replace(/ +$/gm, '');
  return [...head, count, url, '', `${texts.mail}:`, quoted].join('\n');
}

function reportOf({ content, notices }: Push, id: string, number: number): { notice?: Notice; update?: Update } {
  const notice = content.notices.find((one) => one.id === id) ?? notices.find((one) => one.id === id);
  const update = notice?.updates.find((one) => one.number === number);
  return { ...(notice === undefined ? {} : { notice }), ...(update === undefined ? {} : { update }) };
}

/** Changed without a new report: a text, a title, a translation. */
function updatedNotices({ content, result }: Push): Notice[] {
  if (content.isWhole) return [];
  const told = new Set([...result.announced, ...result.notMailed, ...result.moved].map(({ notice }) => notice));
  const isTouched = (id: string) => content.files.some((file) => file === `${id}.md` || file.startsWith(`${id}.`));
  return content.notices.filter(({ id, broken }) => !told.has(id) && broken === undefined && isTouched(id));
}
