import { expect, test } from 'vitest';
import type { Notice, Update } from '../../src/incidents/notice.ts';
import { messageId } from '../../src/mail/envelope.ts';
import { openAlerting } from '../support/alerting.ts';
import { addPerson } from '../support/people.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const empty = makeSnapshot([], { committedAt: tokyo('2012-06-20 09:00') });
const first = makeUpdate('2012-06-20 17:10', 'investigating', { body: { ja: '調べています。' } });
const second = makeUpdate('2012-06-20 17:40', 'identified', { body: { ja: '原因が分かりました。' } });
const third = makeUpdate('2012-06-20 17:50', 'monitoring', { body: { ja: '見守っています。' } });
const lost = (updates: Update[], more: Partial<Notice> = {}) => makeSnapshot([makeNotice('lost', updates, more)]);

/** A page that has been seen empty, with hanako subscribed to everything. */
async function begin() {
  const alerting = openAlerting();
  await alerting.announce(empty, '2012-06-20 09:00');
  return { alerting, hanako: await addPerson(alerting.database, 'hanako@example.jp') };
}

test('a new report is owed to every confirmed person once, however often the snapshot comes', async () => {
  const { alerting } = await begin();
  await addPerson(alerting.database, 'taro@example.jp', { language: 'en' });
  await addPerson(alerting.database, 'nobody@example.jp', { status: 'unconfirmed' });
  await addPerson(alerting.database, 'left@example.jp', { status: 'unsubscribed' });
  const result = await alerting.announce(lost([first]), '2012-06-20 17:11');
  expect(result.announced).toEqual([{ notice: 'lost', number: 1, people: 2 }]);
  await alerting.announce(lost([first]), '2012-06-20 17:12');
  await alerting.reopen();
  await alerting.announce(lost([first]), '2012-06-20 17:13');
  expect(await alerting.ledger()).toEqual(['hanako waiting 17:10', 'taro waiting 17:10']);
});

test('the first start tells nobody, also later', async () => {
  const alerting = openAlerting();
  await addPerson(alerting.database, 'hanako@example.jp');
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  await alerting.announce(lost([first]), '2012-06-20 17:12');
  expect(await alerting.ledger()).toEqual([]);
  await alerting.announce(lost([first, second]), '2012-06-20 17:41');
  expect(await alerting.ledger()).toEqual(['hanako waiting 17:40']);
  expect(await alerting.reasons()).toEqual(['lost first_start', 'lost mailed']);
});

test('a failure half way leaves nothing, and the next try everything', async () => {
  const { alerting } = await begin();
  const noon = { ...lost([first, second]) };
  const page = makePage();
  // The second report's text fails while it is composed, when the first one's rows are already written.
  const poisoned = { ...second, get components(): never { throw new Error('half way'); } }; // prettier-ignore
  const bad = { ...noon, page, notices: [{ ...makeNotice('lost', [first]), updates: [first, poisoned as Update] }] };
  await expect(alerting.announce(bad, '2012-06-20 17:41')).rejects.toThrow('half way');
  expect(await alerting.reasons()).toEqual([]);
  expect(await alerting.ledger()).toEqual([]);
  await alerting.announce(noon, '2012-06-20 17:41');
  expect(await alerting.ledger()).toEqual(['hanako superseded 17:10 by 17:40', 'hanako waiting 17:40']);
});

test('commits in quick succession become one mail that carries all', async () => {
  const { alerting } = await begin();
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  await alerting.announce(lost([first, second]), '2012-06-20 17:41');
  await alerting.announce(lost([first, second, third]), '2012-06-20 17:51');
  expect(await alerting.ledger()).toEqual([
    'hanako superseded 17:10 by 17:50',
    'hanako superseded 17:40 by 17:50',
    'hanako waiting 17:50',
  ]);
});

test('what was sent stays sent when the next report comes', async () => {
  const { alerting } = await begin();
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  await alerting.deliver();
  await alerting.announce(lost([first, second]), '2012-06-20 17:41');
  expect(await alerting.ledger()).toEqual(['hanako accepted 17:10', 'hanako waiting 17:40']);
});

test('an edited text reaches those who still wait, and nobody else', async () => {
  const { alerting, hanako } = await begin();
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  await alerting.announce(lost([{ ...first, body: { ja: '回線を調べています。' } }]), '2012-06-20 17:12');
  const [mail] = await alerting.mailsTo(hanako);
  expect(mail?.section.text).toContain('回線を調べています。');
  expect(await alerting.ledger()).toEqual(['hanako waiting 17:10']);
  await alerting.deliver();
  await alerting.announce(lost([first]), '2012-06-20 17:13');
  expect((await alerting.mailsTo(hanako))[0]?.section.text).toContain('回線を調べています。');
  expect(await alerting.ledger()).toEqual(['hanako accepted 17:10']);
});

test('a corrected time moves the announcement, its mail keeps its name, and nobody is mailed', async () => {
  const { alerting, hanako } = await begin();
  await alerting.announce(lost([first]), '2012-06-20 17:13');
  const [before] = await alerting.mailsTo(hanako);
  await alerting.announce(lost([{ ...first, at: tokyo('2012-06-20 17:12') }]), '2012-06-20 17:14');
  expect(await alerting.ledger()).toEqual(['hanako waiting 17:12']);
  const [after] = await alerting.mailsTo(hanako);
  expect(after?.section.text).toContain('17:12');
  expect([after?.noticeId, after?.at]).toEqual([before?.noticeId, before?.at]);
});

test('a report at an instant that another has left is another mail', async () => {
  const { alerting, hanako } = await begin();
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  await alerting.deliver();
  await alerting.announce(lost([{ ...first, at: tokyo('2012-06-20 17:08') }]), '2012-06-20 17:12');
  const other = { ...second, at: first.at };
  await alerting.announce(lost([{ ...first, at: tokyo('2012-06-20 17:08') }, other]), '2012-06-20 17:13');
  const names = (await alerting.mailsTo(hanako)).map((parts) => messageId(parts, 'hanako', 'status.example'));
  expect(names).toHaveLength(2);
  expect(names[0]).not.toBe(names[1]);
});

test('two reports may exchange their times', async () => {
  const { alerting } = await begin();
  await alerting.announce(lost([first, { ...second, status: 'investigating' }]), '2012-06-20 17:41');
  await alerting.announce(
    lost([
      { ...second, status: 'investigating', at: first.at },
      { ...first, at: second.at },
    ]),
    '2012-06-20 17:42',
  );
  expect(await alerting.ledger()).toEqual(['hanako superseded 17:10 by 17:40', 'hanako waiting 17:40']);
});

test('a renamed notice keeps its announcements and its thread', async () => {
  const { alerting, hanako } = await begin();
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  await alerting.deliver();
  await alerting.announce(makeSnapshot([makeNotice('all-lost', [first])]), '2012-06-20 17:12');
  expect(await alerting.reasons()).toEqual(['all-lost mailed']);
  await alerting.announce(makeSnapshot([makeNotice('all-lost', [first, second])]), '2012-06-20 17:41');
  expect(await alerting.ledger()).toEqual(['hanako accepted 17:10', 'hanako waiting 17:40']);
  const mails = await alerting.mailsTo(hanako);
  expect(mails.map(({ noticeId }) => noticeId)).toEqual(['lost', 'lost']);
  expect(mails[1]?.outro.text).toContain('/incidents/all-lost');
});

test('a report taken away before it went out is withdrawn, what it carried goes out, and it comes back with its report', async () => {
  const { alerting } = await begin();
  await alerting.announce(lost([first, second, third]), '2012-06-20 17:51');
  await alerting.announce(lost([first, second]), '2012-06-20 17:52');
  expect(await alerting.ledger()).toEqual([
    'hanako superseded 17:10 by 17:40',
    'hanako waiting 17:40',
    'hanako withdrawn 17:50',
  ]);
  await alerting.announce(lost([second]), '2012-06-20 17:53');
  expect(await alerting.ledger()).toEqual(['hanako withdrawn 17:10', 'hanako waiting 17:40', 'hanako withdrawn 17:50']);
  await alerting.deliver();
  await alerting.announce(lost([first, second, third]), '2012-06-20 17:54');
  expect(await alerting.ledger()).toEqual(['hanako withdrawn 17:10', 'hanako accepted 17:40', 'hanako waiting 17:50']);
});

test('who is told follows the components that were chosen', async () => {
  const { alerting } = await begin();
  const add = (name: string, components: string[]) =>
    addPerson(alerting.database, `${name}@example.jp`, { components });
  await add('web', ['web']);
  await add('mail', ['mail']);
  await add('group', ['service']);
  await add('support', ['support']);
  await add('former', ['fax']);
  const names = async () => [...new Set((await alerting.ledger()).map((line) => line.split(' ')[0]))];

  const webOnly = { components: { web: 'major_outage' as const } };
  await alerting.announce(lost([first], webOnly), '2012-06-20 17:11');
  expect(await names()).toEqual(['former', 'group', 'hanako', 'web']);
  await alerting.deliver();
  const withMail = { ...second, components: { web: 'operational' as const, mail: 'partial_outage' as const } };
  const result = await alerting.announce(lost([first, withMail], webOnly), '2012-06-20 17:41');
  expect(result.announced).toEqual([{ notice: 'lost', number: 2, people: 5 }]);
  expect(await names()).toEqual(['former', 'group', 'hanako', 'mail', 'web']);
});

test('whoever was told once is told to the end, and a notice that names nothing goes to all', async () => {
  const { alerting } = await begin();
  const id = await addPerson(alerting.database, 'web@example.jp', { components: ['web'] });
  await addPerson(alerting.database, 'support@example.jp', { components: ['support'] });
  await alerting.announce(lost([first], { components: { web: 'major_outage' } }), '2012-06-20 17:11');
  await alerting.database.write((trx) =>
    trx.updateTable('subscriptions').set({ component_id: 'support' }).where('subscriber_id', '=', id).execute(),
  );
  await alerting.announce(lost([first, second], { components: { web: 'major_outage' } }), '2012-06-20 17:41');
  expect(await alerting.ledger()).toContain('web waiting 17:40');
  const other = await alerting.announce(makeSnapshot([makeNotice('other', [{ ...third }])]), '2012-06-20 17:51');
  expect(other.announced).toEqual([{ notice: 'other', number: 1, people: 3 }]);
});

test('a component that was retired counts as everything', async () => {
  const { alerting } = await begin();
  await addPerson(alerting.database, 'support@example.jp', { components: ['support'] });
  const page = makePage({
    components: [
      { id: 'web', name: 'Web' },
      { id: 'support', name: 'Support', retired: true },
    ],
  });
  await alerting.announce({ ...lost([first], { components: { web: 'major_outage' } }), page }, '2012-06-20 17:11');
  expect(await alerting.ledger()).toEqual(['hanako waiting 17:10', 'support waiting 17:10']);
});

test('a file that was not understood is announced as soon as it is corrected', async () => {
  const { alerting } = await begin();
  const broken = { reason: 'no time', text: '##', mailable: false };
  expect((await alerting.announce(lost([first], { broken }), '2012-06-20 17:11')).notMailed).toMatchObject([
    { reason: 'broken' },
  ]);
  await alerting.announce(lost([first]), '2012-06-20 17:12');
  expect(await alerting.ledger()).toEqual(['hanako waiting 17:10']);
});

test('a new time zone moves what waits and tells nobody anything', async () => {
  const { alerting } = await begin();
  await alerting.announce(lost([first]), '2012-06-20 17:11');
  const moved = lost([{ ...first, at: first.at + 9 * 3_600_000 }, second]);
  const result = await alerting.announce({ ...moved, page: makePage({ time_zone: 'UTC' }) }, '2012-06-20 17:41');
  expect(result).toMatchObject({ announced: [], moved: [{ number: 1 }], notMailed: [{ reason: 'time_zone' }] });
});
