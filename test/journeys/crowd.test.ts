import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import { fillWithPeople } from '../bench/alerts-ledger.ts';
import { runCrowd } from '../support/crowd.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite, type Site } from '../support/site.ts';
import { acceptingServer } from '../support/smtp.ts';
import { mailThrough } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

/** Reads the front page and the feed again and again, each time over a new connection; gives every status that came. */
function startReader(site: Site): { readonly stop: () => Promise<Set<number | string>> } {
  const statuses = new Set<number | string>();
  let isReading = true;
  const done = (async () => {
    while (isReading) {
      for (const path of ['/', '/feed.atom?x=1', '/api/v2/summary.json']) {
        const answer = await site.get(path, { headers: { connection: 'close' } }).catch((error: Error) => error);
        statuses.add(answer instanceof Error ? String(answer.cause ?? answer) : answer.status);
        if (!(answer instanceof Error)) await answer.arrayBuffer();
      }
    }
  })();
  return {
    stop: async () => {
      isReading = false;
      await done;
      return statuses;
    },
  };
}

const slow = programPath('slowhttptest');
test.skipIf(slow === null)(
  'slow headers, bodies, ranges and readers by the thousand (slowhttptest): readers are served',
  async () => {
    const site = await startSite({ incidentsDir: makeRepository().incidentsDir });
    const reader = startReader(site);
    const attacks = [['-H'], ['-B', '-t', 'POST'], ['-R'], ['-X', '-w', '10', '-y', '20', '-z', '1']];
    const said = await Promise.all(
      attacks.map(async (attack) => {
        const args = [
          ...attack,
          '-c',
          '500',
          '-r',
          '250',
          '-i',
          '1',
          '-l',
          '8',
          '-p',
          '5',
          '-v',
          '1',
          '-u',
          `${site.base}/subscribe`,
        ];
        const child = spawn(slow ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] });
        onTestFinished(() => void child.kill());
        let text = '';
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        await once(child, 'exit');
        return text;
      }),
    );
    expect(await reader.stop()).toEqual(new Set([200]));
    for (const text of said) expect(text).toContain('Exit status:');
    for (const text of said) expect(text).not.toContain('Server became unreachable');
  },
);

const longestQueue = Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'));
const atOnce = 2_000;

test.skipIf(longestQueue < atOnce)(
  '2,000 who come in the same moment, while the program is busy, are all let in and answered',
  async () => {
    const site = await startSite({ incidentsDir: makeRepository().incidentsDir });
    const { port } = new URL(site.base);
    // As busy as can be: what connects now waits in the system's queue, and whoever finds it full knocks again in vain.
    site.process.kill('SIGSTOP');
    const sockets = Array.from({ length: atOnce }, () => connect({ port: Number(port), host: '127.0.0.1' }));
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const answers = sockets.map(async (socket) => {
      socket.write('GET /status.txt HTTP/1.1\r\nHost: x\r\n\r\n');
      const [first] = (await once(socket, 'data')) as [Buffer];
      return first.toString('latin1', 0, 12);
    });
    site.process.kill('SIGCONT');
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['HTTP/1.1 200']));
  },
);

/** Both ends of 10,000 connections, and some for everything else. */
const many = 10_000;
const limit = Number(
  (process.report.getReport() as { userLimits: { open_files: { soft: number | string } } }).userLimits.open_files.soft,
);

test.skipIf(limit < many + 1_000)(
  '10,000 silent connections: readers are served, and the silent are let go',
  async () => {
    const site = await startSite({ incidentsDir: makeRepository().incidentsDir });
    const { port } = new URL(site.base);
    const reader = startReader(site);
    const sockets: Socket[] = [];
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
    const open = async () => {
      while (sockets.length < many) {
        const socket = connect({ port: Number(port), host: '127.0.0.1' });
        socket.on('error', () => undefined);
        sockets.push(socket);
        await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
        // Every other one asks for something once, so that it rests instead of never having begun.
        if (sockets.length % 2 === 0) socket.write('GET /status.txt HTTP/1.1\r\nHost: x\r\n\r\n');
        socket.resume();
      }
    };
    await Promise.all(Array.from({ length: 100 }, open));
    const silent = sockets.filter(({ bytesWritten }) => bytesWritten === 0);
    await eventually('the silent are let go', () => silent.every(({ closed }) => closed));
    expect(silent.length).toBeGreaterThan(many / 3);
    expect(await reader.stop()).toEqual(new Set([200]));
  },
);

test('a crowd reads while a notice changes twice a second and alerts go out: nothing fails, nothing goes back, nothing is left', async () => {
  const [people, publishes] = [300, 12];
  const server = await acceptingServer();
  const repository = makeRepository();
  const env = mailThrough(server.port);
  const minute = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  repository.write('before.md', `# 訓練ではない前のお知らせ\n\n## ${minute} 復旧\n\n直りました。\n`);
  repository.commit('before');
  const first = await startSite({ incidentsDir: repository.incidentsDir, env });
  // What is published before this counts as announced.
  await eventually('the first start is over', async () =>
    (await (await first.get('/health')).text()).includes('before report 1: first_start'),
  );
  await first.stop();
  const database = openDatabase({ file: join(first.dataDir, 'noroshi.db') });
  await fillWithPeople(database, people);
  await database.close();

  const site = await startSite({ incidentsDir: repository.incidentsDir, dataDir: first.dataDir, env });
  const publish = (count: number) => {
    repository.write(
      'crowd.md',
      `# サーバーに接続できません\n\n## ${minute} 調査中\n\n原因を調べています（crowd-${count}）。\n`,
    );
    repository.commit(`第1報 ${count}`);
  };
  publish(1);
  await eventually('the first report', async () => (await (await site.get('/')).text()).includes('crowd-1'));
  let isOpen = true;
  const paths = ['/', '/en', '/incidents/crowd', '/feed.atom', '/api/v2/summary.json'];
  const crowd = runCrowd({ base: site.base, clients: 100, paths, goesOn: () => isOpen });
  for (let count = 2; count <= publishes; count++) {
    publish(count);
    await eventually(`report ${count}`, async () =>
      (await (await site.get('/feed.atom')).text()).includes(`crowd-${count}`),
    );
  }
  const told = () => new Set(server.received.map(({ to }) => to)).size;
  await eventually('all are told', () => told() === people, 50_000);
  isOpen = false;
  const { requests, bodies, broken } = await crowd;
  expect(broken).toEqual([]);
  expect(requests).toBeGreaterThan(1_000);
  expect([...bodies.keys()].sort()).toEqual([...paths].sort());
  // Edition after edition was read, not only the last.
  expect(bodies.get('/')).toBeGreaterThan(publishes / 3);
  expect(server.received.length).toBe(people);
  expect(site.log()).not.toMatch(/reader\d+@/);
  const lines = site
    .log()
    .trim()
    .split('\n')
    .filter((line) => !/^(Noroshi is at|Mail goes out)/.test(line));
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({
      level: expect.any(Number) as number,
      thread: expect.any(String) as string,
      msg: expect.any(String) as string,
    });
});
