import { createHash } from 'node:crypto';
import { constants, lstatSync, readdirSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { largestFile } from './bytes.ts';
import { nameFindings, purposeOf, wholeFile, type ContentFile, type Listing, type Source } from './source.ts';

/** A plain folder with no repository above it, published as it stands. Its files' mtimes stand for commit dates. */
export function createFolderSource(folder: string): Source {
  const entries = () => ours(folder);
  return {
    kind: 'folder',
    isShallow: () => false,
    glanceEvery: 500,
    head: () => Promise.resolve(sign(entries())),
    glance: () => {
      try {
        return sign(entries());
      } catch {
        return 'gone';
      }
    },
    listing: async () => listingOf(entries()),
    steps: () => Promise.resolve([]),
    onward: async () => ({ steps: [], listing: listingOf(entries()), isOneStep: false, kept: [] }),
    versions: () => Promise.resolve([]),
    read: (id) => readRegularFile(join(folder, id.slice(id.indexOf(' ') + 1))),
    close: () => undefined,
  };
}

function listingOf(all: readonly Entry[]): Listing {
  const files = all.filter(({ stats }) => stats.isFile()).map(toFile);
  const refused = all.filter(({ stats }) => stats.isSymbolicLink()).map(({ name }) => name);
  const refusals = refused.map((name) =>
    wholeFile('error', name, 'A symbolic link is not followed.', 'Put the file itself in its place.'),
  );
  const findings = [...refusals, ...nameFindings(files.map(({ name }) => name))];
  return { files, committedAt: Math.max(0, ...files.map(({ changedAt }) => changedAt)), refused, findings };
}

interface Entry {
  readonly name: string;
  readonly stats: Stats;
}

/** Never looks into subfolders: a notice is a file directly in the incidents folder. */
function ours(folder: string): Entry[] {
  try {
    const names = readdirSync(folder).filter((name) => purposeOf(name) !== null);
    return names.toSorted().flatMap((name) => {
      const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
      return stats === undefined ? [] : [{ name, stats }];
    });
  } catch (error) {
    throw new UserError('unavailable', `${folder} ${whyUnread(error)}`, { cause: error });
  }
}

function whyUnread(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'is not there. Put it back, or name the folder of the notices (INCIDENTS_DIR).';
  if (code === 'ENOTDIR') return 'is not a folder. Name the folder of the notices (INCIDENTS_DIR), not a file.';
  return `cannot be read (${code ?? 'unknown reason'}). Let this account read the folder of the notices.`;
}

function toFile({ name, stats }: Entry): ContentFile {
  const { mtimeMs, size, ino } = stats;
  return { name, id: `${mtimeMs}-${size}-${ino} ${name}`, changedAt: Math.floor(mtimeMs) };
}

function sign(entries: readonly Entry[]): string {
  const ids = entries.map((entry) => `${toFile(entry).id}${entry.stats.isSymbolicLink() ? ' link' : ''}`);
  return createHash('sha256').update(ids.join('\n')).digest('hex');
}

/** O_NOFOLLOW: a link that took the file's place since it was listed is refused too. */
async function readRegularFile(path: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const buffer = Buffer.alloc(largestFile + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
