import { expect, test } from 'vitest';
import type { Letter } from '../../src/channel.ts';
import { nothingRead, type Reading } from '../../src/incidents/reading.ts';
import { applyChange, type Edition } from '../../src/publish/edition.ts';
import { createTexts } from '../../src/publish/texts.ts';
import { createComparing } from '../../src/publish/whats-new.ts';
import type { View } from '../../src/publish/view.ts';
import { createPublishing } from '../../src/publisher/publishing.ts';
import { makeNotice, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const minutes = 60_000;

/** A publishing whose pages say which notices they were given; `broken` pages cannot be drawn. */
function start() {
  const clock = { now: tokyo('2012-06-20 17:20') };
  const letters: { to: 'web' | 'worker'; letter: Letter }[] = [];
  const logged: unknown[] = [];
  const pages = { broken: (_view: View): boolean => false };
  const log = { error: (line: unknown) => void logged.push(line), info: () => {} };
  const publishing = createPublishing({
    edition: {
      render: async (_path, view) => {
        if (pages.broken(view)) throw new Error('cannot be drawn');
        const titles = view.snapshot.notices.map(({ id }) => id).join(' ');
        const text = `${view.freshness.state} ${titles}`;
        return { status: view.path === '/404' ? 404 : 200, html: `<html><body>${text}</body></html>` };
      },
      siteUrl: 'http://localhost',
      assets: new Map(),
      formOpen: true,
      mailFrom: 'notices@status.example.org',
      texts: createTexts(),
      compare: createComparing(),
      log,
    },
    now: () => clock.now,
    log,
    toWeb: (letter) => letters.push({ to: 'web', letter }),
    toWorker: (letter) => letters.push({ to: 'worker', letter }),
    maxAge: 24 * 60 * minutes,
    onMade: () => {},
  });
  const front = () => {
    const changes = letters.flatMap(({ letter }) => (letter.kind === 'edition' ? [letter.change] : []));
    const response = changes.reduce<Edition | null>(applyChange, null)?.ready.get('/');
    return response === undefined ? null : Buffer.from(response.body).toString();
  };
  return { publishing, clock, letters, logged, pages, front };
}

function readingOf(id: string, commit: string): Reading {
  const snapshot = makeSnapshot([makeNotice(id, [makeUpdate('2012-06-20 17:10', 'investigating')])], { commit });
  const freshness = { state: 'current', asOf: tokyo('2012-06-20 17:20') } as const;
  return { head: commit, snapshot, freshness, problems: [], isAnnounceable: true, files: [], kept: [], seenAt: 0 };
}

test('the first reading goes to readers and then whole to the worker; later the worker hears first what changed', async () => {
  const { publishing, letters, front } = start();
  await publishing.publish(readingOf('a', 'one')).done;
  expect(letters.map(({ to, letter }) => `${to} ${letter.kind}`)).toEqual([
    'web edition',
    'web edition',
    'worker content',
  ]);
  expect(letters[2]?.letter).toMatchObject({ content: { isWhole: true, changed: ['a'] } });
  expect(front()).toContain('current a');

  letters.length = 0;
  await publishing.publish(readingOf('b', 'two')).done;
  expect(letters.map(({ to, letter }) => `${to} ${letter.kind}`)).toEqual([
    'worker content',
    'web edition',
    'web edition',
  ]);
  const [told, urgent, rest] = letters.map(({ letter }) => letter);
  expect(told).toMatchObject({ content: { isWhole: false, commit: 'two', changed: ['b', 'a'] } });
  const numbers = [urgent, rest].map((letter) => (letter?.kind === 'edition' ? letter.change.number : 0));
  expect(numbers).toEqual([told?.kind === 'content' ? told.edition : null, numbers[0]]);
});

test('a worker that starts anew is told everything, one that only waits is told nothing twice', async () => {
  const { publishing, letters } = start();
  publishing.tellWhole();
  await publishing.publish(readingOf('a', 'one')).done;
  await publishing.publishAgain();
  expect(letters.filter(({ to }) => to === 'worker')).toHaveLength(1);
  publishing.tellWhole();
  expect(letters.at(-1)?.letter).toMatchObject({ kind: 'content', content: { isWhole: true, changed: ['a'] } });
});

test('editions made at one instant have rising numbers', async () => {
  const { publishing, letters } = start();
  await Promise.all([publishing.publish(readingOf('a', 'one')).done, publishing.publish(readingOf('b', 'two')).done]);
  const numbers = letters.flatMap(({ letter }) => (letter.kind === 'edition' ? [letter.change.number] : []));
  expect(new Set(numbers).size).toBe(2);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

test('what cannot be drawn does not replace what is good, and is a problem until it can', async () => {
  const { publishing, front, pages, logged } = start();
  pages.broken = ({ snapshot }) => snapshot.commit === 'bad';
  await publishing.publish(readingOf('bad', 'bad')).done;
  expect(front()).toBeNull();
  expect(publishing.problems).toEqual([expect.stringMatching(/could not be made into pages/)]);
  expect(logged.length).toBeGreaterThan(0);

  await publishing.publish(readingOf('good', 'good')).done;
  expect(front()).toContain('current good');
  expect(publishing.problems).toEqual([]);
});

test('content that is not known well enough is shown and not handed to the worker', async () => {
  const { publishing, clock, letters, front } = start();
  await publishing.publish(nothingRead(clock.now, ['Nothing is committed yet.'])).done;
  expect(new Set(letters.map(({ to }) => to))).toEqual(new Set(['web']));
  expect(front()).toContain('unknown');
});

test('a source that has not answered for 15 minutes makes the state unknown, and known again afterwards', async () => {
  const { publishing, clock, front } = start();
  await publishing.publish(readingOf('a', 'one')).done;
  publishing.faultSince = clock.now;
  clock.now += 14 * minutes;
  await publishing.publishAgain();
  expect(front()).toContain('current a');
  clock.now += 2 * minutes;
  await publishing.publishAgain();
  expect(front()).toContain('unknown a');
  publishing.faultSince = null;
  await publishing.publishAgain();
  expect(front()).toContain('current a');
});

const statusesOf = (letters: ReturnType<typeof start>['letters']) =>
  letters.flatMap(({ letter: { kind, ...rest } }) => {
    if (kind !== 'rendered' || !('response' in rest)) return [];
    const { question, response } = rest;
    return [[question, typeof response === 'object' ? (response?.status ?? null) : response]];
  });

test('a page of the tail is drawn when it is asked for; a path that does not exist answers null, what cannot be drawn says so', async () => {
  const { publishing, letters, pages } = start();
  await publishing.publish(readingOf('a', 'one')).done;
  await publishing.answer('0-1', '/en/incidents/a');
  await publishing.answer('0-2', '/nowhere');
  pages.broken = () => true;
  await publishing.answer('0-3', '/en/incidents/a');
  expect(statusesOf(letters)).toEqual([
    ['0-1', 200],
    ['0-2', null],
    ['0-3', 'broken'],
  ]);
});

test('two searches are drawn at once, whichever web threads they come from, and the next when one is over', async () => {
  const { publishing, letters } = start();
  await publishing.publish(readingOf('a', 'one')).done;
  const search = (question: string) =>
    publishing.draw({ kind: 'draw', question, language: 'ja', asked: { query: 'mail' } });
  await Promise.all(['0-1', '1-1', '2-1', '3-1'].map(search));
  await search('2-2');
  expect(new Map(statusesOf(letters) as [string, number | null][])).toEqual(
    new Map([
      ['0-1', 200],
      ['1-1', 200],
      ['2-1', null],
      ['3-1', null],
      ['2-2', 200],
    ]),
  );
});
