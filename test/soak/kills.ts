import { killLoop } from '../support/kill-loop.ts';

const [people, kills] = [10_000, 100];

/** The worker is killed again and again while alerts go out. Gives what does not hold. */
export async function run(folder: string, seed: number): Promise<readonly string[]> {
  process.stdout.write(`${kills} kills while ${people} alerts go out, seed ${seed} …\n`);
  const found = await killLoop({ folder, people, kills, seed });
  process.stdout.write(`killed ${found.kills} times: ${found.accepted} accepted, ${found.unknown} unknown, ${found.copies} copies\n`); // prettier-ignore
  return found.broken;
}
