import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { fingerprint, isProof, keyId, SignedManifest, type Manifest } from './manifest.ts';
import { manifestFile } from './target.ts';
import { expectFacts, readDatabaseFacts } from './verify-database.ts';

/** What a copy has to be; null where nothing is known beforehand. */
export interface Expected {
  readonly name: string;
  readonly installation: string | null;
  readonly key: Uint8Array | null;
}

/**
 * Checks a fetched copy by all that it should be: whole, of this name, of this installation, of this key, unchanged, and its
 * database by what is in it, since SQLite's own check finds nothing wrong with an empty file or half of the rows.
 * Throws UserError `invalid` with the reason.
 */
export async function verifyCopy(folder: string, expected: Expected): Promise<{ manifest: Manifest; key: Buffer }> {
  const { manifest, proof } = await readManifest(folder);
  if (manifest.name !== expected.name) {
    throw refused(`it is the copy ${manifest.name} under another name`);
  }
  if (expected.installation !== null && manifest.installation !== expected.installation) {
    throw refused(`it belongs to another installation (${manifest.installation}, not ${expected.installation})`);
  }
  const key = await readKey(folder);
  if (keyId(key) !== manifest.key_id) throw refused('the secret.key in it is not the one it was made with');
  if (expected.key !== null && keyId(expected.key) !== manifest.key_id) {
    throw refused(`it was made with another key (${manifest.key_id}, ours is ${keyId(expected.key)})`);
  }
  if (!isProof(key, JSON.stringify(manifest), proof)) throw refused('its manifest was changed after it was made');
  for (const [file, promised] of Object.entries(manifest.files)) await expectFile(folder, file, promised);
  expectFacts(await readDatabaseFacts(join(folder, 'noroshi.db')), manifest);
  return { manifest, key };
}

async function readManifest(folder: string): Promise<SignedManifest> {
  const text = await readFile(join(folder, manifestFile), 'utf8').catch(() => null);
  if (text === null) throw refused('it was never finished (no manifest.json)');
  try {
    return SignedManifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError('invalid', 'its manifest.json is torn or from another program', { cause });
  }
}

async function readKey(folder: string): Promise<Buffer> {
  const text = await readFile(join(folder, 'secret.key'), 'utf8').catch(() => null);
  if (text === null) throw refused('its secret.key is missing');
  return Buffer.from(text.trim());
}

async function expectFile(folder: string, file: string, promised: Manifest['files'][string]): Promise<void> {
  const found = await stat(join(folder, file)).catch(() => null);
  if (found === null) throw refused(`${file} is missing`);
  if (found.size === 0 && promised.size > 0) throw refused(`${file} is empty, 0 bytes`);
  if (found.size !== promised.size) throw refused(`${file} has ${found.size} bytes, and ${promised.size} when it was made`); // prettier-ignore
  const { sha256 } = await fingerprint(join(folder, file));
  if (sha256 !== promised.sha256) throw refused(`${file} is not what it was when it was made (SHA-256)`);
}

function refused(reason: string): UserError {
  return new UserError('invalid', reason);
}
