/** `npm run soak [-- SEED]`: what is too long for the tests. Ends with 1 when something does not hold. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killLoop } from '../support/kill-loop.ts';

const seed = Number(process.argv[2] ?? Date.now() % 1_000_000);
const [people, kills] = [10_000, 100];
process.stdout.write(`${kills} kills while ${people} alerts go out, seed ${seed} …\n`);
const folder = mkdtempSync(join(tmpdir(), 'noroshi-soak-'));
try {
  const found = await killLoop({ folder, people, kills, seed });
  process.stdout.write(`killed ${found.kills} times: ${found.accepted} accepted, ${found.unknown} unknown, ${found.copies} copies\n`); // prettier-ignore
  for (const line of found.broken) process.stdout.write(`BROKEN: ${line}\n`);
  process.exitCode = found.broken.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
