import { expect, onTestFinished, test } from 'vitest';
import { pino } from 'pino';
import { createMailHooks } from '../../src/worker/mail-hooks.ts';
import { bounceAddress, returnPaths, suppressedPeople } from '../support/bounces.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addSubscribers, announceReport, ledgerDatabase, testKey } from '../support/ledger.ts';
import { addPerson } from '../support/people.ts';
import { certificateUrl, makeCertificate, sesBounce, snsMessage, topic } from '../support/sns.ts';

const secret = 'a secret of postmark';
let made: ReturnType<typeof makeCertificate>;
let other: ReturnType<typeof makeCertificate>;

async function hooks() {
  made ??= makeCertificate();
  const database = ledgerDatabase(temporaryFolder(), true);
  onTestFinished(() => database.close());
  const announcement = await announceReport(database, await addSubscribers(database, 3), '11');
  const fetched: string[] = [];
  const { hear } = createMailHooks({
    config: { mailHookKeys: { ses: topic, postmark: secret }, BOUNCE_ADDRESS: bounceAddress },
    log: pino({ level: 'silent' }),
    now: Date.now,
    fetchText: (url) => {
      fetched.push(url);
      return Promise.resolve(made.certificate);
    },
  });
  const at = { key: testKey, database };
  return {
    database,
    fetched,
    paths: await returnPaths(database, announcement),
    ses: (body: string) => hear({ provider: 'ses', request: { headers: {}, body } }, at),
    postmark: (event: object, headers: Record<string, string> = { 'x-hook-key': secret }) =>
      hear({ provider: 'postmark', request: { headers, body: JSON.stringify(event) } }, at),
    without: (body: string) =>
      hear({ provider: 'ses', request: { headers: {}, body } }, { key: testKey, database: null }),
  };
}

test.each(['1', '2'] as const)('SES says that a mailbox does not exist (signature version %s)', async (version) => {
  const { database, ses, paths, fetched } = await hooks();
  const [path = ''] = paths;
  // The return path decides, also where the address was forwarded.
  const Message = sesBounce('forwarded@example.com', path, { status: '5.1.1' });
  expect(await ses(snsMessage(made.privateKey, { Message }, version))).toBe(200);
  expect(await suppressedPeople(database)).toEqual(['reader1@example.net bounce']);
  expect(fetched).toEqual([certificateUrl]);
});

test('SES: by address where there is no return path, a policy and a full mailbox suppress nobody', async () => {
  const { database, ses } = await hooks();
  const say = (address: string, status: string, type?: string) =>
    ses(snsMessage(made.privateKey, { Message: sesBounce(address, 'status@example.org', { status }, type) }));
  expect(await say('reader1@example.net', '5.7.1')).toBe(200);
  expect(await say('reader2@example.net', '4.2.2', 'Transient')).toBe(200);
  expect(await suppressedPeople(database)).toEqual([]);
  expect(await say('reader3@example.net', '5.1.1')).toBe(200);
  expect(await suppressedPeople(database)).toEqual(['reader3@example.net bounce']);
});

test('what Amazon did not sign, for our topic, lately, is refused', async () => {
  const { database, ses, fetched } = await hooks();
  other ??= makeCertificate();
  const Message = sesBounce('reader1@example.net', '', { status: '5.1.1' });
  const good = { Message };
  const changed = snsMessage(made.privateKey, good).replace('reader1', 'reader2');
  expect(await ses(changed)).toBe(403);
  expect(await ses(snsMessage(other.privateKey, good))).toBe(403);
  expect(await ses(snsMessage(made.privateKey, { ...good, TopicArn: `${topic}2` }))).toBe(403);
  const old = new Date(Date.now() - 3_700_000).toISOString();
  expect(await ses(snsMessage(made.privateKey, { ...good, Timestamp: old }))).toBe(403);
  fetched.length = 0;
  for (const SigningCertURL of [
    'https://sns.ap-northeast-1.amazonaws.com.example.org/x.pem',
    'https://example.org/sns.ap-northeast-1.amazonaws.com/x.pem',
    'http://sns.ap-northeast-1.amazonaws.com/x.pem',
    'https://sns.ap-northeast-1.amazonaws.com@example.org/x.pem',
    'https://s3.amazonaws.com/x.pem',
    'https://sns.ap-northeast-1.amazonaws.com/x.txt',
  ]) {
    expect(await ses(snsMessage(made.privateKey, { ...good, SigningCertURL })), SigningCertURL).toBe(403);
  }
  expect(fetched).toEqual([]);
  expect(await ses('{"Type":"Notification"}')).toBe(400);
  expect(await ses('not json')).toBe(400);
  expect(await suppressedPeople(database)).toEqual([]);
});

test('a topic is confirmed at Amazon and nowhere else', async () => {
  const { ses, fetched, without } = await hooks();
  const confirm = (SubscribeURL: string) =>
    snsMessage(made.privateKey, { Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL });
  expect(await ses(confirm('https://internal.example.org/?Action=ConfirmSubscription'))).toBe(403);
  const url = 'https://sns.ap-northeast-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
  expect(await ses(confirm(url))).toBe(200);
  expect(fetched.filter((one) => one !== certificateUrl)).toEqual([url]);
  expect(await without(confirm(url))).toBe(503);
});

test('Postmark proves itself by password or header, and each event counts once', async () => {
  const { database, postmark } = await hooks();
  const bounce = { RecordType: 'Bounce', ID: 1, Type: 'HardBounce', TypeCode: 1, Email: 'reader1@example.net' };
  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`hook:${password}`).toString('base64')}`,
  });
  for (const headers of [{ 'x-hook-key': '' }, { 'x-hook-key': 'wrong' }, basic('wrong'), basic('')]) {
    expect(await postmark(bounce, headers)).toBe(403);
  }
  expect(await suppressedPeople(database)).toEqual([]);
  expect(await postmark(bounce, basic(secret))).toBe(200);
  expect(await postmark({ ...bounce, ID: 2, Email: 'reader2@example.net', Details: '550 5.7.1 SPF' })).toBe(200);
  expect(await postmark({ ...bounce, ID: 3, Email: 'reader2@example.net', Type: 'AutoResponder' })).toBe(200);
  expect(await postmark({ RecordType: 'Open', Email: 'reader2@example.net' })).toBe(200);
  expect(await suppressedPeople(database)).toEqual(['reader1@example.net bounce']);
  expect(await postmark({ RecordType: 'SpamComplaint', ID: 4, Email: 'Reader3@example.net' })).toBe(200);
  expect(await suppressedPeople(database)).toEqual(['reader1@example.net bounce', 'reader3@example.net complaint']);
  await addPerson(database, 'full@example.net');
  const soft = { ...bounce, ID: 5, Type: 'SoftBounce', Email: 'full@example.net' };
  for (let time = 0; time < 7; time += 1) expect(await postmark(soft)).toBe(200);
  expect(
    await database.read((db) => db.selectFrom('bounces').select('key').where('kind', '=', 'soft').execute()),
  ).toEqual([{ key: 'postmark 5' }]);
});
