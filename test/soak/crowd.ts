import type { Kysely } from 'kysely';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/database.ts';
import type { Tables } from '../../src/schema.ts';
import { countDeliveries } from '../../src/mail/counts.ts';
import { fillWithPeople } from '../bench/alerts-ledger.ts';
import { startDemo } from '../bench/demo.ts';
import { memoryOf } from '../bench/publishing-site.ts';
import { runCrowd } from '../support/crowd.ts';
import { freePort } from '../support/free-port.ts';
import { programPath } from '../support/programs.ts';

const [clients, people, seconds] = [1_000, 10_000, 60];
/** Memory is looked at once everything is warm, and may rise by so much until the end. */
const warm = 20;
const mostMegabytes = 32;

/**
 * 1,000 clients for a minute while a report is published every second and 10,000 alerts go out. Gives what does not hold.
 */
export async function run(folder: string): Promise<readonly string[]> {
  const sink = programPath('smtp-sink');
  if (sink === null) throw new Error("The crowd needs smtp-sink, from Debian's postfix.");
  const port = await freePort();
  const asRoot = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const receiving = spawn(sink, [...asRoot, `127.0.0.1:${port}`, '1000'], { stdio: 'ignore' });
  const mail = {
    MAIL_1: `smtp://127.0.0.1:${port}?ignoreTLS=true&name=sink&connections=10`,
    MAIL_FROM: 'status@example.org',
  };
  const first = await startDemo(folder, [], mail); // makes the data folder
  const database = openDatabase({ file: join(folder, 'data', 'noroshi.db') });
  // What is published before the first start is over counts as announced.
  while (!(await database.read(hasLooked))) await sleep(50);
  first.stop();
  await first.ended;
  await fillWithPeople(database, people);
  const demo = await startDemo(folder, [], mail);
  try {
    return await watch(demo, database, join(folder, 'content'));
  } finally {
    demo.stop();
    await demo.ended;
    await database.close();
    receiving.kill();
  }
}

async function watch(demo: { base: string; pid: number }, database: Database, content: string): Promise<string[]> {
  process.stdout.write(`${clients} clients for ${seconds} s, a report every second, ${people} alerts …\n`);
  const publish = publisherIn(content);
  publish(1);
  while (!(await (await fetch(demo.base)).text()).includes('crowd-1')) await sleep(50);
  const until = Date.now() + seconds * 1000;
  const memory: number[] = [];
  const look = setInterval(() => memory.push(memoryOf(demo.pid).pss), 1_000);
  const paths = ['', 'en', 'incidents/crowd', 'feed.atom', 'feed.json', 'api/v2/summary.json'];
  const crowd = runCrowd({ base: demo.base, clients, paths, goesOn: () => Date.now() < until });
  let published = 1;
  while (Date.now() < until) {
    publish((published += 1));
    await sleep(1_000);
  }
  const { requests, bodies, broken } = await crowd;
  clearInterval(look);
  const counts = await database.read(countDeliveries);
  const [before, after] = [memory.slice(warm - 5, warm), memory.slice(-5)].map((values) => Math.min(...values));
  const grown = (after ?? 0) - (before ?? 0);
  process.stdout.write(
    `memory by the ten seconds: ${memory
      .filter((_, index) => index % 10 === 9)
      .map(Math.round)
      .join(', ')} MB\n`,
  );
  process.stdout.write(`${requests} answers, ${published} reports, ${bodies.get('') ?? 0} different front pages; ${counts.accepted} of ${people} alerts accepted; memory ${before?.toFixed(0)} MB, ${grown.toFixed(0)} MB more at the end; load ${loadavg()[0]?.toFixed(1)}\n`); // prettier-ignore
  return [
    ...broken,
    ...(counts.accepted === 0 ? ['no alert was accepted'] : []),
    ...(grown > mostMegabytes ? [`memory has grown by ${grown.toFixed(0)} MB`] : []),
    ...(counts.accepted + counts.waiting + counts.in_flight === people
      ? []
      : [`alerts are missing: ${JSON.stringify(counts)}`]),
  ];
}

async function hasLooked(db: Kysely<Tables>): Promise<boolean> {
  const zone = await db.selectFrom('state').select('key').where('key', '=', 'time_zone').executeTakeFirst();
  return zone !== undefined;
}

/** Gives what commits the first report anew with a count in its text: a correction, which mails nobody again. */
function publisherIn(content: string): (count: number) => void {
  const minute = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  const git = (...args: string[]) => {
    const { status, stderr } = spawnSync(
      'git',
      ['-c', 'user.name=Soak', '-c', 'user.email=soak@example.org', ...args],
      { cwd: content, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
  };
  return (count) => {
    const text = `# サーバーに接続できません\n\n## ${minute} 調査中\n\n原因を調べています（crowd-${count}）。\n`;
    writeFileSync(join(content, 'incidents', 'crowd.md'), text);
    git('add', '.');
    git('commit', '-qm', `Report ${count}`);
  };
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
