import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { freePort } from '../support/free-port.ts';
import { programPath } from '../support/programs.ts';
import { startAstro } from './astro-standalone.ts';
import { median, ratioLine } from './figures.ts';
import { startDemo } from './demo.ts';

const rounds = 5;
const seconds = 4;

/**
 * The front page against nginx serving the same bytes (`gzip_static`, open_file_cache, no access log): one core for the
 * server, the other for wrk, in turn, medians of five.
 */
export async function run(): Promise<void> {
  const [nginx, wrk, taskset] = ['nginx', 'wrk', 'taskset'].map(programPath);
  if (!nginx || !wrk || !taskset) return console.log('front page: skipped (needs nginx, wrk and taskset)');
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-bench-'));
  const demo = await startDemo(folder, ['taskset', '-c', '0']);
  const page = await fetch(demo.base, { headers: { 'accept-encoding': 'gzip' } });
  const plain = Buffer.from(await page.arrayBuffer());
  const gzipped = spawnSync('curl', ['-s', '-H', 'Accept-Encoding: gzip', demo.base]).stdout;
  if (!gunzipSync(gzipped).equals(plain)) throw new Error('the two encodings differ');
  const other = await startNginx(nginx, folder, plain, gzipped);
  try {
    for (const connections of [64, 1000]) {
      const ours: Measured[] = [];
      const theirs: Measured[] = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(measure(wrk, demo, connections));
        theirs.push(measure(wrk, other, connections));
      }
      console.log(
        ratioLine(
          `front page, ${connections} connections, gzip ${gzipped.length} bytes, requests/s (p99 ms)`,
          ours,
          theirs,
        ),
      );
      const [cpu, theirCpu] = [ours, theirs].map((all) => median(all.map((one) => one.cpu)).toFixed(1));
      console.log(`  processor time a request: ours ${cpu} µs, nginx ${theirCpu} µs`);
      console.log(`  p99: ours ${median(ours.map((m) => m.p99))} ms, nginx ${median(theirs.map((m) => m.p99))} ms`);
    }
    const astro = await startAstro(folder, plain.toString());
    try {
      for (const path of ['', 'kept']) {
        const ours: Measured[] = [];
        const theirs: Measured[] = [];
        for (let round = 0; round < rounds; round++) {
          ours.push(measure(wrk, demo, 64));
          theirs.push(measure(wrk, { ...astro, base: astro.base + path }, 64));
        }
        console.log(
          ratioLine(
            `for scale: Astro's standalone server, ${path === 'kept' ? 'out of its memory cache' : 'drawn each time'}, 64 connections`,
            ours,
            theirs,
          ),
        );
      }
    } finally {
      astro.stop();
    }
  } finally {
    other.stop();
    demo.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly rate: number;
  /** Processor time of the whole server for a request, in microseconds: other work on the machine changes it less. */
  readonly cpu: number;
  readonly p99: number;
}

function measure(wrk: string, { base: url, pid }: { base: string; pid: number }, connections: number): Measured {
  const args = [
    '-c',
    '1',
    wrk,
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--latency',
    '-H',
    'Accept-Encoding: gzip',
    url,
  ];
  const before = processorTime(pid);
  const { stdout } = spawnSync('taskset', args, { encoding: 'utf8' });
  const [, p99 = '0', unit = 'ms'] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const failed = /Non-2xx or 3xx responses: (\d+)/.exec(stdout);
  if (failed) throw new Error(`${url}: ${failed[0]}`);
  const factor = { us: 0.001, ms: 1, s: 1000 }[unit] ?? 1;
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  return {
    cpu: (processorTime(pid) - before) / requests,
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99: Math.round(Number(p99) * factor * 10) / 10,
  };
}

/** Of a process and its children, in microseconds. */
function processorTime(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  const ticks = [String(pid), ...children].map((one) => {
    const fields = readFileSync(`/proc/${one}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, one) => sum + one, 0) * 10_000;
}

async function startNginx(nginx: string, folder: string, plain: Uint8Array, gzipped: Uint8Array) {
  const site = join(folder, 'site');
  mkdirSync(site);
  writeFileSync(join(site, 'index.html'), plain);
  writeFileSync(join(site, 'index.html.gz'), gzipped);
  const port = await freePort();
  const configuration = join(folder, 'nginx.conf');
  writeFileSync(
    configuration,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; user root;
     worker_rlimit_nofile 20000;
     events { worker_connections 8192; }
     http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100;
       default_type text/html; gzip_static on;
       client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
       uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
       server { listen 127.0.0.1:${port}; root ${site}; } }`,
  );
  const child = spawn('taskset', ['-c', '0', nginx, '-c', configuration], { stdio: 'inherit' });
  const base = `http://127.0.0.1:${port}/`;
  for (let tries = 0; ; tries++) {
    try {
      await fetch(base);
      break;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return { base, pid: child.pid ?? 0, stop: () => child.kill('SIGTERM') };
}
