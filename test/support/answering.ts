import { pino } from 'pino';
import { announce } from '../../src/alerts/announce.ts';
import { answerPush } from '../../src/alerts/push-answer.ts';
import { partOfContent, wholeContent, type ContentChange } from '../../src/incidents/content-change.ts';
import type { Finding } from '../../src/incidents/finding.ts';
import type { Notice, Update } from '../../src/incidents/notice.ts';
import { openAlerting } from './alerting.ts';
import { addPerson } from './people.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from './snapshot.ts';

const siteUrl = 'https://status.example';
export const first = makeUpdate('2012-06-20 17:10', 'investigating', { body: { ja: '原因を調べています。' } });
export const second = makeUpdate('2012-06-20 17:40', 'identified', { body: { ja: '原因が分かりました。' } });
export const lost = (updates: readonly Update[], more: Partial<Notice> = {}) =>
  makeNotice('lost', updates, { title: { ja: 'サーバーに接続できません' }, ...more });
export const finding = (file: string, line = 3): Finding => ({
  severity: 'error',
  file,
  line,
  column: 7,
  what: '"monitring" is no status.',
  cure: 'Did you mean monitoring?',
});

interface Given {
  readonly commit: string;
  readonly notices?: readonly Notice[];
  readonly changed?: readonly Notice[];
  /** The changed ones as they were, and those that are gone. */
  readonly before?: readonly Notice[];
  readonly files?: readonly string[];
  readonly kept?: readonly string[];
  readonly findings?: readonly Finding[];
  readonly isWhole?: boolean;
  readonly page?: ReturnType<typeof makePage>;
}

/** What staff with one address and a chat are told of heads, on a page that was seen empty with hanako subscribed. */
export async function begin({ channels = ['hook'] }: { channels?: readonly string[] } = {}) {
  const alerting = openAlerting();
  const providers = [
    { name: 'ses', rate: 0.01, daily: null },
    { name: 'small', rate: null, daily: 10 },
  ];
  const log = pino({ level: 'silent' });
  async function follow(given: Given, at = '2012-06-20 17:41') {
    const { commit, notices = [], changed = notices, before = [], findings = [], kept = [], page = makePage() } = given;
    const files = given.files ?? changed.map(({ id }) => `${id}.md`);
    const snapshot = { ...makeSnapshot(notices, { page }), commit, findings };
    const now = tokyo(at);
    const occasion = { files, kept, seenAt: now - 180, now };
    const content: ContentChange =
      given.isWhole === true ? wholeContent(snapshot, occasion, 0) : partOfContent(snapshot, changed, before, occasion);
    const needs = { database: alerting.database, log, siteUrl, maxAge: 86_400_000 };
    await announce(
      {
        ...needs,
        also: (trx, result) =>
          answerPush(trx, { log, siteUrl, providers, channels }, { content, result, notices, shownAt: now }, now),
      },
      { content, notices, absent: new Set() },
      now,
    );
  }
  const told = () =>
    alerting.database.read((db) =>
      db.selectFrom('staff_messages').select(['subject', 'text', 'kind']).orderBy('id').execute(),
    );
  await follow({ commit: 'c0', isWhole: true }, '2012-06-20 09:00');
  await addPerson(alerting.database, 'hanako@example.jp');
  const last = async () => (await told()).at(-1);
  return { alerting, follow, told, last };
}
