/**
 * `npm start`: makes sure that modules and build are there, then runs the server on the Node that the modules bring.
 * `--dev` starts the preview instead; `--run FILE …` runs another entry of ours the same way, without a build (commands).
 */
import { spawn } from 'node:child_process';
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, install, node, root } from './setup.mjs';

const [flag, file, ...rest] = process.argv.slice(2);
const isCommand = flag === '--run' && file !== undefined;
const entry = isCommand ? file : flag === '--dev' ? 'src/preview.ts' : 'dist/program/server.mjs';
const args = isCommand ? rest : process.argv.slice(2);

try {
  install();
  if (!isCommand) build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

// Reading TypeScript and compiling it again is a third of a start. The threads find the place in the environment.
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.compile-cache');

// The machine's Node until the modules were there; a script of npm finds theirs first from the second start on.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  process.argv = [process.argv[0], join(root, entry), ...args];
  await import(pathToFileURL(join(root, entry)).href);
} else {
  const child = spawn(node, [join(root, entry), ...args], { stdio: 'inherit' });
  // A terminal's Ctrl-C reaches the child by itself as well; the server takes the second one for the first.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
}
