import { statfs } from 'node:fs/promises';

export interface Disk {
  readonly free_bytes: number;
  readonly total_bytes: number;
}

/** With less than this a day of notices, mails and logs may not fit any more. */
const least = 256 * 1024 * 1024;

/** What is left of the disk under a folder, for those who may not write past the reserve of root; null if nobody can say. */
export async function diskUnder(folder: string): Promise<Disk | null> {
  const found = await statfs(folder).catch(() => null);
  if (found === null) return null;
  return { free_bytes: found.bavail * found.bsize, total_bytes: found.blocks * found.bsize };
}

/** A sentence once it gets tight. */
export function diskProblem(disk: Disk | null): string | null {
  if (disk === null || disk.free_bytes >= least) return null;
  return `The disk under DATA_DIR is nearly full: ${Math.floor(disk.free_bytes / 1_048_576)} MB are left. Make room, or what comes in cannot be kept.`;
}
