import { reasons } from '../alerts/announce.ts';
import { announceCommand } from '../alerts/news.ts';
import { timeText } from '../incidents/judged-item.ts';
import { runGit } from '../incidents/git.ts';
import type { Push } from '../incidents/judge-push.ts';
import { readPage } from '../incidents/read-page.ts';
import { purposeOf } from '../incidents/source.ts';
import { openZone } from '../incidents/zone.ts';
import { paceOf } from '../mail/pace.ts';
import type { Health } from './post-receive.ts';
import { changedFiles, noticesOf } from './pushed-notices.ts';

type Answer = NonNullable<NonNullable<Health['threads']['worker']>['answers']>[number];

/** Who is told, who is not and why, and what is not shown as it was pushed. */
export async function linesOf(push: Push, health: Health, answer: Answer | undefined): Promise<string[]> {
  const all = [...(answer?.told ?? []), ...(answer?.moved ?? []), ...(answer?.not_mailed ?? [])];
  const several = new Set(all.map(({ notice }) => notice)).size > 1;
  const of = (notice: string) => (several ? `${notice}: ` : '');
  const told = answer?.told.map(({ notice, number, people }) => {
    const who = people === 1 ? 'one person is' : `${people === 0 ? 'no' : people} people are`;
    return `${of(notice)}new report ${number}, ${who} being told`;
  });
  const people = Math.max(0, ...(answer?.told.map((one) => one.people) ?? []));
  const not = answer?.not_mailed.map(({ notice, number, reason }) => {
    const command = announceCommand({ notice, number, reason });
    const why = Object.hasOwn(reasons, reason) ? reasons[reason as keyof typeof reasons] : reason;
    return `${of(notice)}report ${number} is mailed to nobody: ${why}${command === null ? '' : `; to mail it all the same: ${command}`}`;
  });
  const clock = (answer?.moved.length ?? 0) === 0 ? null : await clockOf(push);
  const moved = answer?.moved.map(({ notice, from, to }) => `${of(notice)}${clock?.(from, to)}, nobody is mailed`);
  const withdrawn = answer?.withdrawn ?? 0;
  const retracted = answer?.retracted.map(
    ({ notice, number, people }) => `${of(notice)}report ${number} is retracted, ${people} who got it are being told`,
  );
  const held = answer?.held.map(
    ({ notice, number, reason }) =>
      `${notice}: report ${number} is held (${reason}): npm run noroshi -- mail release ${notice}`,
  );
  const gone = answer?.taken_away.reports.map(
    ({ notice, number }) => `${notice}: report ${number} is no longer on the page, nobody is told`,
  );
  const removed = answer?.taken_away.notices.map((id) => `${id} is no longer on the page, nobody is told`);
  return [
    ...(told ?? []),
    ...(people === 0 ? [] : mailLines(health, people)),
    ...(held ?? []),
    ...(retracted ?? []),
    ...(moved ?? []),
    ...(not ?? []),
    ...(gone ?? []),
    ...(removed ?? []),
    ...(withdrawn === 0 ? [] : [`${withdrawn} ${withdrawn === 1 ? 'mail' : 'mails'} not yet sent withdrawn`]),
    ...(await refusedLines(push, health)),
  ];
}

/** How long it takes through each provider, and what has become of all that is owed. */
function mailLines({ threads }: Health, people: number): string[] {
  const paces = (threads.worker?.providers ?? []).flatMap(({ name, used, ...declared }) => {
    const { minutes } = paceOf(people, declared, used);
    return minutes === null ? [] : [`through ${name} alone: ${minutes} min at most, as declared`];
  });
  const { owed, ...states } = threads.worker?.deliveries ?? {};
  const sum = Object.entries(states).map(([state, count]) => `${count} ${state}`);
  return owed === undefined ? paces : [...paces, `all mail so far: ${owed} owed = ${sum.join(' + ')}`];
}

/** Files of this push that are not shown as they stand there. */
async function refusedLines(push: Push, { threads }: Health): Promise<string[]> {
  const files = await changedFiles(push);
  const notices = noticesOf(files);
  const errors = (threads.publisher?.findings ?? []).filter((line) => / error: /.test(line));
  const own = errors.filter((line) => {
    const file = line.split(':', 1)[0] ?? '';
    const purpose = purposeOf(file);
    return purpose?.kind === 'notice' ? notices.includes(purpose.id) : files.includes(file);
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
