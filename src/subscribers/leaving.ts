import { closeSync, existsSync, fsyncSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { LinkToken } from './token.ts';

const Leaving = z.object({ subscriberId: z.number(), version: z.number(), at: z.number() });
/** One who left while the database could not be asked. */
export type Leaving = z.infer<typeof Leaving>;

/** Where they are written down: a line of JSON each, no address in it. */
export function leavingJournal(folder: string): string {
  return join(folder, 'leaving.journal');
}

/** Durable when it returns. */
export function noteLeaving(journal: string, { subscriberId, version }: LinkToken, at: number): void {
  const isNew = !existsSync(journal);
  const descriptor = openSync(journal, 'a', 0o600);
  try {
    // Begins with a newline, so that a line torn by a crash spoils only itself.
    writeSync(descriptor, `\n${JSON.stringify({ subscriberId, version, at })}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (isNew) syncFolder(dirname(journal));
}

export function readLeavings(journal: string): Leaving[] {
  if (!existsSync(journal)) return [];
  return readFileSync(journal, 'utf8').split('\n').flatMap(readLine);
}

export function clearLeavings(journal: string): void {
  unlinkSync(journal);
}

function readLine(line: string): Leaving[] {
  try {
    return [Leaving.parse(JSON.parse(line))];
  } catch {
    return []; // torn before anybody was told
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
