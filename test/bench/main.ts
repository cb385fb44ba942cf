import { build } from '../../src/setup.mjs';

/**
 * `npm run bench [name …] [argument …]`: each figure is a ratio against something that runs beside it in the same minute.
 * What follows the names goes to the benches named.
 */
const benches = ['front-page', 'alerts', 'publishing', 'restore'];

build();
const asked = process.argv.slice(2);
const count = asked.findIndex((one) => !benches.includes(one));
const names = count === -1 ? asked : asked.slice(0, count);
if (asked.length > 0 && names.length === 0) {
  console.error(`There is no bench "${asked[0]}". There are: ${benches.join(', ')}.`);
  process.exit(2);
}
for (const name of names.length > 0 ? names : benches) {
  const { run } = (await import(`./${name}.ts`)) as { run: (args: readonly string[]) => Promise<void> };
  await run(asked.slice(names.length));
}
