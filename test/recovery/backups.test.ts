import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { temporaryFolder } from '../support/folder.ts';
import { eventually } from '../support/wait.ts';

interface Health {
  readonly status: string;
  readonly problems: readonly string[];
}

test('the program makes a copy by itself, and is red as long as one does not arrive', async () => {
  const place = join(temporaryFolder(), 'place');
  mkdirSync(place);
  const { incidentsDir } = makeRepository();
  const env = { BACKUP_1: `file:${place}`, BACKUP_EVERY: '2s' };
  const site = await startSite({ incidentsDir, env });
  const copies = () => readdirSync(join(place, 'copies')).length;
  const health = async () => (await (await site.get('/health')).json()) as Health;
  await eventually('two copies', () => readdirSync(place).includes('copies') && copies() >= 2, 50_000);
  expect((await health()).problems).toEqual([]);

  renameSync(place, `${place}.away`);
  const red = await eventually('red', async () => {
    const found = await health();
    return found.status === 'red' && found;
  });
  expect(red.problems).toEqual([expect.stringMatching(/^There is no folder .*place\. Mount it/)]);
  expect((await site.get('/')).status).toBe(200);
  renameSync(`${place}.away`, place);
  await eventually('green', async () => (await health()).status === 'ok', 50_000);
});
