import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/database.ts';
import { temporaryFolder } from '../support/folder.ts';

const open = () => openDatabase({ file: join(temporaryFolder(), 'noroshi.db'), create: true });

test('a kept statement gives what its parameters ask for, also after more texts than are kept', async () => {
  const database = open();
  await database.write((trx) =>
    trx
      .insertInto('state')
      .values([1, 2, 3].map((n) => ({ key: `k${n}`, value: `v${n}` })))
      .execute(),
  );
  const valueOf = (key: string) =>
    database.read((db) => db.selectFrom('state').select('value').where('key', '=', key).executeTakeFirst());
  expect([await valueOf('k1'), await valueOf('k2')]).toEqual([{ value: 'v1' }, { value: 'v2' }]);
  for (let n = 0; n < 1000; n += 1) {
    const { rows } = await database.read((db) => sql<{ n: number }>`SELECT ${sql.lit(n)} AS n`.execute(db));
    expect(rows).toEqual([{ n }]);
  }
  expect(await valueOf('k3')).toEqual({ value: 'v3' });
  await database.close();
});

test('a statement that failed can be run again, and its transaction left nothing', async () => {
  const database = open();
  const add = (value: string) =>
    database.write(async (trx) => {
      await trx
        .insertInto('state')
        .values({ key: `${value}-first`, value })
        .execute();
      await trx.insertInto('state').values({ key: 'k', value }).execute();
    });
  await add('one');
  await expect(add('two')).rejects.toThrow('UNIQUE');
  await database.write((trx) => trx.deleteFrom('state').where('key', '=', 'k').execute());
  await add('three');
  const rows = await database.read((db) => db.selectFrom('state').select('key').orderBy('key').execute());
  expect(rows.map(({ key }) => key)).toEqual(['k', 'one-first', 'three-first']);
  await database.close();
});
