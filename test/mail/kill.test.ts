import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { killLoop } from '../support/kill-loop.ts';

// `npm run soak` does the same with 10,000 people and 100 kills.
test('30 × SIGKILL while alerts go out over two providers that drop 2 %: nobody is lost, nobody gets a third copy', async () => {
  const { broken, accepted, unknown, kills } = await killLoop({
    folder: temporaryFolder(),
    people: 1500,
    kills: 30,
    seed: 20_120_620,
  });
  expect(broken).toEqual([]);
  expect(accepted + unknown).toBe(1500);
  expect(kills).toBeGreaterThan(20);
}, 300_000);
