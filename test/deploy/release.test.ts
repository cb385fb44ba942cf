import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { programPath } from '../support/programs.ts';

const script = fileURLToPath(new URL('../../deploy/release', import.meta.url));

/** A host with releases that answer what their name says, and a supervisor that can only restart `current`. */
async function host(releases: Readonly<Record<string, number>>) {
  const home = temporaryFolder();
  const port = await freePort();
  for (const [name, status] of Object.entries(releases)) {
    const folder = join(home, 'releases', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'server.mjs'),
      `import { createServer } from 'node:http';\ncreateServer((_, response) => response.writeHead(${status}).end('${name}')).listen(${port}, '127.0.0.1');\n`,
    );
  }
  const pid = join(home, 'pid');
  const restart = join(home, 'restart');
  const lines = ['#!/bin/sh', `[ -f ${pid} ] && kill $(cat ${pid}) 2>/dev/null`, `${process.execPath} ${home}/current/server.mjs >/dev/null 2>&1 &`, `echo $! > ${pid}`]; // prettier-ignore
  writeFileSync(restart, `${lines.join('\n')}\n`);
  chmodSync(restart, 0o755);
  onTestFinished(() => {
    if (existsSync(pid)) spawn('kill', [readFileSync(pid, 'utf8').trim()]);
  });
  const env = { PATH: process.env['PATH'], NOROSHI_HOME: home, NOROSHI_RESTART: restart, NOROSHI_ADDRESS: `http://127.0.0.1:${port}`, NOROSHI_PATIENCE: '8' }; // prettier-ignore
  const run = (...args: string[]) =>
    new Promise<{ code: number; said: string }>((resolve) => {
      execFile('bash', [script, ...args], { env }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), said: out + err }),
      );
    });
  const answers = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();
  return { run, answers, current: () => readlinkSync(join(home, 'current')) };
}

test.skipIf(programPath('curl') === null)(
  'a release is switched to, back from, and never kept when it does not answer',
  async () => {
    const { run, answers, current } = await host({ first: 200, second: 200, broken: 500 });
    expect(await run('switch', 'first')).toEqual({ code: 0, said: 'first is current and answers.\n' });
    expect((await run('switch', 'second')).code).toBe(0);
    expect(await answers()).toBe('second');
    const broken = await run('switch', 'broken');
    expect(broken).toEqual({ code: 1, said: 'broken does not answer; second is current again and answers.\n' });
    expect(current()).toBe('releases/second');
    expect(await answers()).toBe('second');
    expect((await run('back')).code).toBe(0);
    expect(await answers()).toBe('first');
    expect((await run('list')).said).toBe('broken\nfirst  (current)\nsecond\n');
    expect(await run('switch', 'nothing')).toMatchObject({ code: 2 });
  },
);

const systemd = programPath('systemd-analyze');
test.skipIf(systemd === null)(
  'the systemd unit says nothing that systemd does not know, and shuts the program in',
  async () => {
    const unit = fileURLToPath(new URL('../../deploy/noroshi.service', import.meta.url));
    const run = (...args: string[]) =>
      new Promise<string>((resolve) => execFile(systemd ?? '', args, (_error, out, err) => resolve(out + err)));
    expect(await run('verify', unit)).not.toMatch(/Unknown|ignoring/);
    const exposure = /exposure level for noroshi\.service: ([\d.]+)/.exec(
      await run('security', '--offline=true', unit),
    )?.[1];
    expect(Number(exposure)).toBeLessThan(2.5);
  },
);
