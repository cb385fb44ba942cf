import { link, mkdir, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { FinishedResponse } from '../edition.ts';
import { bytesOf, fileOf } from './copy-file.ts';
import { filesName, manifestName, readManifest, type Entry, type Manifest } from './manifest.ts';

/** What people see of the folder: a link to one of two halves, `a` and `b`. */
export const shownName = 'current';
/** Says that a folder is ours; nothing is ever deleted in one without it. */
const markName = '.noroshi-copy';

interface Half {
  readonly folder: string;
  /** Null where it is not known what it holds. */
  readonly manifest: Manifest | null;
}

/** A folder with a copy: what is shown, and the other half, which is brought up to date and then shown in its place. */
export interface CopyFolder {
  readonly shown: Half;
  readonly spare: Half;
  /** The spare half, which holds this now, becomes the one that is shown, in one step. */
  show(manifest: Manifest): Promise<CopyFolder>;
}

/** Opens a folder or begins one. Throws UserError `invalid` where something else lies in it. */
export async function openCopyFolder(folder: string): Promise<CopyFolder> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes(markName)) {
    const cure =
      'Name a folder that is empty or not there yet: what is found in an export is deleted when the page has no more of it.';
    throw new UserError('invalid', `${folder} holds files that are no export of this program. ${cure}`);
  }
  await writeFile(join(folder, markName), 'Written by Noroshi. Do not change anything here by hand.\n');
  const target = await readlink(join(folder, shownName)).catch(() => null);
  const half = async (name: string): Promise<Half> => ({
    folder: join(folder, name),
    manifest: await readManifest(join(folder, name)),
  });
  if (target === 'a') return folderOf(folder, await half('a'), await half('b'));
  if (target === 'b') return folderOf(folder, await half('b'), await half('a'));
  return folderOf(folder, { folder: join(folder, 'b'), manifest: null }, await half('a'));
}

function folderOf(folder: string, shown: Half, spare: Half): CopyFolder {
  return {
    shown,
    spare,
    async show(manifest) {
      const next = join(folder, `${shownName}.new`);
      await rm(next, { force: true });
      await symlink(basename(spare.folder), next);
      await rename(next, join(folder, shownName));
      return folderOf(folder, { folder: spare.folder, manifest }, shown);
    },
  };
}

/** Before a half is changed it forgets what it holds, so that one left halfway is begun anew. */
export async function beginHalf({ folder, manifest }: Half): Promise<void> {
  if (manifest === null) await rm(folder, { recursive: true, force: true });
  else await rm(join(folder, manifestName), { force: true });
  await mkdir(join(folder, filesName), { recursive: true });
}

/** Writes a response and its encoded twins; gives what the manifest says of it. */
export async function writeEntry(
  folder: string,
  path: string,
  response: FinishedResponse,
): Promise<Omit<Entry, 'print' | 'rules'>> {
  const file = fileOf(path, response);
  const body = bytesOf(response);
  const isWritten = response.status < 300 || response.status >= 400;
  const twins = isWritten
    ? [...(response.gzip ? ['gz' as const] : []), ...(response.brotli ? ['br' as const] : [])]
    : [];
  const target = join(folder, filesName, file);
  await mkdir(dirname(target), { recursive: true });
  await put(target, body);
  if (twins.includes('gz') && response.gzip !== null) await put(`${target}.gz`, new Uint8Array(response.gzip));
  if (twins.includes('br') && response.brotli !== null) await put(`${target}.br`, new Uint8Array(response.brotli));
  return { file, etag: response.headers['etag'] ?? '', size: body.byteLength, twins };
}

/** The same files in another half: not copied, so that a web server sees the same file whichever half it looks at. */
export async function linkEntry(from: string, to: string, { file, twins }: Entry): Promise<void> {
  for (const name of namesOf({ file, twins })) {
    const target = join(to, filesName, name);
    await mkdir(dirname(target), { recursive: true });
    await rm(`${target}.new`, { force: true });
    await link(join(from, filesName, name), `${target}.new`);
    await rename(`${target}.new`, target);
  }
}

export async function removeEntry(folder: string, entry: Pick<Entry, 'file' | 'twins'>): Promise<void> {
  for (const name of namesOf(entry)) await rm(join(folder, filesName, name), { force: true });
}

/** The files of an entry, itself first. */
export function namesOf({ file, twins }: Pick<Entry, 'file' | 'twins'>): string[] {
  return [file, ...twins.map((twin) => `${file}.${twin}`)];
}

/** Never into a file that is there: the other half may hold the same one. */
async function put(file: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${file}.new`, bytes);
  await rename(`${file}.new`, file);
}
