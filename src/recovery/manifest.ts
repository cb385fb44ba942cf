import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

const Instant = z.iso.datetime({ precision: 3 });
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

/** `manifest.json` of a copy: what the copy is, so that a restore can tell whether it is that, and still all of it. */
export const Manifest = z.object({
  format: z.literal(1),
  /** The name that the copy has at its target. */
  name: z.string(),
  made_at: Instant,
  installation: z.string(),
  instance: z.string(),
  /** Which secret.key, without telling it. */
  key_id: z.string(),
  schema: z.number(),
  /** What was published. */
  commit: z.string().nullable(),
  /** Where in the bundle the notices are; `folder` stands for one that was under no git. */
  content: z.object({ kind: z.enum(['git', 'folder', 'none']), branch: z.string(), prefix: z.string() }),
  /** The newest event in the copy. */
  events: z.object({ id: z.number(), hash: Digest }),
  rows: z.record(z.string(), z.number()),
  /** Who would be told of something that concerns everybody. */
  people: z.number(),
  files: z.record(z.string(), z.object({ size: z.number(), sha256: Digest })),
});
export type Manifest = z.infer<typeof Manifest>;

/** As it lies at the target, with a proof that whoever wrote it had the key. */
export const SignedManifest = z.object({ manifest: Manifest, proof: Digest });
export type SignedManifest = z.infer<typeof SignedManifest>;

/** Names a key without telling it. */
export function keyId(key: Uint8Array): string {
  return createHmac('sha256', key).update('noroshi key id').digest('hex').slice(0, 16);
}

/** Proof over a text that only who has the key can make. */
export function proofOf(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(`noroshi recovery ${text}`).digest('hex');
}

export function isProof(key: Uint8Array, text: string, proof: string): boolean {
  const [own, other] = [proofOf(key, text), proof].map((one) => Buffer.from(one, 'hex'));
  return own !== undefined && other?.length === own.length && timingSafeEqual(own, other);
}

export function signManifest(manifest: Manifest, key: Uint8Array): string {
  const proof = proofOf(key, JSON.stringify(Manifest.parse(manifest)));
  return `${JSON.stringify({ manifest, proof }, null, 2)}\n`;
}

/** What a file is known by. */
export async function fingerprint(file: string): Promise<{ readonly size: number; readonly sha256: string }> {
  const sum = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), sum);
  return { size: (await stat(file)).size, sha256: sum.digest('hex') };
}

/** A copy's name sorts by its time, and no two have the same. */
export function copyName(at: number, random: string): string {
  return `${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}-${hash('sha256', random).slice(0, 8)}`;
}

/** When the copy of this name was made; null when it is no such name. */
export function timeOfCopy(name: string): number | null {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-[0-9a-f]{8}$/.exec(name);
  if (parts === null) return null;
  const [, day, hours, minutes, seconds, thousandths] = parts;
  return Date.parse(`${day}T${hours}:${minutes}:${seconds}.${thousandths}Z`);
}
