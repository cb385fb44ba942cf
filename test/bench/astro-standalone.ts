import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Astro's own standalone server, on the first core, with the same page: at `/` drawn for each request, at `/kept` out of its
 * memory cache. Not compressed: it leaves that to others.
 */
export async function startAstro(
  folder: string,
  html: string,
): Promise<{ base: string; pid: number; stop: () => void }> {
  const project = join(folder, 'astro');
  mkdirSync(join(project, 'src/pages'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  writeFileSync(join(project, 'package.json'), '{ "name": "bench", "type": "module" }');
  writeFileSync(
    join(project, 'astro.config.mjs'),
    `import node from '@astrojs/node';
     import { defineConfig, memoryCache } from 'astro/config';
     export default defineConfig({ output: 'server', adapter: node({ mode: 'standalone' }), session: false,
       image: { service: { entrypoint: 'astro/assets/services/noop' } }, cache: { provider: memoryCache() } });`,
  );
  writeFileSync(join(project, 'src/page.json'), JSON.stringify(html));
  const page = (script: string) =>
    `---\nimport html from '../page.json';\n${script}\n---\n<Fragment set:html={html} />\n`;
  writeFileSync(join(project, 'src/pages/index.astro'), page(''));
  writeFileSync(join(project, 'src/pages/kept.astro'), page('Astro.cache.set({ maxAge: 3600 });'));
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' };
  const astro = join(root, 'node_modules/astro/bin/astro.mjs');
  const built = spawnSync(process.execPath, [astro, 'build', '--silent'], { cwd: project, env, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`Astro could not build the page: ${built.stderr}`);

  const port = await freePort();
  const server = spawn('taskset', ['-c', '0', process.execPath, join(project, 'dist/server/entry.mjs')], {
    cwd: project,
    env: { ...env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: 'ignore',
  });
  const base = `http://127.0.0.1:${port}/`;
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${base}kept`).catch(() => null);
    if (answer?.status === 200) return { base, pid: server.pid ?? 0, stop: () => void server.kill() };
    if (tries > 200) throw new Error("Astro's server does not answer");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
