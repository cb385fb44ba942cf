import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { temporaryFolder } from '../support/folder.ts';

const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n');
const shown = Object.fromEntries(
  lines.flatMap((line) => {
    const [, name, value = ''] = /^# ([A-Z][A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value]];
  }),
);

test('.env.example can be taken as it is, every line of it', () => {
  expect(() => readConfig(withKey(shown))).not.toThrow();
});

test('.env.example shows every setting that has a default, with that default', () => {
  const wordy = (config: object) => JSON.parse(JSON.stringify(config)) as Record<string, unknown>;
  const [defaults, example] = [wordy(readConfig({})), wordy(readConfig(withKey(shown)))];
  const settings = Object.entries(defaults).filter(([name]) => /^[A-Z_]+$/.test(name));
  for (const [name, value] of settings) {
    expect(Object.keys(shown)).toContain(name);
    if (!Array.isArray(value)) expect({ [name]: example[name] }).toEqual({ [name]: value });
  }
});

/** The one file that is looked into before anything listens. */
function withKey(settings: Record<string, string>): Record<string, string> {
  const key = join(temporaryFolder(), 'dkim.pem');
  writeFileSync(key, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { ...settings, DKIM_KEY_FILE: key };
}
