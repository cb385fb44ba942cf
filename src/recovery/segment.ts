import { hash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Tables } from '../schema.ts';
import { isProof, keyId, proofOf } from './manifest.ts';

/** Columns as they stand in the database; what they may hold is for its own checks to say. */
const Row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
const Event = z.object({
  id: z.number(),
  kind: z.enum(['consent', 'withdrawal', 'change', 'removed', 'suppression', 'announcement']),
  subject: z.number(),
  detail: z.string(),
  hash: z.string(),
});

/** Events that left the host, and the rows they speak of as these stood then. */
const Segment = z.object({
  format: z.literal(1),
  installation: z.string(),
  instance: z.string(),
  key_id: z.string(),
  made_at: z.string(),
  /** The hash of the event before the first. */
  before: z.string(),
  events: z.array(Event).min(1),
  people: z.array(
    z.object({
      row: Row,
      components: z.array(z.string()),
      mutes: z.array(Row),
      consents: z.array(Row),
    }),
  ),
  texts: z.array(Row),
  announcements: z.array(
    z.object({
      row: Row,
      messages: z.array(Row),
      /** To whom it was owed: from this subscriber's id to that one's, and with which message. */
      owed: z.array(z.tuple([z.number(), z.number(), z.number()])),
    }),
  ),
});
export type Segment = z.infer<typeof Segment>;
const SignedSegment = z.object({ segment: Segment, proof: z.string() });

/** Where a segment stands in the chain: told by its name. */
export interface SegmentPlace {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly madeAt: number;
}

/** Gives a segment's file and its name. */
export function packSegment(segment: Segment, key: Uint8Array): { readonly name: string; readonly content: Buffer } {
  const proof = proofOf(key, JSON.stringify(Segment.parse(segment)));
  const content = gzipSync(JSON.stringify({ segment, proof }));
  const [from, to] = [segment.events[0]?.id ?? 0, segment.events.at(-1)?.id ?? 0];
  const number = (id: number) => String(id).padStart(12, '0');
  const at = segment.made_at.replaceAll(/[:.]/g, '-');
  return { name: `${number(from)}-${number(to)}-${at}-${hash('sha256', content).slice(0, 8)}.json.gz`, content };
}

/** Reads a segment. Throws UserError `invalid` with the reason when it is torn, changed or not ours. */
export function unpackSegment(content: Uint8Array, installation: string, key: Uint8Array): Segment {
  const { segment, proof } = parse(content);
  if (segment.installation !== installation) throw new UserError('invalid', 'it belongs to another installation');
  if (segment.key_id !== keyId(key)) throw new UserError('invalid', 'it was made with another key');
  if (!isProof(key, JSON.stringify(segment), proof)) throw new UserError('invalid', 'it was changed after it was made');
  return segment;
}

function parse(content: Uint8Array): z.infer<typeof SignedSegment> {
  try {
    return SignedSegment.parse(JSON.parse(gunzipSync(content).toString('utf8')));
  } catch (cause) {
    throw new UserError('invalid', 'it is torn, or no segment', { cause });
  }
}

/** Reads a name; null when it is none of a segment. */
export function placeOf(name: string): SegmentPlace | null {
  const found = /^(\d{12})-(\d{12})-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)-[0-9a-f]{8}\.json\.gz$/.exec(name);
  if (found === null) return null;
  const [, from, to, at = ''] = found;
  const madeAt = Date.parse(at.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z/, 'T$1:$2:$3.$4Z'));
  return { name, from: Number(from), to: Number(to), madeAt };
}

/** The rows that events up to `to` speak of. */
export async function rowsBehind(
  db: Kysely<Tables>,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Pick<Segment, 'people' | 'texts' | 'announcements'>> {
  const subjects = (kinds: readonly Tables['events']['kind'][]) =>
    db.selectFrom('events').select('subject').distinct().where('id', '>=', from).where('id', '<=', to).where('kind', 'in', kinds); // prettier-ignore
  const persons = subjects(['consent', 'withdrawal', 'change', 'removed']);
  const rows = await db.selectFrom('subscribers').selectAll().where('id', 'in', persons).execute();
  const components = byPerson(await db.selectFrom('subscriptions').selectAll().where('subscriber_id', 'in', persons).execute()); // prettier-ignore
  const mutes = byPerson(await db.selectFrom('mutes').selectAll().where('subscriber_id', 'in', persons).execute());
  const consents = await db.selectFrom('consents').selectAll().where('subscriber_id', 'in', persons).orderBy('id').execute(); // prettier-ignore
  const versions = [...new Set(consents.map(({ text_version }) => text_version))];
  const texts = versions.length === 0 ? [] : await db.selectFrom('consent_texts').selectAll().where('version', 'in', versions).execute(); // prettier-ignore
  const given = byPerson(consents);
  const announced = await db.selectFrom('announcements').selectAll().where('id', 'in', subjects(['announcement'])).execute(); // prettier-ignore
  const announcements: Segment['announcements'] = [];
  for (const row of announced) {
    const messages = await db.selectFrom('messages').selectAll().where('announcement_id', '=', row.id).execute();
    announcements.push({
      row: { ...row },
      messages: messages.map((one) => ({ ...one })),
      owed: await owedRuns(db, row.id),
    });
  }
  return {
    people: rows.map((row) => ({
      row: { ...row },
      components: (components.get(row.id) ?? []).map(({ component_id }) => component_id),
      mutes: (mutes.get(row.id) ?? []).map((one) => ({ ...one })),
      consents: (given.get(row.id) ?? []).map((one) => ({ ...one })),
    })),
    texts: texts.map((one) => ({ ...one })),
    announcements,
  };
}

function byPerson<Row extends { readonly subscriber_id: number }>(rows: readonly Row[]): Map<number, Row[]> {
  return Map.groupBy(rows, ({ subscriber_id }) => subscriber_id);
}

/** A million people mostly are a few runs of ids. */
async function owedRuns(db: Kysely<Tables>, announcement: number): Promise<[number, number, number][]> {
  const rows = await db.selectFrom('deliveries').select(['subscriber_id as id', 'message_id as message']).where('announcement_id', '=', announcement).orderBy('subscriber_id').execute(); // prettier-ignore
  const runs: [number, number, number][] = [];
  for (const { id, message } of rows) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === id - 1 && last[2] === message) last[1] = id;
    else runs.push([id, id, message]);
  }
  return runs;
}
