import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { median, percentile } from './figures.ts';
import { makeHistory, pastIncidents, type MadeHistory } from './history-maker.ts';
import { createStaff, type Committed } from './publishing-commits.ts';
import { memoryOf, startProgram, type Running } from './publishing-site.ts';

const allSizes = [100, 1000, 10_000];
const parts = ['visible', 'start', 'memory'];
const commits = 50;
const starts = 5;
/** The first hundred of them warm the program up. */
const publishes = [100, 400];

/**
 * Notices by the hundred to the ten thousand: commit → front page, start → front page, memory. Arguments: sizes and parts
 * (`100 1000 start`); without, all. The same program on a page without notices, and a bare Node, run beside it.
 */
export async function run(asked: readonly string[] = []): Promise<void> {
  const sizes = asked.map(Number).filter((size) => size > 0);
  const wanted = asked.filter((one) => parts.includes(one));
  const measures = (part: string) => wanted.length === 0 || wanted.includes(part);
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-bench-'));
  const until = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const incidents = pastIncidents();
  console.log(`publishing: ${process.env['NOROSHI_HISTORY'] === undefined ? 'invented' : 'real'} incidents`);
  try {
    const empty = makeHistory(join(folder, 'empty'), incidents, 0, until);
    const p95s: number[] = [];
    const emptyMemory = measures('memory') ? await settledMemory(empty, join(folder, 'empty-data')) : null;
    for (const size of sizes.length > 0 ? sizes : allSizes) {
      const place = join(folder, String(size));
      const began = performance.now();
      const history = makeHistory(join(place, 'content'), incidents, size, until);
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      console.log(`\n${size} notices, ${history.commits} commits, made in ${seconds} s`);
      if (measures('start')) await measureStarts(place, history, empty);
      if (measures('visible')) p95s.push(await measureVisible(place, history));
      if (emptyMemory !== null) await measureMemory(place, history, emptyMemory);
      rmSync(place, { recursive: true });
    }
    const [least, most] = [p95s[0], p95s.at(-1)];
    if (p95s.length > 1) console.log(`\ncommit → visible: p95 of the largest ${((most ?? 0) / (least ?? 1)).toFixed(2)} × that of the smallest`); // prettier-ignore
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With pauses of any length between the commits, so that nothing keeps step with the program's own clock. */
async function measureVisible(place: string, history: MadeHistory): Promise<number> {
  const site = await startProgram(history.incidentsDir, join(place, 'visible-data'));
  const staff = createStaff(history);
  const times: (Committed & { seen: number })[] = [];
  await site.shows('</html>');
  for (let index = -6; index < commits; index++) {
    const word = `wordx${index + 10}x`;
    await pause(Math.random() * 300);
    const seen = site.shows(word);
    const times_ = index % 2 === 0 ? await staff.open(word) : await staff.report(word);
    const time = { ...times_, seen: await seen };
    if (index >= 0) times.push(time); // the first ones warm it up
    if (index % 2 !== 0) await Promise.all([site.shows(`closed${word}`), staff.close(`closed${word}`)]);
  }
  await site.stop();
  const line = (from: keyof Committed) => {
    const all = times.map((time) => Math.max(0, time.seen - time[from]));
    return `p50 ${ms(median(all))}, p95 ${ms(percentile(all, 95))}, most ${ms(Math.max(...all))}`;
  };
  console.log(`commit → visible (${commits} commits; ${load()})`);
  console.log(`  from the branch's move: ${line('moved')}`);
  console.log(`  from the start of \`git commit\`: ${line('began')}; from its return: ${line('returned')}`);
  return percentile(times.map(({ seen, moved }) => seen - moved), 95); // prettier-ignore
}

/** In turn: with a new data folder, with the one it left, the page without notices, a bare Node. */
async function measureStarts(place: string, history: MadeHistory, empty: MadeHistory): Promise<void> {
  const word = history.notices[0]?.id ?? '';
  const first: number[] = [];
  const again: number[] = [];
  const without: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < starts; round++) {
    const dataDir = join(place, `start-data-${round}`);
    first.push(await timeStart(history, dataDir, word));
    again.push(await timeStart(history, dataDir, word));
    without.push(await timeStart(empty, join(place, `start-empty-${round}`), '</html>'));
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '']);
    bare.push(performance.now() - began);
  }
  const [a, b, c, d] = [first, again, without, bare].map(median) as [number, number, number, number];
  console.log(`start → front page (median of ${starts}; ${load()})`);
  console.log(`  new data folder ${ms(a)}, again ${ms(b)}, page without notices ${ms(c)}, node -e "" ${ms(d)}`);
  console.log(`  again ${(b / c).toFixed(2)} × the page without notices, ${(b / d).toFixed(1)} × a bare Node`);
}

async function timeStart({ incidentsDir }: MadeHistory, dataDir: string, word: string): Promise<number> {
  const began = performance.timeOrigin + performance.now();
  const site = await startProgram(incidentsDir, dataDir);
  const seen = await site.shows(word);
  await pause(1000); // what it still writes down once the page is out is there for the next start
  await site.stop();
  return seen - began;
}

/** Corrections of one text, so that what is published stays as large as it was. */
async function measureMemory(place: string, history: MadeHistory, empty: Memory): Promise<void> {
  const site = await startProgram(history.incidentsDir, join(place, 'memory-data'));
  const staff = createStaff(history);
  await site.shows('</html>');
  const before = await settled(site);
  const after: Memory[] = [];
  for (const [turn, count] of publishes.entries()) {
    for (let index = 0; index < count; index++) {
      const word = `correctionx${turn}x${index}x`;
      await Promise.all([site.shows(word), staff.correct(word)]);
    }
    after.push(await settled(site));
  }
  await site.stop();
  const [warm = before, end = before] = after;
  const line = (memory: Memory, base: Memory) => `${mb(memory.rss - base.rss)} resident, ${mb(memory.pss - base.pss)} by share`; // prettier-ignore
  console.log(`memory (${load()}): page without notices ${mb(empty.rss)} resident, ${mb(empty.pss)} by share`);
  console.log(`  beyond it ${line(before, empty)}; 100 publishes later ${line(warm, before)} more`);
  console.log(`  400 publishes later again ${line(end, warm)} more; now beyond it ${line(end, empty)}`);
}

type Memory = ReturnType<typeof memoryOf>;

async function settledMemory({ incidentsDir }: MadeHistory, dataDir: string): Promise<Memory> {
  const site = await startProgram(incidentsDir, dataDir);
  await site.shows('</html>');
  const memory = await settled(site);
  await site.stop();
  return memory;
}

/** What it holds once that has been steady for five seconds, after it cleaned up (twice five seconds) and within fifty. */
async function settled({ pid }: Running): Promise<Memory> {
  await pause(15_000);
  let last: number[] = [];
  for (let tries = 0; tries < 60; tries++) {
    await pause(500);
    last = [...last, memoryOf(pid).rss].slice(-10);
    if (last.length === 10 && Math.max(...last) - Math.min(...last) < 1) break;
  }
  return memoryOf(pid);
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

function mb(value: number): string {
  return `${Math.round(value)} MB`;
}

function load(): string {
  return `load ${loadavg()[0]?.toFixed(1)}`;
}
