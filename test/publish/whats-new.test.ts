import { expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import { createComparing, type Known } from '../../src/publish/whats-new.ts';
import { randomFrom } from '../support/random-history.ts';
import { makeNotice, makeUpdate } from '../support/snapshot.ts';

const notice = (id: string): Notice => makeNotice(id, [makeUpdate('2012-06-20 17:10', 'investigating')]);

test('whatever changed, came, went or moved is told, and nothing else', () => {
  const compare = createComparing();
  const random = randomFrom(3);
  const at = (length: number) => Math.floor(random() * length);
  let notices: readonly Notice[] = Array.from({ length: 12 }, (_, index) => notice(`n${index}`));
  let before: Known = compare({ notices }, undefined).known;
  let unchanged = 0;
  for (let round = 0; round < 500; round++) {
    const after = [...notices];
    for (let count = at(4); count > 0; count--) {
      const kind = random();
      const [taken] = after.splice(at(after.length), 1);
      if (kind < 0.3) after.splice(at(after.length + 1), 0, notice(`m${round}-${count}`));
      if (kind < 0.8 && taken !== undefined)
        after.splice(at(after.length + 1), 0, kind < 0.5 ? taken : notice(taken.id));
    }
    const news = compare({ notices: after }, before);
    const [ids, were] = [(all: readonly Notice[]) => all.map(({ id }) => id).toSorted(), new Set(notices)];
    expect(news.changed).toEqual(after.filter((one) => !were.has(one)));
    expect(news.were).toEqual(notices.filter((one) => !after.includes(one)));
    expect(news.hasOthers).toBe(ids(after).join() !== ids(notices).join());
    const isSame = after.every((one, index) => one === notices[index]) && after.length === notices.length;
    if (isSame) unchanged += 1;
    expect(news.known.content === before.content).toBe(isSame);
    [notices, before] = [after, news.known];
  }
  expect(unchanged).toBeGreaterThan(50);
});

test('a version is the notice itself: another object is another, and the same one is never another', () => {
  const compare = createComparing();
  const [one, other] = [notice('a'), notice('a')];
  const { known } = compare({ notices: [one] }, undefined);
  expect(known.of(one)).toBe(known.of(one));
  expect(compare({ notices: [other] }, known).known.of(one)).toBe(known.of(one));
  expect(known.of(other)).not.toBe(known.of(one));
});
