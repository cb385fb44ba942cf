import { createVerify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { isSameSecret, type HookNeeds } from './hook.ts';

const common = {
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.iso.datetime(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.base64(),
  SigningCertURL: z.string(),
};
const Notification = z.object({ ...common, Type: z.literal('Notification'), Subject: z.string().optional() });
const Confirmation = z.object({
  ...common,
  Type: z.enum(['SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  SubscribeURL: z.string(),
  Token: z.string(),
});
/** What Amazon SNS posts, as text/plain. */
export const SnsMessage = z.union([Notification, Confirmation]);
export type SnsMessage = z.infer<typeof SnsMessage>;

/** It is tried again for an hour with its first time; what is older may come from somebody who recorded it. */
const signedFor = 3_600_000;

/**
 * Whether Amazon signed it, lately, for one of our topics. The topic counts: anybody can have a topic of their own signed.
 * Rejects when the certificate cannot be fetched.
 */
export async function isFromTopic({ key, now, fetchText }: HookNeeds, message: SnsMessage): Promise<boolean> {
  if (!isTopic(key, message.TopicArn)) return false;
  if (Math.abs(Date.parse(message.Timestamp) - now) > signedFor) return false;
  if (!isAmazons(message.SigningCertURL) || !new URL(message.SigningCertURL).pathname.endsWith('.pem')) return false;
  const certificate = certificateIn(await fetchText(message.SigningCertURL));
  if (certificate === null || Date.parse(certificate.validTo) < now) return false;
  const verify = createVerify(message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256');
  return verify.update(signedText(message)).verify(certificate.publicKey, message.Signature, 'base64');
}

/** Topics are parted by commas. */
export function isTopic(key: string, arn: string): boolean {
  const topics = key.split(',').map((topic) => isSameSecret(topic.trim(), arn));
  return topics.includes(true);
}

/** Nothing is fetched from anywhere else, whatever a message says. */
export function isAmazons(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, username, password } = new URL(url);
  const isPlain = port === '' && username === '' && password === '';
  return protocol === 'https:' && isPlain && /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(hostname);
}

/** Which fields are signed, in this order, each with its name before it (the SNS developer guide lays it down). */
function signedText(message: SnsMessage): string {
  const names =
    message.Type === 'Notification'
      ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
      : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const fields = new Map<string, unknown>(Object.entries(message));
  return names
    .flatMap((name) => (fields.get(name) === undefined ? [] : [`${name}\n${String(fields.get(name))}\n`]))
    .join('');
}

function certificateIn(text: string): X509Certificate | null {
  try {
    return new X509Certificate(text);
  } catch {
    return null;
  }
}
