import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ContentState } from '../../src/incidents/advance.ts';
import { createContent } from '../../src/incidents/content.ts';
import { openSource } from '../../src/incidents/open-source.ts';
import { readKept, writeKept } from '../../src/publisher/kept-file.ts';
import { noticeText } from '../support/content.ts';
import { temporaryFolder } from '../support/folder.ts';
import { makeRepository } from '../support/repository.ts';
import { tokyo } from '../support/snapshot.ts';

const sign = 'this program';

/** The state of a history of so many notices, and what each later one would be read from. */
async function read(count: number) {
  const repository = makeRepository();
  for (let index = 0; index < count; index++) {
    repository.write(`notice-${index}.md`, noticeText(['2012-06-20 17:10 調査中', `報告その${index}。`]));
  }
  repository.commit('Notices');
  const source = await openSource({ incidentsDir: repository.incidentsDir, environment: process.env });
  onTestFinished(() => source.close());
  const states: ContentState[] = [];
  const memory = { recall: () => Promise.resolve(null), note: (state: ContentState) => void states.push(state) };
  const reading = await createContent({ source, now: () => tokyo('2012-06-20 18:00'), memory }).read();
  const [state] = states;
  if (state === undefined) throw new Error('no state was noted');
  return { repository, source, state, reading };
}

test('a history in several parts comes back as it was, and goes on with the commits that followed', async () => {
  const { repository, source, state, reading } = await read(401);
  const file = join(temporaryFolder(), 'content.kept');
  writeKept(file, sign, state);
  expect(await readKept(file, sign)).toEqual(state);

  repository.write('notice-400.md', noticeText(['2012-06-20 17:10 調査中', '別の文。']));
  repository.commit('Correct one');
  const memory = { recall: () => readKept(file, sign), note: () => {} };
  const { snapshot } = await createContent({ source, now: () => tokyo('2012-06-20 18:00'), memory }).read();
  const others = ({ notices }: typeof snapshot) => notices.filter(({ id }) => id !== 'notice-400');
  expect(others(snapshot)).toEqual(others(reading.snapshot));
  const corrected = snapshot.notices.find(({ id }) => id === 'notice-400');
  expect(JSON.stringify(corrected?.updates)).toContain('別の文。');
});

test('a byte that changed, an end that is missing, another program: nothing is taken up', async () => {
  const { state } = await read(3);
  const file = join(temporaryFolder(), 'content.kept');
  expect(await readKept(file, sign)).toBeNull();
  writeKept(file, sign, state);
  expect(await readKept(file, 'another program')).toBeNull();
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at += 97) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    writeFileSync(file, damaged);
    expect(await readKept(file, sign), `byte ${at}`).toBeNull();
    writeFileSync(file, whole.subarray(0, at));
    expect(await readKept(file, sign), `cut at ${at}`).toBeNull();
  }
  writeFileSync(file, whole);
  expect(await readKept(file, sign)).not.toBeNull();
});
