import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The built program over a copy of the sample notices in a repository of its own, started by `prefix` (e.g. taskset); again in the same folder, it goes on with what is there. */
export async function startDemo(
  folder: string,
  prefix: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<{ base: string; pid: number; stop: () => void; ended: Promise<unknown> }> {
  const content = join(folder, 'content');
  const isNew = !existsSync(content);
  if (isNew) cpSync(join(root, 'incidents'), join(content, 'incidents'), { recursive: true });
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', ...args], { cwd: content });
  if (isNew) {
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'Notices');
  }
  const [command = '', ...args] = [...prefix, process.execPath, join(root, 'dist/program/server.mjs')];
  const env = {
    PATH: process.env['PATH'],
    PORT: '0',
    INCIDENTS_DIR: join(content, 'incidents'),
    DATA_DIR: join(folder, 'data'),
    ...settings,
  };
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  let text = '';
  child.stderr.setEncoding('utf8');
  const base = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error(text)));
    child.stderr.on('data', (chunk: string) => {
      text += chunk;
      const address = /Noroshi is at (http:\S+)/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  return { base, pid: child.pid ?? 0, stop: () => child.kill('SIGTERM'), ended };
}
