import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** One file of a copy. */
const Entry = z.object({
  file: z.string(),
  print: z.string().nullable(),
  etag: z.string(),
  size: z.number(),
  /** Which encoded twins lie beside it. */
  twins: z.array(z.enum(['gz', 'br'])),
  /** Its place in `rules`. */
  rules: z.number(),
});
export type Entry = z.infer<typeof Entry>;

const Manifest = z.object({
  format: z.literal(1),
  commit: z.string().nullable(),
  /** When the content was last known to be true, and when it was written down. */
  asOf: z.number(),
  writtenAt: z.number(),
  siteUrl: z.string(),
  rules: z.array(z.record(z.string(), z.string())),
  files: z.record(z.string(), Entry),
});
/** What a folder of a copy holds, by path. */
export type Manifest = z.infer<typeof Manifest>;

export const manifestName = 'manifest.json';
/** The folder that a web server shows. */
export const filesName = 'public';

/** What a folder holds; what does not lie there as it was written counts as not there. Null if that is not known. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = Manifest.safeParse(JSON.parse(text));
  if (!parsed.success) return null;
  const files: Record<string, Entry> = {};
  for (const [path, entry] of Object.entries(parsed.data.files)) {
    const found = await stat(join(folder, filesName, entry.file)).catch(() => null);
    if (found?.size === entry.size) files[path] = entry;
  }
  return { ...parsed.data, files };
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const file = join(folder, manifestName);
  await writeFile(`${file}.new`, JSON.stringify(manifest));
  await rename(`${file}.new`, file);
}
