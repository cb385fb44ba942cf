import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { HealthReport, ThreadName } from '../channel.ts';
import type { Edition } from '../publish/edition.ts';

/** A thread that has been silent for longer is taken to be dead. */
const silence = 15_000;
const reporters: readonly ThreadName[] = ['publisher', 'worker'];

/** What the web thread knows of the whole. */
export interface HealthFacts {
  readonly now: number;
  readonly startedAt: number;
  readonly edition: Edition;
  readonly reports: ReadonlyMap<ThreadName, HealthReport>;
}

/** The answer of /health: to everybody ok or red, the content's age and who answers; to the operator why. */
export function healthOf(facts: HealthFacts, isOperator: boolean): { status: number; body: object } {
  const { now, edition, reports } = facts;
  const problems = problemsOf(facts);
  const asOf = reports.get('publisher')?.details['as_of'];
  const knownAt = typeof asOf === 'number' ? asOf : edition.madeAt;
  const open = {
    status: problems.length === 0 ? 'ok' : 'red',
    content_age_seconds: Math.max(0, Math.round((now - knownAt) / 1000)),
    commit: edition.commit,
    instance: reports.get('worker')?.details['instance'] ?? null,
  };
  const details = {
    problems,
    edition: edition.number,
    threads: Object.fromEntries([...reports].map(([name, { at, details: own }]) => [name, { at, ...own }])),
  };
  return { status: problems.length === 0 ? 200 : 503, body: isOperator ? { ...open, ...details } : open };
}

/** The operator shows the token, or sits at the machine itself without a proxy between. */
export function isOperator({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, token?: string): boolean {
  const shown = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined && shown !== undefined) return timingSafeEqual(digest(shown), digest(token));
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'].some(
    (name) => name in headers,
  );
  return !isForwarded && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/i.test(socket.remoteAddress ?? '');
}

function problemsOf({ now, startedAt, reports }: HealthFacts): string[] {
  const silent = reporters.filter((name) => now - (reports.get(name)?.at ?? startedAt) > silence);
  return [
    ...silent.map((name) => `The ${name} thread has not reported for more than ${silence / 1000} s.`),
    ...[...reports.values()].flatMap((report) => report.problems),
  ];
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
