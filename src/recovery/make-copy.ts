import { copyFile, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { copyDatabase } from '../database-copy.ts';
import { bundleContent, type ContentConfig } from './content-copy.ts';
import { syncAll } from './durable.ts';
import { fingerprint, keyId, signManifest, type Manifest } from './manifest.ts';
import { settingsCopy } from './settings-copy.ts';
import { manifestFile } from './target.ts';
import { readDatabaseFacts } from './verify-database.ts';

export interface CopyNeeds {
  readonly config: ContentConfig & Pick<Config, 'CONTENT_GIT_URL'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly installation: { readonly installation: string; readonly instance: string };
  readonly key: Uint8Array;
  /** The file that the key is in. */
  readonly keyFile: string;
  /** What is being done now, for whoever waits. */
  readonly onStep: (step: string) => void;
}

/**
 * Makes a copy of everything that a new host needs, in an empty folder. The database first: a notice may be newer than what
 * was announced of it, never the other way round. Throws UserError when what would be copied is itself not sound.
 */
export async function makeCopy(needs: CopyNeeds, name: string, at: number, folder: string): Promise<Manifest> {
  const { config, environment, installation, key, keyFile, onStep } = needs;
  const database = join(folder, 'noroshi.db');
  onStep('copying the database');
  copyDatabase(join(config.DATA_DIR, 'noroshi.db'), database);
  onStep('checking the copy');
  const facts = await readDatabaseFacts(database);
  onStep('bundling the notices');
  const published = await bundleContent(config, environment, join(folder, 'incidents.bundle'));
  await writeFile(join(folder, 'settings.env'), settingsCopy(environment, config));
  await copyFile(keyFile, join(folder, 'secret.key'));
  const files: Manifest['files'] = {};
  for (const file of readdirSync(folder).sort()) files[file] = await fingerprint(join(folder, file));
  const manifest: Manifest = {
    format: 1,
    name,
    made_at: new Date(at).toISOString(),
    ...{ installation: installation.installation, instance: installation.instance },
    key_id: keyId(key),
    schema: facts.schema,
    ...published,
    events: facts.events,
    rows: facts.rows,
    people: facts.people,
    files,
  };
  await writeFile(join(folder, manifestFile), signManifest(manifest, key));
  await syncAll(folder);
  return manifest;
}
