import { expect, test } from 'vitest';
import { endTry, isWell, newBreaker, startTry } from '../../src/mail/breaker.ts';
import type { Outcome, OutcomeClass, Phase } from '../../src/mail/outbox.ts';

const ended = (found: OutcomeClass, phase: Phase, trouble?: Outcome['trouble']): Outcome => ({
  class: found,
  phase,
  reply: `${phase}: words`,
  ...(trouble === undefined ? {} : { trouble }),
});
const down = ended('provider_fault', 'connect');
const accepted = ended('accepted', 'body');

function failing(...outcomes: Outcome[]) {
  const breaker = newBreaker();
  for (const outcome of outcomes) {
    startTry(breaker);
    endTry(breaker, outcome, 0);
  }
  return breaker;
}

test('closed, open, half-open with one message, closed again', () => {
  const breaker = failing(down);
  expect([isWell(breaker, 999), isWell(breaker, 1000)]).toEqual([false, true]);
  startTry(breaker);
  expect(isWell(breaker, 1000)).toBe(false); // the one probe is under way
  endTry(breaker, accepted, 1000);
  expect(breaker).toEqual(newBreaker());
});

test('a probe that fails doubles the pause, up to a minute', () => {
  const breaker = failing(down);
  const pauses: number[] = [];
  for (let now = 1000; pauses.length < 8; now = breaker.openUntil!) {
    startTry(breaker);
    endTry(breaker, down, now);
    pauses.push(breaker.openUntil! - now);
  }
  expect(pauses).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test('ten connections that fail together are one failure', () => {
  const breaker = newBreaker();
  for (let connection = 0; connection < 10; connection += 1) startTry(breaker);
  for (let connection = 0; connection < 10; connection += 1) endTry(breaker, down, 0);
  expect(breaker).toMatchObject({ openings: 1, openUntil: 1000 });
});

test.each([
  ['an hour', 3_600_000],
  ['all the way to 1970', Date.UTC(2012, 5, 20)],
])('a clock that is set back by %s does not keep a provider away', (_what, back) => {
  const breaker = newBreaker();
  const now = Date.UTC(2012, 5, 20);
  startTry(breaker);
  endTry(breaker, down, now);
  expect(isWell(breaker, now + 500)).toBe(false);
  expect(isWell(breaker, now - back)).toBe(true);
});

test('a missing mailbox says that the provider is well; four refused mails say nothing yet, five do', () => {
  expect(failing(...Array<Outcome>(20).fill(ended('hard_bounce', 'rcpt'))).openUntil).toBeNull();
  const refused = Array<Outcome>(4).fill(ended('content_refused', 'body'));
  expect(failing(...refused).openUntil).toBeNull();
  expect(failing(...refused, ended('content_refused', 'body'))).toMatchObject({ openUntil: 1000, trouble: 'content' });
  expect(failing(...refused, accepted, ...refused).openUntil).toBeNull();
});

test('what staff must mend is told apart from what passes', () => {
  expect(failing(ended('provider_fault', 'auth', 'credentials')).trouble).toBe('credentials');
  expect(failing(ended('provider_fault', 'auth')).trouble).toBeNull();
  expect(failing(...Array<Outcome>(5).fill(ended('retry', 'body')))).toMatchObject({ openUntil: 1000, trouble: null });
});

test('our own fault is held against no provider', () => {
  expect(failing(...Array<Outcome>(20).fill(ended('retry', 'data'))).openUntil).toBeNull();
  const probing = failing(down);
  startTry(probing);
  endTry(probing, ended('retry', 'data'), 1000);
  expect(probing).toMatchObject({ openings: 1, isProbing: false });
  expect(isWell(probing, 1000)).toBe(true);
});
