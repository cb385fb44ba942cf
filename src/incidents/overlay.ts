import { createHash } from 'node:crypto';
import type { Instant } from './notice.ts';
import type { Listing, Source } from './source.ts';

/**
 * A folder's listing in which a file that equals the committed one has the committed one's id, so that only what differs
 * is read as new; that came now. `committed`: content ids by file name. `known`: what was hashed before, by the file's sign.
 */
export async function overlay(
  folder: Source,
  listing: Listing,
  { committed, known, now }: { committed: ReadonlyMap<string, string>; known: Map<string, string>; now: Instant },
): Promise<Listing> {
  const files = listing.files.map(async (file) => {
    const blob = committed.get(file.name);
    if (blob === undefined) return { ...file, changedAt: now };
    const own = known.get(file.id) ?? blobIdOf(await folder.read(file.id), blob.length);
    known.set(file.id, own);
    return own === blob ? { ...file, id: blob } : { ...file, changedAt: now };
  });
  return { ...listing, files: await Promise.all(files) };
}

/** The id git gives to these bytes, in a repository whose ids are that long. */
function blobIdOf(bytes: Uint8Array, length: number): string {
  const hash = createHash(length === 40 ? 'sha1' : 'sha256');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
