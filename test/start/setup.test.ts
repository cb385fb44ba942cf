import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A project with our setup and a lockfile that npm refuses at once, without asking the network. */
function brokenProject(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'src'));
  cpSync(join(root, 'src/setup.mjs'), join(folder, 'src/setup.mjs'));
  writeFileSync(join(folder, 'package.json'), '{"name":"x","version":"1.0.0","dependencies":{"absent":"1.0.0"}}');
  writeFileSync(
    join(folder, 'package-lock.json'),
    '{"name":"x","version":"1.0.0","lockfileVersion":3,"packages":{"":{}}}',
  );
  return folder;
}

function install(folder: string) {
  const script = `import { install } from './src/setup.mjs'; console.log(install());`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' });
}

test('a failed install leaves the modules that were there and says so', () => {
  const folder = brokenProject();
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'node_modules/mine'), 'still here');
  const { stdout, stderr } = install(folder);
  expect(stdout).toContain('false');
  expect(stderr).toContain('Going on with the ones from before');
  expect(readFileSync(join(folder, 'node_modules/mine'), 'utf8')).toBe('still here');
  expect(existsSync(join(folder, '.install'))).toBe(false);
});

test('a failed install with nothing from before stops with a sentence', () => {
  const { status, stderr } = install(brokenProject());
  expect(status).not.toBe(0);
  expect(stderr).toContain('Is the npm registry within reach?');
});

test('a failed build leaves the pages that were there and says so', () => {
  const folder = brokenProject();
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'astro.config.mjs'), `throw new Error('not to be built')`);
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/mine'), 'still here');
  const script = `import { build } from './src/setup.mjs'; console.log(build());`;
  const options = { cwd: folder, encoding: 'utf8' as const };
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], options);
  expect(stdout).toContain('false');
  expect(stderr).toContain('Going on with the ones from before');
  expect(readFileSync(join(folder, 'dist/mine'), 'utf8')).toBe('still here');
  expect(existsSync(join(folder, '.build'))).toBe(false);
});

test('two set-ups at once, after one that was killed: one does the work, the other waits for it', async () => {
  const folder = temporaryFolder();
  for (const path of [
    'src',
    'public',
    '.config',
    'astro.config.mjs',
    'tsconfig.json',
    'package.json',
    'package-lock.json',
  ])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(folder, '.setup.lock'), String(pid));
  const script = `import { build } from './src/setup.mjs'; console.log(build());`;
  const run = async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { stdout, stderr };
  };
  const both = await Promise.all([run(), run()]);
  expect(both.map(({ stdout }) => stdout.trim())).toEqual(['true', 'true']);
  expect(both.filter(({ stderr }) => stderr.includes('Building the pages'))).toHaveLength(1);
  expect(existsSync(join(folder, 'dist/program/server.mjs'))).toBe(true);
  expect(existsSync(join(folder, '.setup.lock'))).toBe(false);
});
