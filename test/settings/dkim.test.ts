import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openSigner } from '../../src/worker/mail-settings.ts';
import { temporaryFolder } from '../support/folder.ts';

const pem = { type: 'pkcs8', format: 'pem' } as const;
const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits });
const file = (text: string | Buffer) => {
  const path = join(temporaryFolder(), 'dkim.pem');
  writeFileSync(path, text);
  return path;
};
const good = () => file(rsa(1024).privateKey.export(pem));
const said = (env: Record<string, string>) => {
  try {
    return readConfig(env).dkim === null ? 'no key' : 'a key';
  } catch (error) {
    return (error as Error).message;
  }
};

test('a key and its name make a signer for the domain of MAIL_FROM, one alone is told', () => {
  const MAIL_FROM = 'まなび <status@例え.jp>';
  const config = readConfig({ MAIL_FROM, DKIM_KEY_FILE: good(), DKIM_SELECTOR: 'noroshi' });
  expect(openSigner(config)).toMatchObject({ domain: 'xn--r8jz45g.jp', selector: 'noroshi' });
  expect(openSigner(readConfig({ MAIL_FROM }))).toBeNull();
  expect(said({ DKIM_KEY_FILE: good() })).toContain('DKIM_SELECTOR: is missing');
  expect(said({ DKIM_SELECTOR: 'noroshi' })).toContain('DKIM_KEY_FILE: is missing');
  expect(said({ DKIM_KEY_FILE: good(), DKIM_SELECTOR: 'a;d=b' })).toContain('DKIM_SELECTOR: must be a name');
});

test('a key that no receiver would accept is told before anything listens, without a word of it', () => {
  const bad = [
    'nothing',
    rsa(1024).publicKey.export({ type: 'spki', format: 'pem' }),
    rsa(512).privateKey.export(pem),
    rsa(1024).privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'x' }),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem),
  ];
  for (const text of bad) {
    const message = said({ DKIM_KEY_FILE: file(text), DKIM_SELECTOR: 'noroshi', PORT: 'x' });
    expect(message).toContain('DKIM_KEY_FILE: must hold a private key in PEM');
    expect(message).not.toContain(`${text}`.slice(30, 60) || text);
  }
  expect(said({ DKIM_KEY_FILE: '/nonexistent/dkim.pem', DKIM_SELECTOR: 'noroshi' })).toContain(
    'cannot be read (ENOENT)',
  );
  const ed25519 = file(generateKeyPairSync('ed25519').privateKey.export(pem));
  expect(said({ DKIM_KEY_FILE: ed25519, DKIM_SELECTOR: 'noroshi' })).toBe('a key');
});
