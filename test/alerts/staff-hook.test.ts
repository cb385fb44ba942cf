import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { startStaffHook } from '../../src/alerts/staff-hook.ts';
import { claimStaff, markStaff, recoverStaff } from '../../src/alerts/staff-queue.ts';
import { tellStaff, type StaffMessage } from '../../src/alerts/staff.ts';
import { openDatabase } from '../../src/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { startChat } from '../support/hook.ts';
import { eventually } from '../support/wait.ts';

const began = Date.parse('2026-11-22T01:00:00Z');
const message: StaffMessage = {
  key: 'due lost 18:00',
  kind: 'due',
  language: 'ja',
  subject: '【まもなく】18:00 の報告',
  text: '「サーバー障害」の次の報告の時刻です。',
  notice: 'lost',
  url: 'https://status.example/incidents/lost',
};

/** A database that owes the chat one message, a clock that the test turns, and the loop that posts. */
async function openHook(url: string) {
  const database = openDatabase({ file: join(temporaryFolder(), 'noroshi.db'), create: true });
  const clock = { now: began };
  const said: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void said.push(line) });
  const stop = new AbortController();
  const tell = (more: Partial<StaffMessage> = {}) =>
    database.write((trx) => tellStaff(trx, { ...message, ...more }, ['hook'], clock.now));
  await tell();
  const hook = startStaffHook({ database, url, log, now: () => clock.now, signal: stop.signal, timeOut: 300 });
  const close = async () => {
    stop.abort();
    await hook.ended;
  };
  onTestFinished(async () => {
    await close();
    await database.close();
  });
  const rows = () =>
    database.read((db) =>
      db.selectFrom('staff_messages').select(['state', 'tries', 'unanswered', 'last_outcome']).execute(),
    );
  /** Waits for so many tries, and turns the clock past the longest pause before the next one. */
  const tried = async (times: number) => {
    await eventually(`${times} tries`, async () => {
      const [row] = await rows();
      return row !== undefined && row.tries >= times && row.state !== 'in_flight';
    });
    clock.now += 15 * 60_000;
    hook.wake();
  };
  return { database, clock, said, tell, hook, rows, tried, close };
}

test('a message is posted once as JSON that chats understand, however often it is told', async () => {
  const chat = await startChat(200);
  const { rows, tried, tell, hook } = await openHook(chat.url);
  await tried(1);
  await tell({ subject: 'another text of the same' });
  await tell({ key: 'due lost 19:00' });
  hook.wake();
  await eventually('the second message', () => chat.posts.length === 2);
  await eventually('both taken', async () => (await rows()).every(({ state }) => state === 'accepted'));
  expect(chat.posts[0]).toMatchObject({ type: 'application/json; charset=utf-8', path: '/hooks/secret' });
  expect(chat.posts[0]?.body).toEqual({
    text: `${message.subject}\n\n${message.text}`,
    subject: message.subject,
    kind: 'due',
    notice: 'lost',
    url: message.url,
    at: new Date(began).toISOString(),
  });
});

test('a long message is cut between signs, and says where the rest is', async () => {
  const chat = await startChat(200);
  const { rows, tell, hook, tried } = await openHook(chat.url);
  await tried(1);
  for (const length of [0, 1]) await tell({ key: `long ${length}`, text: 'x'.repeat(length) + '😀'.repeat(2000) });
  hook.wake();
  await eventually('all taken', async () => (await rows()).every(({ state }) => state === 'accepted'));
  const long = chat.posts.slice(1).map(({ body }) => body.text);
  expect(long.map((text) => [text.isWellFormed(), text.endsWith(`…\n${message.url}`)])).toEqual([[true, true], [true, true]]); // prettier-ignore
});

test('a chat that answers 500 or asks for patience is asked again until it takes the message', async () => {
  const chat = await startChat(500, 429, 503, 200);
  const { rows, tried } = await openHook(chat.url);
  for (const times of [1, 2, 3, 4]) await tried(times);
  expect(await rows()).toMatchObject([{ state: 'accepted', tries: 4 }]);
  expect(chat.posts).toHaveLength(4);
});

test('a chat that does not know the address is not asked again, and the log does not tell the address', async () => {
  const chat = await startChat(404);
  const { rows, tried, said } = await openHook(chat.url);
  await tried(1);
  expect(await rows()).toMatchObject([{ state: 'refused', tries: 1 }]);
  expect(said.join()).toContain('HTTP 404');
  expect(said.join()).not.toContain('secret');
});

test('a redirect is not followed', async () => {
  const chat = await startChat('redirect');
  const { rows, tried } = await openHook(chat.url);
  await tried(1);
  expect(await rows()).toMatchObject([{ state: 'refused', last_outcome: expect.stringContaining('redirect') }]);
  expect(chat.posts.map(({ path }) => path)).toEqual(['/hooks/secret']);
});

test.each(['silence', 'hang-up'] as const)('after three tries without an answer (%s) it ends unknown', async (how) => {
  const chat = await startChat(how);
  const { rows, tried } = await openHook(chat.url);
  for (const times of [1, 2, 3]) await tried(times);
  expect(await rows()).toMatchObject([{ state: 'unknown', tries: 3, unanswered: 3 }]);
  expect(chat.posts).toHaveLength(3);
});

test('an endless answer holds nothing up', async () => {
  const chat = await startChat('endless');
  const { rows, tried } = await openHook(chat.url);
  await tried(1);
  expect(await rows()).toMatchObject([{ state: 'accepted' }]);
});

test('nobody listening is no copy: it is tried until the message is too old to be told', async () => {
  const { rows, tried, clock, hook } = await openHook(`http://127.0.0.1:${await freePort()}/`);
  for (const times of [1, 2, 3, 4]) await tried(times);
  expect(await rows()).toMatchObject([{ state: 'waiting', unanswered: 0 }]);
  clock.now += 86_400_000;
  hook.wake();
  await eventually('the end', async () => (await rows())[0]?.state === 'expired');
});

test('what was on its way when the process died is owed again, and counts as unanswered only if it had begun', async () => {
  const { database, clock, close, tell } = await openHook((await startChat(200)).url);
  await close();
  await tell({ key: 'begun' });
  await tell({ key: 'not begun' });
  await database.write(async (trx) => {
    const rows = await claimStaff(trx, 'hook', 9, clock.now);
    await markStaff(trx, rows.filter(({ key }) => key === 'begun').map(({ id }) => id), clock.now); // prettier-ignore
    await recoverStaff(trx, clock.now);
  });
  const rows = await database.read((db) =>
    db.selectFrom('staff_messages').select(['key', 'state', 'unanswered']).where('key', 'like', '%begun').execute(),
  );
  expect(rows).toEqual([
    { key: 'begun', state: 'waiting', unanswered: 1 },
    { key: 'not begun', state: 'waiting', unanswered: 0 },
  ]);
});

test('without a channel nothing is written', async () => {
  const { database, rows } = await openHook((await startChat(200)).url);
  await database.write((trx) => tellStaff(trx, { ...message, key: 'other' }, [], began));
  expect(await rows()).toHaveLength(1);
});
