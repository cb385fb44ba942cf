import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a new file so that it is on the disk when this resolves. Throws when the name is taken. */
export async function writeNew(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(file));
}

/** Copies a file to a name that is not taken yet, onto the disk. */
export async function copyNew(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL);
  await syncFile(to);
}

/** Makes a new folder. Throws when the name is taken. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  await syncFolder(dirname(path));
}

/** What lies directly in a folder, if there is one. */
export async function listFolder(path: string): Promise<string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Names are on the disk as well when this resolves. */
export const syncFolder = syncFile;

/** Every file in a folder, and the folder itself. */
export async function syncAll(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await syncFile(join(folder, name));
  await syncFolder(folder);
}
