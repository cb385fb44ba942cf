import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Visit } from './drill-visit.ts';

/**
 * Starts the site of a drill and looks at it, in a process of its own, so that both can be in a network namespace where
 * nothing else is: `node drill-site.ts SERVER PATH …`. Prints what it saw as JSON.
 */
const [server = '', ...paths] = process.argv.slice(2);
const began = performance.now();
const child = spawn(process.execPath, [server], { stdio: ['ignore', 'ignore', 'pipe'] });
const said: string[] = [];
const base = await new Promise<string>((resolve, reject) => {
  createInterface(child.stderr).on('line', (line) => {
    said.push(line);
    const found = /Noroshi is at (http:\S+?)\/ /.exec(line)?.[1];
    if (found !== undefined) resolve(found);
  });
  child.once('exit', () => reject(new Error(`the site did not start:\n${said.slice(-5).join('\n')}`)));
});
const startSeconds = (performance.now() - began) / 1000;
process.stdout.write(JSON.stringify({ ...(await visit()), startSeconds } satisfies Visit));
const ended = once(child, 'exit');
child.kill();
await ended;

/** Again when the page changed in between: then nobody could say which one was seen. */
async function visit(): Promise<Omit<Visit, 'startSeconds'>> {
  for (;;) {
    const before = await editionNumber();
    const bodies: Record<string, string | null> = {};
    for (const path of paths) {
      const response = await fetch(base + path);
      bodies[path] = response.status === 200 ? await response.text() : null;
    }
    if (before !== null && before === (await editionNumber())) return { instant: before, bodies };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Of the first edition it is the instant it was made at, and of every one after that, unless two fall on one millisecond. */
async function editionNumber(): Promise<number | null> {
  const response = await fetch(`${base}/health`);
  const { commit, edition } = (await response.json()) as { commit: string | null; edition: number | null };
  return commit === null ? null : edition;
}
