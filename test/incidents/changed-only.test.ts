import { expect, onTestFinished, test } from 'vitest';
import { createContent } from '../../src/incidents/content.ts';
import { indexAgain, indexAll, indexNotice } from '../../src/incidents/index-notices.ts';
import { openSource } from '../../src/incidents/open-source.ts';
import type { Reading } from '../../src/incidents/reading.ts';
import { openZone } from '../../src/incidents/zone.ts';
import { noticeText, openContent } from '../support/content.ts';
import { randomFrom, randomHistory } from '../support/random-history.ts';
import { makeRepository, smallPage, type Repository } from '../support/repository.ts';
import { makePage, tokyo } from '../support/snapshot.ts';

// What is read of a commit is put in the place of what stood there: it has to come out as if all had been read anew.

test('after any changes notices stand where they would stand if all were placed anew', () => {
  const random = randomFrom(20261127);
  const page = makePage();
  const needs = { page, zone: openZone(page.time_zone), passed: tokyo('2012-06-21 00:00') };
  const pool = () => randomHistory(random, tokyo('2012-05-25 00:00'), 30).map((one) => indexNotice(needs, one, 0));
  const standing = new Map(pool().map((one) => [one.notice.id, one]));
  let index = indexAll([...standing.values()]);
  for (let round = 0; round < 200; round++) {
    const others = pool();
    const touched = new Set(
      Array.from({ length: 1 + Math.floor(random() * 4) }, () => `n${Math.floor(random() * 30)}`),
    );
    for (const id of touched) {
      const other = others.find(({ notice }) => notice.id === id);
      if (other === undefined || random() < 0.3) standing.delete(id);
      else standing.set(id, other);
    }
    index = indexAgain(index, touched, [...touched].flatMap((id) => standing.get(id) ?? [])); // prettier-ignore
    const anew = indexAll([...standing.values()]);
    expect([index.sorted, index.parts]).toEqual([anew.sorted, anew.parts]);
    expect([...index.parts.months.keys()]).toEqual([...anew.parts.months.keys()]);
  }
});

const statuses = ['調査中', '原因判明', '復旧作業中', '復旧'];

/** One thing that staff do, or a fault of theirs. */
function change(repository: Repository, random: () => number): void {
  const id = `n${Math.floor(random() * 8)}`;
  const status = () => statuses[Math.floor(random() * statuses.length)] ?? '';
  const text = (count: number) =>
    noticeText(
      ...Array.from({ length: count }, (_, at) => [`2012-06-20 1${at}:00 ${status()}`, `${random()}`] as const),
    );
  const name = random() < 0.2 ? `${id}.en.md` : `${id}.md`;
  const kind = random();
  if (kind < 0.5) return repository.write(name, text(1 + Math.floor(random() * 4)));
  if (kind < 0.6) return repository.write(name, noticeText(['2012-06-20 25:99 調査中', '時刻がまちがっています。']));
  if (kind < 0.65) return repository.write(`Bad name ${id}.md`, text(1));
  if (kind < 0.7) return repository.write('page.yaml', `${smallPage}# ${random()}\n`);
  const files = repository.git('ls-files', 'incidents').split('\n');
  const mine = files
    .map((file) => file.replace('incidents/', '').replaceAll('"', ''))
    .filter((file) => file.includes(id));
  for (const file of mine) repository.remove(file);
}

/** What must not depend on how it was read; the order of findings follows that of the listing. */
const said = ({ snapshot: { findings, months, ...rest }, problems }: Reading) => ({
  ...rest,
  problems,
  months: [...months],
  findings: findings.map(({ file, line, what }) => `${file}:${line} ${what}`).toSorted(),
});

test('commits read one by one, and some at a time, come out as a history read at once', async () => {
  const repository = makeRepository();
  const random = randomFrom(11);
  const warm = await openContent(repository.incidentsDir);
  for (let round = 0; round < 60; round++) {
    for (let count = random() < 0.8 ? 1 : 3; count > 0; count--) {
      change(repository, random);
      if (random() < 0.2) change(repository, random);
      repository.commit('Go on', { date: `2012-06-21 ${String(round % 24).padStart(2, '0')}:${10 + count}` });
    }
    const cold = await openContent(repository.incidentsDir);
    expect(said(await warm.read()), `round ${round}`).toEqual(said(await cold.read()));
  }
});

test('a commit of which a file cannot be read changes nothing, and is taken up whole once it can', async () => {
  const repository = makeRepository();
  const first = ['2012-06-20 17:10 調査中', '原因を調べています。'] as const;
  for (const name of ['a.md', 'b.md']) repository.write(name, noticeText(first));
  repository.commit('Two');
  const source = await openSource({ incidentsDir: repository.incidentsDir, environment: process.env });
  onTestFinished(() => source.close());
  let reads = 0;
  let failing = 0;
  const read = (id: string) => (++reads === failing ? Promise.reject(new Error('the disk')) : source.read(id));
  const content = createContent({ source: { ...source, read }, now: () => tokyo('2026-11-22 09:00') });
  await content.read();
  const goOn = (names: readonly string[], time: string) => {
    for (const name of names)
      repository.write(name, noticeText(first, [`${time} 原因判明`, `${name} の原因が分かりました。`]));
    repository.commit(time);
  };

  goOn(['a.md', 'b.md'], '18:00');
  failing = reads + 2;
  await expect(content.read()).rejects.toThrow('the disk');
  // Staff take it back before it could be read: no number may have been used up by it.
  repository.git('reset', '--quiet', '--hard', 'HEAD~1');
  goOn(['a.md'], '19:00');
  expect(said(await content.read())).toEqual(said(await (await openContent(repository.incidentsDir)).read()));

  goOn(['a.md', 'b.md'], '20:00');
  failing = reads + 2;
  await expect(content.read()).rejects.toThrow('the disk');
  const { snapshot } = await content.read();
  expect(snapshot.notices.map(({ updates }) => updates.map(({ number }) => number))).toEqual([[1, 2], [1, 2]]); // prettier-ignore
});

test('a translation of nothing is named until what it translates is there, whatever else comes', async () => {
  const repository = makeRepository();
  const content = await openContent(repository.incidentsDir);
  const said = async (name: string) => {
    repository.write(name, noticeText(['2012-06-20 17:10 調査中', '原因を調べています。']));
    repository.commit(name);
    const { findings } = (await content.read()).snapshot;
    return findings.filter(({ what }) => what.includes('which is not there')).map(({ file }) => file);
  };
  await content.read();
  expect(await said('all-lost.en.md')).toEqual(['all-lost.en.md']);
  expect(await said('all.md')).toEqual(['all-lost.en.md']);
  expect(await said('all-lost.md')).toEqual([]);
});

test('what could not be worked out of a commit is worked out with the next reading', async () => {
  const repository = makeRepository();
  const source = await openSource({ incidentsDir: repository.incidentsDir, environment: process.env });
  onTestFinished(() => source.close());
  let asked = 0;
  let failing = 0;
  const now = () => {
    if (++asked === failing) throw new Error('the clock');
    return tokyo('2026-11-22 09:00');
  };
  const content = createContent({ source, now });
  await content.read();
  for (const count of [1, 2, 3, 4]) {
    repository.write(`n${count}.md`, noticeText(['2012-06-20 17:10 調査中', '原因を調べています。']));
    repository.commit('One more');
    failing = asked + count;
    await expect(content.read()).rejects.toThrow('the clock');
    expect((await content.read()).snapshot.notices).toHaveLength(count);
  }
});
