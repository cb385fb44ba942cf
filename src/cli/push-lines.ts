import { reasons } from '../alerts/announce.ts';
import { timeText } from '../incidents/judged-item.ts';
import { runGit } from '../incidents/git.ts';
import type { Push } from '../incidents/judge-push.ts';
import { readPage } from '../incidents/read-page.ts';
import { purposeOf } from '../incidents/source.ts';
import { openZone } from '../incidents/zone.ts';
import type { Health } from './post-receive.ts';

type Answer = NonNullable<NonNullable<Health['threads']['worker']>['answers']>[number];

/** So many addresses are listed. */
const listed = 5;

/** The ids of the notices that a push changes and leaves there. */
export async function changedNotices({ git, prefix, from, to }: Push): Promise<string[]> {
  const paths = prefix === '' ? [] : [prefix];
  const text =
    from === null
      ? await runGit(git, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', to, ...paths])
      : await runGit(git, ['diff-tree', '-r', '-z', '--name-only', '--diff-filter=d', from, to, '--', ...paths]);
  const purposes = text.split('\0').map((path) => purposeOf(path.slice(prefix.length)));
  return [...new Set(purposes.flatMap((purpose) => (purpose?.kind === 'notice' ? [purpose.id] : [])))];
}

/** `live in 0.18 s: https://…`, with the addresses of the notices concerned, or of the page. */
export function liveLine(seconds: string, siteUrl: string, notices: readonly string[]): string {
  const addresses = notices.slice(0, listed).map((id) => `${siteUrl}/incidents/${id}`);
  const more = notices.length > listed ? [`… and ${notices.length - listed} more`] : [];
  return `live in ${seconds} s: ${[...(addresses.length === 0 ? [`${siteUrl}/`] : addresses), ...more].join('\n  ')}`;
}

/** Who is told, who is not and why, and what is not shown as it was pushed. */
export async function linesOf(push: Push, health: Health, answer: Answer | undefined): Promise<string[]> {
  const several = new Set(answer?.told.map(({ notice }) => notice)).size > 1;
  const name = (notice: string, number: number) => `${several ? `${notice}: ` : ''}report ${number}`;
  const told = answer?.told.map(({ notice, number, people }) => {
    const who = people === 1 ? 'one person is' : `${people === 0 ? 'no' : people} people are`;
    return `new ${name(notice, number)}, ${who} being told`;
  });
  const not = answer?.not_mailed.map(({ notice, number, reason }) => {
    const why = Object.hasOwn(reasons, reason) ? reasons[reason as keyof typeof reasons] : reason;
    return `${name(notice, number)} is mailed to nobody: ${why}`;
  });
  const clock = (answer?.moved.length ?? 0) === 0 ? null : await clockOf(push);
  const moved = answer?.moved.map(({ from, to }) => `${clock?.(from, to)}, nobody is mailed`);
  const withdrawn = answer?.withdrawn ?? 0;
  return [
    ...(told ?? []),
    ...(moved ?? []),
    ...(not ?? []),
    ...(withdrawn === 0 ? [] : [`${withdrawn} ${withdrawn === 1 ? 'mail' : 'mails'} not yet sent withdrawn`]),
    ...(await refusedLines(push, health)),
  ];
}

/** Files of this push that are not shown as they stand there. */
async function refusedLines(push: Push, { threads }: Health): Promise<string[]> {
  const changed = new Set(await changedNotices(push));
  const errors = (threads.publisher?.findings ?? []).filter((line) => / error: /.test(line));
  const own = errors.filter((line) => {
    const purpose = purposeOf(line.split(':', 1)[0] ?? '');
    return purpose?.kind === 'notice' && changed.has(purpose.id);
  });
  const fate = 'Until it is corrected its last good version is shown, or what could be read of it.';
  return own.length === 0 ? [] : [...own.map((line) => `refused: ${push.prefix}${line}`), fate];
}

/** Two instants on the page's clock, without the date where it is the same. */
async function clockOf({ git, prefix, to }: Push): Promise<(from: number, to: number) => string> {
  const { page } = readPage(Buffer.from(await runGit(git, ['show', `${to}:${prefix}page.yaml`])), 'page.yaml');
  const zone = openZone(page?.time_zone ?? 'UTC');
  return (before, after) => {
    const [one, other] = [timeText(before, zone), timeText(after, zone)];
    const isOneDay = one.slice(0, 10) === other.slice(0, 10);
    return isOneDay ? `${one.slice(11)} → ${other.slice(11)}` : `${one} → ${other}`;
  };
}
