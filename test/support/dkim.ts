import { spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { Signer } from '../../src/mail/dkim.ts';
import { programPath } from './programs.ts';

const pythons = [programPath('python3'), '/usr/bin/python3'];
const verifier = `
import base64, dkim, json, sys
given = json.load(sys.stdin)
def verified(message):
    try:
        d = dkim.DKIM(base64.b64decode(message), minkey=1024)
        return d.verify(dnsfunc=lambda name, timeout=5: given['records'].get(name.decode().rstrip('.'), '').encode())
    except dkim.DKIMException:
        return False
json.dump([verified(message) for message in given['messages']], sys.stdout)
`;

/** A Python with python3-dkim, which is none of ours, and Ed25519; Debian's own may not be the first on the PATH. */
const python =
  pythons.find((path) => path !== null && spawnSync(path, ['-c', 'import dkim, nacl']).status === 0) ?? null;
export const hasVerifier = python !== null;

export function makeSigner(type: 'rsa' | 'ed25519'): Signer {
  const { privateKey } = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519'); // prettier-ignore
  return { domain: 'example.org', selector: `noroshi-${type}`, key: privateKey };
}

/** Whether a stranger who looks the key up in the DNS believes each message. */
export function verify(signer: Signer, messages: readonly Uint8Array[]): boolean[] {
  const der = createPublicKey(signer.key).export({ type: 'spki', format: 'der' });
  const isRsa = signer.key.asymmetricKeyType === 'rsa';
  // RFC 8463 4.2: of Ed25519 the bare key, without what says that it is one.
  const record = `v=DKIM1; k=${isRsa ? 'rsa' : 'ed25519'}; p=${(isRsa ? der : der.subarray(-32)).toString('base64')}`;
  const { stdout, stderr } = spawnSync(python ?? '', ['-c', verifier], {
    encoding: 'utf8',
    input: JSON.stringify({
      records: { [`${signer.selector}._domainkey.${signer.domain}`]: record },
      messages: messages.map((message) => Buffer.from(message).toString('base64')),
    }),
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as boolean[];
}
