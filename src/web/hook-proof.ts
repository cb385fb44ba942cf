import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a sender shows for knowing the secret. The body is given piece by piece; then it holds or does not. */
export interface Proof {
  readonly take: (chunk: Buffer) => void;
  readonly holds: () => boolean;
}

/** How far a signed time may lie from ours: what is older may come from somebody who recorded it. */
const signedFor = 300_000;

/**
 * Every proof among the headers of a forge's webhook; none, when nobody signed. GitHub, Gitea and Forgejo send the HMAC-SHA256
 * of the body in hex; GitLab sends the secret itself, or signs id, time and body as Standard Webhooks lay it down, with the
 * key that stands behind `whsec_` in base64.
 */
export function proofsOf(headers: IncomingHttpHeaders, secret: string, now: number): Proof[] {
  const values = [
    headers['x-hub-signature-256'],
    headers['x-gitea-signature'],
    headers['x-forgejo-signature'],
    headers['x-gitlab-token'],
    headers['webhook-signature'],
  ].map((value) => [value ?? []].flat()[0]);
  const [github, gitea, forgejo, token, standard] = values;
  const bodySigned = [github?.replace(/^sha256=/, ''), gitea, forgejo].filter((text) => text !== undefined);
  return [
    ...bodySigned.map((text) => signed(secret, '', [Buffer.from(text, 'hex')])),
    ...(token === undefined ? [] : [shown(secret, token)]),
    ...(standard === undefined ? [] : [standardSigned(headers, secret, standard, now)]),
  ];
}

function signed(key: string | Buffer, before: string, signatures: readonly Buffer[]): Proof {
  const hmac = createHmac('sha256', key).update(before);
  return {
    take: (chunk) => void hmac.update(chunk),
    holds: () => {
      const wanted = hmac.digest();
      return signatures.some((bytes) => bytes.length === wanted.length && timingSafeEqual(bytes, wanted));
    },
  };
}

/** Hashed, so that comparing takes the same time whatever the lengths. */
function shown(secret: string, token: string): Proof {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return { take: () => {}, holds: () => timingSafeEqual(digest(token), digest(secret)) };
}

function standardSigned(headers: IncomingHttpHeaders, secret: string, signatures: string, now: number): Proof {
  const [id, time] = [headers['webhook-id'], headers['webhook-timestamp']].map(String);
  const isFresh = Math.abs(Number(time) * 1000 - now) <= signedFor;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const ofVersion1 = signatures.split(' ').filter((text) => text.startsWith('v1,'));
  const bytes = ofVersion1.map((text) => Buffer.from(text.slice('v1,'.length), 'base64'));
  return signed(key, `${id}.${time}.`, isFresh && secret.startsWith('whsec_') ? bytes : []);
}
