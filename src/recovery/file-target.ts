import { readFile, statfs } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { copyNew, listFolder, makeFolder, syncFolder, writeNew } from './durable.ts';
import { timeOfCopy } from './manifest.ts';
import { manifestFile, type Target } from './target.ts';

const Mark = z.object({ installation: z.string() });
const markFile = 'noroshi-backups.json';

/** `file:/path`: a folder of another disk or host. Nothing in it is ever overwritten or deleted from here. */
export function fileTarget(folder: string): Target {
  const label = `file:${folder}`;
  const copies = join(folder, 'copies');
  const segments = join(folder, 'segments');

  async function owner(): Promise<string | null> {
    const names = await listFolder(folder);
    if (names.length === 0 && statSync(folder, { throwIfNoEntry: false }) === undefined) {
      throw refusal(`There is no folder ${folder}. Mount it, or make it: a backup makes none, lest it fills a disk that was meant to be mounted over.`); // prettier-ignore
    }
    if (names.every((name) => name === 'lost+found')) return null;
    if (!names.includes(markFile)) {
      throw refusal(`${folder} has files in it and is no folder of backups of ours. Name an empty one in BACKUP_n.`);
    }
    const mark = await readFile(join(folder, markFile), 'utf8');
    try {
      return Mark.parse(JSON.parse(mark)).installation;
    } catch (cause) {
      throw new UserError('unavailable', `${join(folder, markFile)} cannot be read: nobody can tell whose backups these are.`, { cause }); // prettier-ignore
    }
  }

  return {
    label,
    piled: false,
    owner,
    async claim(installation) {
      const own = await owner();
      if (own === null) await writeNew(join(folder, markFile), `${JSON.stringify({ installation })}\n`);
      else if (own !== installation) {
        throw refusal(`${folder} holds the backups of another installation (${own}). Name another folder in BACKUP_n.`);
      }
      for (const path of [copies, segments]) {
        if (statSync(path, { throwIfNoEntry: false }) === undefined) await makeFolder(path);
      }
    },
    copies: async () =>
      (await listFolder(copies))
        .filter((name) => timeOfCopy(name) !== null)
        .sort()
        .reverse(),
    async addCopy(name, from) {
      const names = (await listFolder(from)).filter((file) => file !== manifestFile);
      await expectRoom(
        folder,
        [...names, manifestFile].map((file) => join(from, file)),
      );
      const place = join(copies, name);
      await makeFolder(place);
      for (const file of [...names, manifestFile]) await copyNew(join(from, file), join(place, file));
      await syncFolder(place);
    },
    async fetchCopy(name, into) {
      for (const file of await listFolder(join(copies, name))) {
        await copyNew(join(copies, name, file), join(into, file));
      }
    },
    segments: () => listFolder(segments),
    addSegment: (name, content) => writeNew(join(segments, name), content),
    fetchSegment: (name) => readFile(join(segments, name)),
  };
}

/** What is left half done on a full disk could not be cleared away from here: so it is asked before. */
async function expectRoom(folder: string, files: readonly string[]): Promise<void> {
  const needed = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < needed * 1.02 + 64 * 1024) {
    const [wanted, left] = [needed, free].map((bytes) => (bytes / 1e6).toFixed(1));
    throw refusal(
      `${folder} is full: the copy has ${wanted} MB, and ${left} MB are free. Clear old copies on that side.`,
    );
  }
}

function refusal(sentence: string): UserError {
  return new UserError('unavailable', sentence);
}
