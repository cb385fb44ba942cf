import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** What each folder of src may import from; the edges (pages, cli, threads) may import anything. DESIGN: "Folders". */
const allowed: Record<string, string[]> = {
  languages: [],
  incidents: ['languages'],
  mail: ['languages'],
  publish: ['incidents', 'languages'],
  subscribers: ['mail', 'languages'],
  alerts: ['subscribers', 'mail', 'incidents', 'languages'],
  independence: ['incidents'],
  recovery: ['publish', 'incidents', 'subscribers', 'mail', 'languages'],
};
/** Recovery handles the files themselves. */
const recoveryNeeds = ['database-copy.ts', 'event-chain.ts', 'event-tables.ts', 'file-lock.ts', 'installation.ts'];
/** Files of src itself that every folder may use; config only for its types. */
const shared = ['database.ts', 'schema.ts', 'errors.ts', 'log.ts', 'migrations.ts', ...recoveryNeeds];
const typesOnly = ['config.ts', 'provider-settings.ts', 'mirror-settings.ts', 'channel.ts'];

interface Import {
  readonly typeOnly: boolean;
  readonly specifier: string;
}

function importsOf(text: string): Import[] {
  return [...text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]/gm)].map(
    ([, type, specifier = '']) => ({ typeOnly: type !== undefined, specifier }),
  );
}

test.each(Object.entries(allowed))('%s imports from no folder but %j', (folder, others) => {
  const files = globSync(`src/${folder}/**/*.ts`);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const { typeOnly, specifier } of importsOf(text)) {
      expect(/^astro/.test(specifier), `${file} imports ${specifier}: the commands could not run it`).toBe(false);
      if (!specifier.startsWith('.')) continue;
      const target = normalize(join(dirname(file), specifier));
      const [, top = ''] = target.split('/');
      // The words of the field are types that incidents defines and the catalogues name.
      const words = folder === 'languages' && target === 'src/incidents/notice.ts' && typeOnly;
      const fine = top === folder || others.includes(top) || shared.includes(top) || words;
      expect(
        fine || (typeOnly && typesOnly.includes(top)) || top === 'channel.ts',
        `${file} imports ${specifier}`,
      ).toBe(true);
    }
    expect(/\bprocess\.env\b|import\.meta\.env/.test(text), `${file} reads the environment`).toBe(false);
  }
});

test('no folder is called after a layer, no file is above 250 lines, no file only passes on', () => {
  for (const file of globSync(['src/**/*.{ts,mjs,astro}', 'test/**/*.{ts,mjs}'])) {
    expect(/(^|\/)(utils|helpers|services|core|common|lib|types)(\/|\.)/.test(file), file).toBe(false);
    expect(/(^|\/)index\.ts$/.test(file), `${file} is a barrel`).toBe(false);
    expect(readFileSync(file, 'utf8').split('\n').length, file).toBeLessThanOrEqual(251);
  }
});

test('nothing keeps state in a module variable', () => {
  for (const file of globSync(Object.keys(allowed).map((folder) => `src/${folder}/**/*.ts`))) {
    expect(/^(export )?let /m.test(readFileSync(file, 'utf8')), `${file} has a module variable`).toBe(false);
  }
});
