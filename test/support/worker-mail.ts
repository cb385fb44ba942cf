import { expect } from 'vitest';
import type { Snapshot } from '../../src/incidents/snapshot.ts';
import { readMail } from './inbox.ts';
import type { Received } from './smtp.ts';
import { makeNotice, makeSnapshot, makeUpdate } from './snapshot.ts';
import { eventually } from './wait.ts';
import type { WorkerThread } from './worker-thread.ts';

interface Inbox {
  readonly received: readonly Received[];
}

const began = Date.now();

/** The page with so many reports of one notice, a second apart, the last one a moment ago. */
export function reports(count: number): Snapshot {
  const updates = Array.from({ length: count }, (_, index) =>
    makeUpdate('2012-06-20 17:10', 'investigating', {
      at: began - 60_000 + index * 1000,
      body: { ja: `${index + 1}番目の報告。` },
    }),
  );
  return makeSnapshot(count === 0 ? [] : [makeNotice('lost', updates)]);
}

/** Subscribes by form, mail and link. */
export async function subscribe(worker: WorkerThread, inbox: Inbox, email: string): Promise<void> {
  const mailsBefore = inbox.received.length;
  expect(await worker.ask({ action: 'subscribe', fields: { address: [email] } })).toEqual({
    status: 200,
    page: 'subscribe-sent',
  });
  const mail = await readMail(await eventually('the confirmation mail', () => inbox.received[mailsBefore]));
  const token = mail.link('/subscribe/confirm/').split('/').at(-1) ?? '';
  expect(await worker.ask({ action: 'confirm', token })).toEqual({ status: 200, page: 'confirmed' });
}

/** What is no confirmation and no mail to staff. */
export const alertsIn = (inbox: Inbox): readonly Received[] =>
  inbox.received.filter(({ content }) => /^List-Unsubscribe:/m.test(content));
