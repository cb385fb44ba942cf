import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository, type Repository } from '../support/repository.ts';
import { startSite, type Site } from '../support/site.ts';
import { smallDisk } from '../support/small-disk.ts';
import { eventually } from '../support/wait.ts';

/** A page with a history, so that some addresses are drawn only when they are asked for. */
function repositoryWithHistory(): Repository {
  const repository = makeRepository();
  for (let day = 10; day < 30; day++) {
    repository.write(
      `2011-01-${day}-old.md`,
      `# 停止 ${day}\n## 2011-01-${day} 10:00 調査中\nweb: 停止\n\n調査。\n\n## 2011-01-${day} 11:00 復旧\n\n復旧。\n`,
    );
  }
  repository.commit('履歴', { date: '2011-02-01 09:00' });
  return repository;
}

const fixed = ['/', '/en', '/history', '/subscribe', '/feed.rss', '/feed.atom', '/feed.json', '/history.rss', '/history.atom', '/history.json', '/calendar.ics',
  '/status.txt', '/badge.svg', '/components/web/badge.svg', '/components/web/feed.atom', '/embed', '/embed.js', '/robots.txt', '/sitemap.xml',
  '/api/v2/summary.json', '/api/v2/status.json', '/api/v2/components.json', '/api/v2/incidents.json', '/api/v2/scheduled-maintenances.json']; // prettier-ignore

/** Asks for every public address once; gives those that did not answer 200. */
async function failures(site: Site, addresses: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(
    addresses.map(async (address) => {
      const answer = await site.get(address).catch((error: unknown) => ({ status: String(error) }));
      if (answer instanceof Response) await answer.arrayBuffer();
      return [address, answer.status] as const;
    }),
  );
  return answers.filter(([, status]) => status !== 200).map((answer) => answer.join(' '));
}

/** Every public address is asked for again and again while something happens; each answer must be 200. */
async function watched(site: Site, happens: () => Promise<void>): Promise<void> {
  const map = await (await site.get('/sitemap.xml')).text();
  const addresses = [...fixed, ...[...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address = '']) => address)];
  expect(addresses.length).toBeGreaterThan(fixed.length + 20);
  // What nobody has asked for yet is drawn now; on a busy machine that takes a while.
  for (const address of addresses) {
    await eventually(address, async () => (await failures(site, [address])).length === 0);
  }
  const failed = new Set<string>();
  let goesOn = true;
  const watching = (async () => {
    while (goesOn) for (const failure of await failures(site, addresses)) failed.add(failure);
  })();
  await happens();
  goesOn = false;
  await watching;
  for (const failure of await failures(site, addresses)) failed.add(failure);
  expect([...failed]).toEqual([]);
}

/** A report is committed and can be read on the front page. */
async function publishes(site: Site, repository: Repository, word: string): Promise<void> {
  const minute = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  repository.write('now.md', `# ${word}\n## ${minute} 調査中\nweb: 停止\n\n${word}の原因を調べています。\n`);
  repository.commit(word);
  await eventually(`${word} on the front page`, async () => (await (await site.get('/')).text()).includes(word));
}

const isRed = async (site: Site) => (await site.get('/health')).status === 503;
const isWell = async (site: Site) => (await site.get('/health')).status === 200;

test('a full disk: every address answers, reports come out, and the form works again once there is room', async (context) => {
  const disk = smallDisk(3 * 1024 * 1024);
  if (disk === null) return context.skip('no right to mount a tmpfs');
  const repository = repositoryWithHistory();
  const dataDir = join(disk, 'data');
  mkdirSync(dataDir);
  const site = await startSite({ incidentsDir: repository.incidentsDir, dataDir });
  await eventually('the database', async () => (await (await site.get('/health')).text()).includes('"instance":"'));
  await watched(site, async () => {
    expect(() => execFileSync('dd', ['if=/dev/zero', `of=${disk}/full`, 'bs=4k'], { stdio: 'ignore' })).toThrow();
    await publishes(site, repository, '満杯');
    // So small a disk is nearly full, and red, from the start.
    await eventually('the full disk in /health', async () =>
      (await (await site.get('/health')).text()).includes('nearly full: 0 MB are left'),
    );
    expect(await isRed(site)).toBe(true);
    const taken = await site.post('/subscribe', { address: `mori@${'a'.repeat(60)}.example.org` });
    expect([200, 503]).toContain(taken.status);
    rmSync(join(disk, 'full'));
    await eventually(
      'the form',
      async () => (await site.post('/subscribe', { address: 'hana@example.org' })).status === 200,
    );
  });
});

test('a disk that can only be read: every address answers, reports come out, the form says so', async (context) => {
  const disk = smallDisk(16 * 1024 * 1024);
  if (disk === null) return context.skip('no right to mount a tmpfs');
  const repository = repositoryWithHistory();
  const site = await startSite({ incidentsDir: repository.incidentsDir, dataDir: disk });
  await eventually('the database', async () => (await (await site.get('/health')).text()).includes('"instance":"'));
  await watched(site, async () => {
    // SQLite holds files open for writing, so the folder is laid over with itself, read-only, as an operator's mistake does.
    execFileSync('mount', ['--bind', disk, disk]);
    try {
      execFileSync('mount', ['-o', 'remount,bind,ro', disk]);
      await publishes(site, repository, '読み取り専用');
      expect([200, 503]).toContain((await site.post('/subscribe', { address: 'mori@example.org' })).status);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

/** Lets a thread of the program end at once, as a fault in it would: when a file with its name appears. */
function deadly(): { readonly options: string; readonly kill: (thread: string) => Promise<void> } {
  const folder = temporaryFolder();
  const module = join(folder, 'deadly.mjs');
  writeFileSync(
    module,
    `import { existsSync, rmSync } from 'node:fs';
     import { isMainThread, workerData } from 'node:worker_threads';
     const file = ${JSON.stringify(folder)} + '/' + workerData?.name;
     const look = () => { if (existsSync(file)) { rmSync(file); process.exit(1); } };
     if (!isMainThread && workerData?.name) setInterval(look, 20).unref();`,
  );
  return {
    options: `--import=${module}`,
    kill: async (thread) => {
      const file = join(folder, thread);
      writeFileSync(file, '');
      await eventually(`the end of ${thread}`, () => !existsSync(file));
    },
  };
}

test('publisher and worker die, twice: every address answers, and reports come out afterwards', async () => {
  const { options, kill } = deadly();
  const repository = repositoryWithHistory();
  const site = await startSite({ incidentsDir: repository.incidentsDir, env: { NODE_OPTIONS: options } });
  await watched(site, async () => {
    for (const [index, thread] of ['publisher', 'worker', 'publisher', 'worker'].entries()) {
      await kill(thread);
      await publishes(site, repository, `再開${index}`);
    }
    await eventually('it is well', () => isWell(site));
    // A thread counts as well for a few seconds after its last sign; the one that died may not be there again yet.
    await eventually(
      'the form',
      async () => (await site.post('/subscribe', { address: 'mori@example.org' })).status === 200,
    );
  });
});

test('git is gone: every address answers, it is red; when git is back, reports come out', async () => {
  const programs = temporaryFolder();
  const link = join(programs, 'git');
  symlinkSync(programPath('git') ?? '', link);
  const repository = repositoryWithHistory();
  const site = await startSite({ incidentsDir: repository.incidentsDir, env: { PATH: programs } });
  await watched(site, async () => {
    rmSync(link);
    // What the program keeps running of git goes as well.
    for (const pid of childrenOf(site)) process.kill(pid, 'SIGKILL');
    repository.write('now.md', '# 障害\n## 調査中\n\n調べています。\n');
    repository.commit('git がない');
    await eventually('it is red', () => isRed(site));
    symlinkSync(programPath('git') ?? '', link);
    await publishes(site, repository, '復帰');
    await eventually('it is well', () => isWell(site));
  });
});

function childrenOf(site: Site): number[] {
  const found = execFileSync('ps', ['-o', 'pid=', '--ppid', String(site.process.pid)], { encoding: 'utf8' });
  return found
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(Number);
}

const faketime = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
].find((path) => existsSync(path));
test.skipIf(faketime === undefined)(
  'the clock is set forward 400 days, and back an hour: every address answers, reports come out',
  async () => {
    const file = join(temporaryFolder(), 'clock');
    const setClock = (offset: string) => writeFileSync(file, `${offset}\n`);
    setClock('+0');
    const repository = repositoryWithHistory();
    const clock = {
      LD_PRELOAD: faketime ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    const site = await startSite({ incidentsDir: repository.incidentsDir, env: clock });
    await watched(site, async () => {
      for (const [offset, word] of [
        ['+400d', '未来'],
        ['-3600', '過去'],
        ['+0', '現在'],
      ] as const) {
        setClock(offset);
        await publishes(site, repository, word);
      }
    });
  },
);
