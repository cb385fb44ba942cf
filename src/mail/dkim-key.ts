import { createPrivateKey, type KeyObject } from 'node:crypto';

/**
 * A private key in PEM that receivers accept: RSA of at least 1024 bits (RFC 8301 3.2), or Ed25519 (RFC 8463).
 *
 * @returns null for anything else, a key under a passphrase too.
 */
export function readDkimKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    const isLongEnough = (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 1024;
    return key.asymmetricKeyType === 'ed25519' || (key.asymmetricKeyType === 'rsa' && isLongEnough) ? key : null;
  } catch {
    return null;
  }
}
