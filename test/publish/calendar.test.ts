import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import nodeIcal from 'node-ical';
import { expect, test } from 'vitest';
import { openContent } from '../support/content.ts';
import { badLines, eventsOf } from '../support/calendar.ts';
import { temporaryFolder } from '../support/folder.ts';
import { followedSnapshot, servedFrom, textOf } from '../support/followed.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository } from '../support/repository.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const calendarAt = async (path = '/calendar.ics') => textOf(await (await servedFrom(await followedSnapshot()))(path));
const planned = {
  '証明書の更新（まなび連絡網）': ['2025-04-06 03:00', '2025-04-06 03:30', 'CONFIRMED'],
  '控えの置き場所の変更（まなび連絡網）': ['2025-07-08 22:00', '2025-07-09 22:00', 'CONFIRMED'],
  '電話機の点検（まなび連絡網）': ['2025-07-09 18:00', '2025-07-09 20:00', 'CONFIRMED'],
  '【中止】回線の切り替え（まなび連絡網）': ['2025-07-20 23:00', '2025-07-21 02:00', 'CANCELLED'],
  'データベースの入れ替え（まなび連絡網）': ['2025-08-03 01:00', '2025-08-03 05:00', 'CONFIRMED'],
};

test('ical.js reads every maintenance at its instant, cancelled where it is', async () => {
  const calendar = await calendarAt();
  expect(badLines(calendar)).toEqual([]);
  const events = [...eventsOf(calendar).values()];
  const read = events.map(({ summary, startDate, endDate, component }) => [
    summary,
    [startDate.toJSDate().getTime(), endDate.toJSDate().getTime(), component.getFirstPropertyValue('status')],
  ]);
  const expected = Object.entries(planned).map(([summary, [from = '', until = '', status]]) => [
    summary,
    [tokyo(from), tokyo(until), status],
  ]);
  expect(Object.fromEntries(read)).toEqual(Object.fromEntries(expected));
  expect(events[4]?.description).toMatch(
    /^日時：2025年8月3日\(日\) 01:00–05:00 JST\n影響：ウェブサイト、メール配信\n\nデータベースを新しい/,
  );
  expect(calendar.match(/^DT(START|END|STAMP)[^Z]*$/m)).toBeNull();
});

test('node-ical reads the same, in English too, and of one component only what concerns it', async () => {
  const events = (text: string) =>
    Object.values(nodeIcal.sync.parseICS(text)).filter((entry) => entry?.type === 'VEVENT');
  expect(
    events(await calendarAt())
      .map(({ summary }) => summary)
      .toSorted(),
  ).toEqual(Object.keys(planned).toSorted());
  const [database] = events(await calendarAt('/en/calendar.ics')).slice(-1);
  expect([database?.summary, database?.start.toISOString()]).toEqual([
    'New database (Manabi Contact Network)',
    '2025-08-02T16:00:00.000Z',
  ]);
  // Of the others, one is about the telephone, and one names nothing, which means everybody.
  const support = events(await calendarAt('/components/support/calendar.ics')).map(({ summary }) => summary);
  expect(support).toEqual(['控えの置き場所の変更（まなび連絡網）', '電話機の点検（まなび連絡網）']);
});

const calcurse = programPath('calcurse');
test.skipIf(calcurse === null)('calcurse takes them in, each at the time of its own clock', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'calendar.ics');
  writeFileSync(file, await calendarAt());
  const run = (...args: string[]) =>
    execFileSync(calcurse ?? '', ['-D', folder, ...args], {
      env: { HOME: folder, LANG: 'C.UTF-8', TZ: 'Asia/Tokyo' },
      encoding: 'utf8',
    });
  expect(run('-i', file)).toContain('5 apps / 0 events / 0 todos / 0 skipped');
  expect(run('-G')).toContain('08/03/2025 @ 01:00 -> 08/03/2025 @ 05:00');
});

test('each change raises the sequence number, also two in a second and one by a clock that was set back', async () => {
  const repository = makeRepository();
  const write = (title: string, at: string, name = '2012-07-01-m.md', formerly = '') =>
    repository.write(
      name,
      `---\ntitle: ${title}\ntype: maintenance\nscheduled_for: ${at}\nscheduled_until: 2012-07-01 05:00\n${formerly}---\n\n## 2012-06-20 10:00 scheduled\n\nText.\n`,
    );
  const uid = async () => {
    const { snapshot } = await (await openContent(repository.incidentsDir, { now: tokyo('2012-06-21 10:00') })).read();
    const calendar = textOf(await (await servedFrom(snapshot, tokyo('2012-06-21 10:00')))('/calendar.ics'));
    const [event] = [...eventsOf(calendar).values()];
    if (event === undefined) throw new Error('no event');
    return { uid: event.uid, sequence: event.sequence, from: event.startDate.toJSDate().getTime() };
  };
  write('One', '2012-07-01 01:00');
  repository.commit('Plan it', { date: '2012-06-20 10:00' });
  const seen = [await uid()];
  write('One', '2012-07-01 02:00');
  repository.commit('Move it in the same second', { date: '2012-06-20 10:00' });
  seen.push(await uid());
  write('One', '2012-07-01 03:00');
  repository.commit('Move it with a clock that is wrong', { date: '2012-06-20 09:00' });
  seen.push(await uid());
  repository.write('2012-07-01-m.en.md', '---\ntitle: In English\n---\n\n## 2012-06-20 10:00\n\nText.\n');
  repository.commit('Translate it', { date: '2012-06-20 11:00' });
  seen.push(await uid());
  repository.remove('2012-07-01-m.md');
  repository.remove('2012-07-01-m.en.md');
  write('One', '2012-07-01 03:00', '2012-07-01-renamed.md', 'formerly: [2012-07-01-m]\n');
  repository.commit('Rename it', { date: '2012-06-20 11:00' });
  seen.push(await uid());
  expect(seen.map(({ from }) => from)).toEqual([1, 2, 3, 3, 3].map((hour) => tokyo(`2012-07-01 0${hour}:00`)));
  const numbers = seen.map(({ sequence }) => sequence);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  expect(new Set(seen.map((event) => event.uid)).size).toBe(1);
  repository.write('2012-06-21-other.md', '# Another\n\n## 2012-06-21 09:00 investigating\n\nText.\n');
  repository.commit('Report something else', { date: '2012-06-21 09:00' });
  expect(await uid()).toEqual(seen.at(-1));
});

test('what is long over leaves the calendar, what is ahead never does', async () => {
  const at = (index: number) => tokyo('2012-01-01 01:00') + index * 86_400_000;
  const make = (id: string, index: number, status: 'scheduled' | 'completed') =>
    makeNotice(id, [makeUpdate('2011-12-01 10:00', status)], {
      type: 'maintenance',
      scheduledFor: at(index),
      scheduledUntil: at(index) + 3_600_000,
    });
  const notices = [
    ...Array.from({ length: 60 }, (_, index) => make(`past-${String(index)}`, index, 'completed')),
    ...Array.from({ length: 60 }, (_, index) => make(`ahead-${String(index)}`, 200 + index, 'scheduled')),
  ];
  const now = tokyo('2012-04-01 10:00');
  const calendar = textOf(await (await servedFrom(makeSnapshot(notices, { committedAt: now }), now))('/calendar.ics'));
  const names = [...eventsOf(calendar).values()].map(({ summary }) => summary);
  expect(names.filter((name) => name.startsWith('ahead')).length).toBe(60);
  expect(names.filter((name) => name.startsWith('past'))).toEqual(
    Array.from({ length: 50 }, (_, index) => `past-${String(index + 10)} の件（まなび連絡網）`),
  );
});
