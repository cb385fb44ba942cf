import type { Notice, Update } from '../../src/incidents/notice.ts';
import { Page } from '../../src/incidents/page.ts';
import { snapshotOf } from '../../src/incidents/index-notices.ts';
import type { Snapshot } from '../../src/incidents/snapshot.ts';

/** An instant in the made-up company's own zone: `2012-06-20 17:10` in Asia/Tokyo. */
export function tokyo(text: string): number {
  const instant = Date.parse(`${text.replace(' ', 'T')}+09:00`);
  if (Number.isNaN(instant)) throw new Error(`no time: ${text}`);
  return instant;
}

/** A report; its number is 1 and its text `本文` unless said otherwise. */
export function makeUpdate(at: string, status: Update['status'], more: Partial<Update> = {}): Update {
  return {
    at: tokyo(at),
    number: 1,
    publishedAt: tokyo(at),
    status,
    body: { ja: '本文' },
    components: {},
    retracted: false,
    notify: true,
    line: 1,
    ...more,
  };
}

/** A notice, an incident unless said otherwise; reports are numbered by their order unless they have a number above 1. */
export function makeNotice(id: string, updates: readonly Update[], more: Partial<Notice> = {}): Notice {
  return {
    id,
    type: 'incident',
    language: 'ja',
    title: { ja: `${id} の件` },
    components: {},
    updates: updates.map((update, index) => (update.number > 1 ? update : { ...update, number: index + 1 })),
    automatic: false,
    remind: [],
    formerly: [],
    draft: false,
    ...more,
  };
}

/** A page of two languages with the components web and mail (group service) and support. */
export function makePage(more: Record<string, unknown> = {}): Page {
  return Page.parse({
    name: { ja: 'まなび連絡網', en: 'Manabi Contact Network' },
    operator: { name: { ja: 'まなび連絡網株式会社', en: 'Manabi Contact Network Inc.' } },
    privacy: { ja: 'お知らせの送信だけに使います。', en: 'Used for these notices only.' },
    contacts: { telephone: '000-0000-0000', email: 'support@example.net', hours: 'Mo-Fr 09:00-17:00' },
    components: [
      {
        id: 'service',
        name: { ja: 'サービス', en: 'Service' },
        components: [
          { id: 'web', name: { ja: 'ウェブサイト', en: 'Website' }, start_date: '2010-04-01' },
          { id: 'mail', name: { ja: 'メール配信', en: 'Mail delivery' } },
        ],
      },
      { id: 'support', name: { ja: '窓口', en: 'Support desk' } },
    ],
    ...more,
  });
}

/** A snapshot of notices, committed at the newest report. */
export function makeSnapshot(notices: readonly Notice[], more: Partial<Snapshot> = {}): Snapshot {
  const newest = (notice: Notice) => notice.updates.at(-1)?.at ?? 0;
  return snapshotOf({
    commit: '0123456789abcdef0123456789abcdef01234567',
    committedAt: Math.max(0, ...notices.map(newest)),
    page: makePage(),
    notices,
    findings: [],
    ...more,
  });
}
