import { createHash } from 'node:crypto';
import { closeSync, openSync, renameSync, writevSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { ContentState } from '../incidents/advance.ts';
import type { NoticeRecord } from '../incidents/record.ts';

/** What stands before the records, and how many parts of records follow. */
interface Head extends Omit<ContentState, 'history'> {
  readonly history: Omit<ContentState['history'], 'records'>;
  readonly parts: number;
}

/** Records written and read in one go: all of a long history at once would need twice its memory. */
const recordsInPart = 200;
const digestLength = 32;
const prefixLength = digestLength + 4;

/** Writes a state in parts, each with its hash and length before it. In one go, so that nothing is half done when the thread ends. */
export function writeKept(
  file: string,
  sign: string,
  { history: { records, ...history }, ...rest }: ContentState,
): void {
  const all = [...records.values()];
  const parts = Math.ceil(all.length / recordsInPart);
  const descriptor = openSync(`${file}.new`, 'w');
  try {
    writePart(descriptor, sign, { ...rest, history, parts } satisfies Head);
    for (let part = 0; part < parts; part++) {
      writePart(descriptor, sign, all.slice(part * recordsInPart, (part + 1) * recordsInPart));
    }
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${file}.new`, file);
}

/** The state in a file; null when there is none, when it was written with another sign, or when a byte of it is not as it was. */
export async function readKept(file: string, sign: string): Promise<ContentState | null> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return null;
  try {
    const head = (await readPart(handle, sign)) as Head | null;
    if (head === null) return null;
    const { parts, history, ...rest } = head;
    const records = new Map<string, NoticeRecord>();
    for (let part = 0; part < parts; part++) {
      const some = (await readPart(handle, sign)) as NoticeRecord[] | null;
      if (some === null) return null;
      for (const record of some) records.set(record.id, record);
    }
    return { ...rest, history: { ...history, records } };
  } finally {
    await handle.close();
  }
}

function writePart(descriptor: number, sign: string, value: unknown): void {
  const body = serialize(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  writevSync(descriptor, [digest(sign, body), length, body]);
}

/** Null when it is not whole: nothing is deserialized that was not written here. */
async function readPart(handle: FileHandle, sign: string): Promise<unknown> {
  const prefix = Buffer.alloc(prefixLength);
  if ((await handle.read(prefix, 0, prefixLength)).bytesRead !== prefixLength) return null;
  const length = prefix.readUInt32BE(digestLength);
  if (length > (await handle.stat()).size) return null;
  const body = Buffer.allocUnsafeSlow(length);
  if ((await handle.read(body, 0, length)).bytesRead !== length) return null;
  return digest(sign, body).equals(prefix.subarray(0, digestLength)) ? deserialize(body) : null;
}

function digest(sign: string, body: Uint8Array): Buffer {
  return createHash('sha256').update(sign).update(body).digest();
}
