import BetterSqlite from 'better-sqlite3';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { temporaryFolder } from './folder.ts';
import { clone, now, tryPush } from './forge.ts';
import { readMail } from './inbox.ts';
import { makeRepository } from './repository.ts';
import type { Received } from './smtp.ts';
import { subscribe } from './subscribing.ts';
import type { Site } from './site.ts';
import { eventually } from './wait.ts';
import type { Machine, Network } from './worlds.ts';

const support = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The company goes dark, then our own host is lost, and people hear from us all the same. Gives the seconds of each part.
 */
export async function blackout(network: Network): Promise<string[]> {
  const timings: string[] = [];
  async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const done = await work();
    timings.push(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${what}`);
    return done;
  }
  const folder = temporaryFolder();
  const company = network.machine('company', 10);
  const [first, second] = [network.machine('first', 20), network.machine('second', 30)];
  const ours = network.machine('ours', 40, company.address);
  // Packets may not be seen by everybody; then those who try are seen by what listens.
  const packets = await company.start(['python3', support('listen-for.py'), company.address], { sign: /ready/ }).catch(() => null); // prettier-ignore
  const listen = () =>
    company.start([process.execPath, support('company-host.ts'), company.address], { sign: /ready/ });
  const web = await listen();

  const tls = certificateFor(folder, [first.address, second.address]);
  const mailHost = async (machine: Machine) => {
    const file = join(folder, `${machine.name}.jsonl`);
    await machine.start([process.execPath, support('mail-host.ts'), machine.address, `${network.ports.mail}`, tls.key, tls.cert, file], { sign: /ready/ }); // prettier-ignore
    return () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as Received) : []); // prettier-ignore
  };
  const [throughFirst, throughSecond] = [await mailHost(first), await mailHost(second)];
  const inbox = { get received() { return [...throughFirst(), ...throughSecond()]; } }; // prettier-ignore

  const place = join(folder, 'place');
  mkdirSync(place);
  const base = `http://${ours.address}:${network.ports.web}`;
  const settings = (dataDir: string, incidentsDir: string) => ({
    ...{
      HOME: folder,
      HOST: ours.address,
      PORT: `${network.ports.web}`,
      SITE_URL: base,
      DATA_DIR: dataDir,
      INCIDENTS_DIR: incidentsDir,
    },
    ...{
      MAIL_1: `smtps://${first.address}:${network.ports.mail}?name=first`,
      MAIL_2: `smtps://${second.address}:${network.ports.mail}?name=second`,
    },
    ...{ MAIL_FROM: 'status@status.example.org', BACKUP_1: `file:${place}`, NODE_EXTRA_CA_CERTS: tls.cert },
  });
  const host = makeRepository();
  host.git('config', 'receive.denyCurrentBranch', 'updateInstead');
  const env = settings(join(folder, 'data'), host.incidentsDir);
  const server = [process.execPath, join(root, 'dist/program/server.mjs')];
  const running = await ours.start(server, { env, cwd: folder, sign: /Noroshi is at/ });
  const site = visitor(base);
  for (const name of ['ann', 'bob', 'cat']) await subscribe(site, inbox, `${name}@example.org`);

  const staff = clone(host.dir);
  const push = (to: string, status: string, words: string) => {
    // To the second: two reports of one minute would be two at one instant.
    const at = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    const before = existsSync(join(staff.incidentsDir, 'lost.md')) ? readFileSync(join(staff.incidentsDir, 'lost.md'), 'utf8') : '# 全サーバー停止\n'; // prettier-ignore
    staff.write('lost.md', `${before}\n## ${at} ${status}\n\n${words}のお知らせです。\n`);
    staff.commit(words, { date: now() });
    expect(tryPush(staff, to)).toMatchObject({ ok: true });
  };
  const told = (words: string) =>
    Promise.all(inbox.received.map(readMail)).then(
      (mails) =>
    mails.filter(({ text }) => text.includes(`${words}のお知らせです`)).map(({ to }) => to).sort(), // prettier-ignore
    );
  const noroshi = (more: object, ...args: string[]) => {
    const run = spawnSync(process.execPath, [join(root, 'src/cli/main.ts'), ...args], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], ...more } }); // prettier-ignore
    expect(run.status, run.stdout + run.stderr).toBe(0);
    return run.stdout;
  };

  push(host.dir, 'investigating', '第一');
  await eventually('the first report', async () => (await told('第一')).length === 3);
  expect(throughSecond()).toEqual([]);
  const oldMail = (await Promise.all(inbox.received.map(readMail))).findLast(({ to, text }) => to === 'bob@example.org' && text.includes('第一')); // prettier-ignore
  noroshi(env, 'backup');

  first.cutOff();
  web.child.kill('SIGKILL');
  const catchAll = [packets, network.needsListener ? await listen() : null].filter((one) => one !== null);
  expect(catchAll.length).toBeGreaterThan(0);
  const dark = catchAll.map(({ said }) => said().split('\n').length);
  await timed('who left after the backup is with the backups', async () => {
    const ann = (await Promise.all(inbox.received.map(readMail))).findLast(({ to, text }) => to === 'ann@example.org' && text.includes('第一')); // prettier-ignore
    expect((await site.post(ann?.link('/unsubscribe/') ?? '', { 'List-Unsubscribe': 'One-Click' })).status).toBe(200);
    const count = () => readdirSync(join(place, 'segments')).length;
    await eventually('a segment', () => count() > 0, 120_000);
  });
  await timed('published by a push, told through the second provider', async () => {
    push(host.dir, 'identified', '第二');
    await eventually('the second report', async () => (await told('第二')).length >= 2, 60_000);
  });
  expect(await told('第二')).toEqual(['bob@example.org', 'cat@example.org']);
  const paths = [
    '/',
    '/feed.rss',
    '/feed.atom',
    '/feed.json',
    '/history',
    '/incidents/lost',
    '/api/v2/summary.json',
    '/status.txt',
  ];
  const statuses: number[] = [];
  for (let round = 0; round < 25; round += 1) {
    statuses.push(...(await Promise.all(paths.map(async (path) => (await site.get(path)).status))));
  }
  expect(statuses).toEqual(statuses.map(() => 200));

  running.child.kill('SIGKILL');
  ours.cutOff();
  for (const lost of [join(folder, 'data'), host.dir]) rmSync(lost, { recursive: true, force: true });
  const spare = network.machine('spare', 41, company.address);
  network.moveAddress(ours.address, spare);
  const fresh = settings(join(folder, 'fresh-data'), join(folder, 'fresh/incidents'));
  const page = await timed('own host lost: restored on a new one, first page', async () => {
    noroshi(fresh, 'restore');
    await spare.start(server, { env: fresh, cwd: folder, sign: /Noroshi is at/ });
    // Kept connections to the host that was lost are of no use.
    await eventually('an answer', () =>
      site.get('/').then(
        () => true,
        () => false,
      ),
    );
    return eventually('the page', async () => (await (await site.get('/incidents/lost')).text()).includes('第一'));
  });
  expect(page).toBe(true);
  await timed('and the next report is with people', async () => {
    // What it holds at the first sight after a restore counts as announced.
    const isSeen = () => {
      const database = new BetterSqlite(join(folder, 'fresh-data/noroshi.db'), { readonly: true });
      const waits = database.prepare(`SELECT 1 FROM state WHERE key = 'restored'`).all();
      database.close();
      return waits.length === 0;
    };
    await eventually('the content to be seen', isSeen);
    noroshi(fresh, 'mail', 'release');
    execFileSync('git', ['-C', join(folder, 'fresh'), 'config', 'receive.denyCurrentBranch', 'updateInstead']);
    push(join(folder, 'fresh'), 'monitoring', '第三');
    await eventually('the third report', async () => (await told('第三')).length >= 2, 60_000);
  });
  expect(await told('第三')).toEqual(['bob@example.org', 'cat@example.org']);
  expect((await site.post(oldMail?.link('/unsubscribe/') ?? '', { 'List-Unsubscribe': 'One-Click' })).status).toBe(200);
  const database = new BetterSqlite(join(folder, 'fresh-data/noroshi.db'), { readonly: true });
  const people = database.prepare('SELECT address, status FROM subscribers ORDER BY address').raw().all();
  database.close();
  expect(people).toEqual([['ann@example.org', 'unsubscribed'], ['bob@example.org', 'unsubscribed'], ['cat@example.org', 'confirmed']]); // prettier-ignore

  const seen = catchAll.flatMap(({ said }, index) =>
    said()
      .split('\n')
      .slice((dark[index] ?? 1) - 1),
  );
  expect(seen.filter((line) => network.fromOurs.test(line)), 'nothing of ours tried to reach the company').toEqual([]); // prettier-ignore
  return timings;
}

/** A certificate for addresses, signed by itself. */
function certificateFor(folder: string, addresses: readonly string[]): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = `subjectAltName=${addresses.map((address) => `IP:${address}`).join(',')}`;
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', [...made, '-subj', '/CN=mail', '-addext', names, '-keyout', key, '-out', cert], { stdio: 'ignore' }); // prettier-ignore
  return { key, cert };
}

/** A reader somewhere on the network. */
function visitor(base: string): Pick<Site, 'get' | 'post'> & Site {
  const get: Site['get'] = (path, init) => fetch(path.startsWith('http') ? path : base + path, { redirect: 'manual', ...init, headers: { ...(init?.headers as Record<string, string>), connection: 'close' } }); // prettier-ignore
  const post: Site['post'] = (path, fields, headers = {}) => {
    const body = new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))); // prettier-ignore
    return get(path, { method: 'POST', body, headers: { origin: base, ...headers } });
  };
  return { get, post } as Site;
}
