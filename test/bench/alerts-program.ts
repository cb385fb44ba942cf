import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/database.ts';
import { countDeliveries } from '../../src/mail/counts.ts';
import { fillWithPeople } from './alerts-ledger.ts';
import { startDemo } from './demo.ts';
import { percentile } from './figures.ts';
import { memoryOf } from './publishing-site.ts';

/** Between two questions for the front page, so that asking is no load of its own. */
const askEvery = 10;
const idleSeconds = 10;

/**
 * The whole program with so many subscribers: a report is committed; from the moment at which the branch moved until the
 * first mail is down as accepted; the front page while all go out, against the same questions before; memory.
 */
export async function measureProgram(port: number, people: number, connections: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-bench-'));
  const mail = {
    MAIL_1: `smtp://127.0.0.1:${port}?ignoreTLS=true&name=sink&connections=${connections}`,
    MAIL_FROM: 'status@example.org',
  };
  try {
    const first = await startDemo(folder, [], mail); // makes the data folder
    first.stop();
    await first.ended;
    const database = openDatabase({ file: join(folder, 'data', 'noroshi.db') });
    try {
      await fillWithPeople(database, people);
      const demo = await startDemo(folder, [], mail);
      try {
        await watch(demo, database, join(folder, 'content'), people);
      } finally {
        demo.stop();
        await demo.ended;
      }
    } finally {
      await database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function watch(demo: { base: string; pid: number }, database: Database, content: string, people: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await ask(agent, demo.base, () => false, 2); // warm
  const until = performance.now() + idleSeconds * 1000;
  const idle = await ask(agent, demo.base, () => performance.now() < until);
  const before = memoryOf(demo.pid).pss;
  const committedAt = commitReport(content);
  let largest = before;
  let left = people;
  const began = performance.now();
  const look = setInterval(() => {
    largest = Math.max(largest, memoryOf(demo.pid).pss);
    void database.read(countDeliveries).then((counts) => {
      left = people - counts.accepted;
    });
  }, 500);
  const busy = await ask(agent, demo.base, () => left > 0 && performance.now() - began < 600_000);
  clearInterval(look);
  agent.destroy();
  if (left > 0) throw new Error(`${left} alerts did not go out in ten minutes`);
  const { at } = await database.read((db) =>
    db
      .selectFrom('deliveries')
      .select((eb) => eb.fn.min('settled_at').as('at'))
      .executeTakeFirstOrThrow(),
  );
  const seconds = (performance.now() - began) / 1000;
  console.log(`alerts, the whole program, ${people} subscribers: all accepted in ${seconds.toFixed(1)} s; load ${loadavg()[0]?.toFixed(1)}`); // prettier-ignore
  console.log(`  commit to first mail accepted: ${Date.parse(at ?? '') - committedAt} ms`);
  console.log(`  front page p99: ${percentile(idle, 99).toFixed(1)} ms idle, ${percentile(busy, 99).toFixed(1)} ms while they go out`); // prettier-ignore
  console.log(`  memory by share: ${before.toFixed(0)} MB before, ${(largest - before).toFixed(0)} MB more at most`);
}

/** Gives when the branch moved, in epoch milliseconds. */
function commitReport(content: string): number {
  const minute = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  writeFileSync(
    join(content, 'incidents', 'bench-alerts.md'),
    `# サーバーに接続できません\n\n## ${minute} 調査中\n\n原因を調べています。お急ぎの方は 000-0000-0000 へお電話ください。\n`,
  );
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', ...args], {
      cwd: content,
      encoding: 'utf8',
    });
  git('add', '.');
  const { status, stderr } = git('commit', '-qm', 'Report');
  if (status !== 0) throw new Error(stderr);
  return statSync(join(content, '.git', git('symbolic-ref', 'HEAD').stdout.trim())).mtimeMs;
}

/** Milliseconds of each answer, as long as `goesOn` says, or `count` of them. */
async function ask(agent: Agent, base: string, goesOn: () => boolean, count = 0): Promise<number[]> {
  const times: number[] = [];
  while (times.length < count || goesOn()) {
    const asked = performance.now();
    await new Promise<void>((resolve, reject) => {
      get(base, { agent }, (response) => response.resume().on('end', resolve).on('error', reject)).on('error', reject);
    });
    times.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, askEvery));
  }
  return times;
}
