import { expect, test } from 'vitest';
import { classify, troubleOf } from '../../src/mail/classify.ts';
import type { OutcomeClass, Phase } from '../../src/mail/outbox.ts';

type Row = [what: string, phase: Phase, code: number | null, enhanced: string | null, bodyBegun: boolean, OutcomeClass];

const rows: Row[] = [
  ['250 after the body', 'body', 250, '2.0.0', true, 'accepted'],
  ['connection refused, no name, no route', 'connect', null, null, false, 'provider_fault'],
  ['TLS fails', 'tls', null, null, false, 'provider_fault'],
  ['STARTTLS not available just now', 'tls', 454, null, false, 'provider_fault'],
  ['closed before the greeting', 'connect', null, null, false, 'provider_fault'],
  ['the connection ends at AUTH', 'auth', null, null, false, 'provider_fault'],
  ['the connection ends at DATA, before the body', 'data', null, null, false, 'provider_fault'],
  ['no greeting', 'greeting', null, null, false, 'provider_fault'],
  ['421 as greeting', 'greeting', 421, null, false, 'provider_fault'],
  ['554 as greeting is about us', 'greeting', 554, '5.7.1', false, 'provider_fault'],
  ['535 at AUTH', 'auth', 535, '5.7.8', false, 'provider_fault'],
  ['454 at AUTH', 'auth', 454, '4.7.0', false, 'provider_fault'],
  ['550 at MAIL FROM', 'mail', 550, '5.7.1', false, 'provider_fault'],
  ['452 at MAIL FROM', 'mail', 452, '4.3.1', false, 'provider_fault'],
  ['too large at MAIL FROM', 'mail', 552, '5.3.4', false, 'content_refused'],
  ['450 at RCPT, greylisted', 'rcpt', 450, '4.2.0', false, 'retry'],
  ['452 at RCPT, mailbox full', 'rcpt', 452, '4.2.2', false, 'retry'],
  ['452 at RCPT, too many recipients', 'rcpt', 452, '4.5.3', false, 'retry'],
  ['421 at RCPT', 'rcpt', 421, '4.4.2', false, 'provider_fault'],
  ['454 at RCPT, relay access denied', 'rcpt', 454, '4.7.1', false, 'provider_fault'],
  ...['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'].map((enhanced): Row => [
    `550 ${enhanced} at RCPT`,
    'rcpt',
    550,
    enhanced,
    false,
    'hard_bounce',
  ]),
  ...['5.7.1', '5.7.26', '5.7.515'].map((enhanced): Row => [
    `550 ${enhanced} at RCPT is policy`,
    'rcpt',
    550,
    enhanced,
    false,
    'content_refused',
  ]),
  ['550 at RCPT without a reason proves nothing', 'rcpt', 550, null, false, 'content_refused'],
  ['the connection ends at RCPT', 'rcpt', null, null, false, 'provider_fault'],
  ['5xx at DATA', 'data', 554, '5.5.1', false, 'content_refused'],
  ['4xx at DATA', 'data', 451, null, false, 'provider_fault'],
  ['451 after the body', 'body', 451, '4.3.0', true, 'retry'],
  ['452 after the body', 'body', 452, '4.3.1', true, 'retry'],
  ['421 after the body', 'body', 421, null, true, 'provider_fault'],
  ['454 after the body: throttled', 'body', 454, null, true, 'provider_fault'],
  ['552 after the body, too large or a full mailbox', 'body', 552, '5.2.2', true, 'content_refused'],
  ['550 after the body', 'body', 550, '5.7.1', true, 'content_refused'],
  ['554 after the body', 'body', 554, null, true, 'content_refused'],
  ['550 5.1.1 after the body', 'body', 550, '5.1.1', true, 'hard_bounce'],
  ['reset, end or silence after the body', 'body', null, null, true, 'unknown'],
];

test.each(rows)('%s', (_what, phase, code, enhanced, bodyBegun, found) => {
  expect(classify({ phase, code, enhanced, bodyBegun, isOurs: false })).toBe(found);
});

test('what failed on our side is nobody else’s fault', () => {
  expect(classify({ phase: 'data', code: null, enhanced: null, bodyBegun: false, isOurs: true })).toBe('retry');
});

test.each<[string, Phase, number | null, string | null, string | null]>([
  ['535 at AUTH', 'auth', 535, '5.7.8', 'credentials'],
  ['530 at AUTH', 'auth', 530, null, 'credentials'],
  ['454 at AUTH passes by itself', 'auth', 454, '4.7.0', null],
  ['silence at AUTH', 'auth', null, null, null],
  ['550 at MAIL FROM', 'mail', 550, '5.7.1', 'sender'],
  ['452 at MAIL FROM', 'mail', 452, '4.3.1', null],
  ['too large at MAIL FROM is about the mail', 'mail', 552, '5.3.4', null],
  ['550 at RCPT', 'rcpt', 550, '5.7.1', null],
  ['554 as greeting', 'greeting', 554, '5.7.1', null],
])('staff are needed, or not: %s', (_what, phase, code, enhanced, trouble) => {
  expect(troubleOf({ phase, code, enhanced, bodyBegun: false, isOurs: false })).toBe(trouble);
});
