/** `npm run soak [-- NAME …] [SEED]`: what is too long for the tests. Ends with 1 when something does not hold. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../src/setup.mjs';

const soaks = ['kills', 'crowd'];

build();
const asked = process.argv.slice(2).filter((one) => !/^\d+$/.test(one));
const seed = Number(process.argv.slice(2).find((one) => /^\d+$/.test(one)) ?? Date.now() % 1_000_000);
const unknown = asked.find((one) => !soaks.includes(one));
if (unknown !== undefined) {
  process.stderr.write(`There is no soak "${unknown}". There are: ${soaks.join(', ')}.\n`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : soaks) {
  const { run } = (await import(`./${name}.ts`)) as {
    run: (folder: string, seed: number) => Promise<readonly string[]>;
  };
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-soak-'));
  try {
    const broken = await run(folder, seed);
    for (const line of broken) process.stdout.write(`BROKEN: ${line}\n`);
    if (broken.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
