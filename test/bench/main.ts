import { build } from '../../src/setup.mjs';

/** `npm run bench [name …]`: each figure is a ratio against something that runs beside it in the same minute. */
const benches = ['front-page', 'alerts'];

build();
const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : benches) {
  if (!benches.includes(name)) {
    console.error(`There is no bench "${name}". There are: ${benches.join(', ')}.`);
    process.exit(2);
  }
  const { run } = (await import(`./${name}.ts`)) as { run: () => Promise<void> };
  await run();
}
