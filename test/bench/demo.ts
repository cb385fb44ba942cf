import { spawn, spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The built program over a copy of the sample notices in a repository of its own, started by `prefix` (e.g. taskset). */
export async function startDemo(
  folder: string,
  prefix: readonly string[],
): Promise<{ base: string; stop: () => void }> {
  const content = join(folder, 'content');
  cpSync(join(root, 'incidents'), join(content, 'incidents'), { recursive: true });
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', ...args], { cwd: content });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'Notices');
  const [command = '', ...args] = [...prefix, process.execPath, join(root, 'dist/program/server.mjs')];
  const env = {
    PATH: process.env['PATH'],
    PORT: '0',
    INCIDENTS_DIR: join(content, 'incidents'),
    DATA_DIR: join(folder, 'data'),
  };
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
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
  return { base, stop: () => child.kill('SIGTERM') };
}
