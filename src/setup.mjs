/**
 * What must be there before anything of ours can run: the modules and the built pages. Plain JavaScript for the
 * machine's own Node (20 and up); the `node` package among the modules then brings the version we are made for.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
/** The Node that the modules bring; the machine's own may be too old. */
export const node = join(root, 'node_modules/node/bin/node');
const bin = join(root, 'node_modules/.bin');

/**
 * Installs the modules of package-lock.json where they are missing or of another lockfile. The new ones are made in a
 * folder of their own and swapped in: an install that fails leaves what ran before. Without need it touches no network.
 * @returns whether modules that match are there; false when it failed and older ones stay. Throws when there are none.
 */
export function install() {
  const wanted = fingerprint(['package-lock.json']);
  const isThere = () => stampOf('node_modules') === wanted && existsSync(node);
  return isThere() || alone(() => isThere() || installAnew(wanted));
}

function installAnew(wanted) {
  const fresh = join(root, '.install');
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(root, file), join(fresh, file));
  console.error('Installing modules (once; needs the network) …');
  const done = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: fresh });
  if (done) {
    writeFileSync(join(fresh, 'node_modules', '.noroshi'), wanted);
    swap(join(fresh, 'node_modules'), join(root, 'node_modules'));
  }
  rmSync(fresh, { recursive: true, force: true });
  return (
    done || carryOn('node_modules', 'Installing the modules failed (see above). Is the npm registry within reach?')
  );
}

/**
 * Builds the pages into dist/ and the program into dist/program/ where they are missing or older than their sources, in the
 * same manner as `install`.
 * @returns whether the build matches the sources; false when it failed and the older one stays. Throws when there is none.
 */
export function build() {
  const wanted = fingerprint([
    'package-lock.json',
    'astro.config.mjs',
    '.config/rolldown.mjs',
    'tsconfig.json',
    'src',
    'public',
  ]);
  const isThere = () => stampOf('dist') === wanted;
  return isThere() || alone(() => isThere() || buildAnew(wanted));
}

function buildAnew(wanted) {
  console.error('Building the pages …');
  const fresh = join(root, '.build');
  rmSync(fresh, { recursive: true, force: true });
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' };
  const own = (path, ...args) =>
    run(node, [join(root, 'node_modules', path), ...args], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const done =
    own('astro/bin/astro.mjs', 'build', '--silent', '--outDir', '.build') &&
    own('rolldown/bin/cli.mjs', '--config', '.config/rolldown.mjs', '--dir', '.build/program');
  if (done) {
    writeFileSync(join(fresh, '.noroshi'), wanted);
    swap(fresh, join(root, 'dist'));
  }
  rmSync(fresh, { recursive: true, force: true });
  return done || carryOn('dist', 'Building the pages failed (see above).');
}

/** Longer than any set-up takes: a lock as old was left behind, whoever has its number now. */
const longest = 15 * 60_000;

/** Does its work while no other set-up of this folder is under way: two at once would empty each other's folders. */
function alone(work) {
  const lock = join(root, '.setup.lock');
  const turn = new Int32Array(new SharedArrayBuffer(4));
  for (let isWaiting = false; ; isWaiting = true) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isLeftBehind(lock)) rmSync(lock, { force: true });
    else if (!isWaiting) console.error('Another set-up is under way here: waiting for it …');
    Atomics.wait(turn, 0, 0, 200);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isLeftBehind(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > longest) return true;
    const holder = Number(readFileSync(lock, 'utf8'));
    // Whoever is about to write its number has not done so yet.
    if (holder > 0) process.kill(holder, 0);
    return holder === process.pid;
  } catch (error) {
    // The lock may have gone meanwhile; only a holder that is gone leaves one behind.
    return error.code === 'ESRCH';
  }
}

/** Runs a program with our terminal; true when it ended well. */
export function run(command, args, options) {
  const path = `${bin}:${process.env.PATH}`;
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    ...options,
    env: { ...(options?.env ?? process.env), PATH: path },
  });
  if (error) console.error(`${command} cannot be started: ${error.message}`);
  return status === 0;
}

function carryOn(folder, failure) {
  if (!existsSync(join(root, folder))) throw new Error(failure);
  console.error(`${failure}\nGoing on with the ones from before.`);
  return false;
}

function swap(from, to) {
  const old = `${to}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(to)) renameSync(to, old);
  renameSync(from, to);
  rmSync(old, { recursive: true, force: true });
}

function stampOf(folder) {
  const stamp = join(root, folder, '.noroshi');
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
}

function fingerprint(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    if (!existsSync(join(root, path))) return;
    if (!statSync(join(root, path)).isDirectory()) return void hash.update(path).update(readFileSync(join(root, path)));
    for (const name of readdirSync(join(root, path)).sort()) add(join(path, name));
  };
  paths.forEach(add);
  return hash.digest('hex');
}
