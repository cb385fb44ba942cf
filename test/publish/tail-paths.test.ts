import { expect, test } from 'vitest';
import type { Notice } from '../../src/incidents/notice.ts';
import { openScene } from '../../src/publish/scene.ts';
import { tailOf, type Tail } from '../../src/publish/tail-paths.ts';
import { createTexts } from '../../src/publish/texts.ts';
import { randomFrom } from '../support/random-history.ts';
import { makeNotice, makePage, makeSnapshot, makeUpdate, tokyo } from '../support/snapshot.ts';

const now = tokyo('2012-08-01 00:00');
const texts = createTexts();
const notice = (id: string, month: number): Notice =>
  makeNotice(id, [makeUpdate(`2012-0${month}-20 17:10`, 'resolved')]);

test('whatever comes, goes or is drawn ahead, the tail is the one that would be made anew', () => {
  const random = randomFrom(9);
  const at = (length: number) => Math.floor(random() * length);
  let page = makePage();
  let notices: Notice[] = Array.from({ length: 10 }, (_, index) => notice(`n${index}`, 6));
  let before: Tail | undefined;
  let same = 0;
  for (let round = 0; round < 400; round++) {
    const kind = random();
    if (kind < 0.3) notices = [...notices, notice(`m${round}`, random() < 0.9 ? 6 : 5 + at(3))];
    if (kind > 0.2 && kind < 0.5) notices = notices.toSpliced(at(notices.length), 1);
    if (kind > 0.5 && kind < 0.6) notices = notices.with(0, { ...(notices[0] as Notice) });
    if (kind > 0.97) page = makePage({ languages: random() < 0.5 ? ['ja'] : ['ja', 'en'] });
    const snapshot = makeSnapshot(notices, { page });
    const scene = openScene({
      ...{ snapshot, now, texts, siteUrl: 'https://status.example.org', formOpen: true, mailFrom: 'a@example.org' },
      freshness: { state: 'current', asOf: now },
    });
    const eager = new Set(snapshot.notices.slice(0, 3 + at(2)));
    const tail = tailOf(scene, eager, before);
    expect([...tail.paths].toSorted()).toEqual([...tailOf(scene, eager, undefined).paths].toSorted());
    if (tail.paths === before?.paths) same += 1;
    // An edition that was overtaken leaves the tail of the one before it.
    if (random() < 0.8) before = tail;
  }
  expect(same).toBeGreaterThan(10);
});
