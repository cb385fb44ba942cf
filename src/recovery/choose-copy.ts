import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { sentenceOf } from './backup.ts';
import { timeOfCopy, type Manifest } from './manifest.ts';
import type { Target } from './target.ts';
import { verifyCopy } from './verify-copy.ts';

/** A copy that was looked at and not taken, or a target that did not answer, and why. */
export interface Refused {
  readonly target: string;
  readonly copy: string | null;
  readonly reason: string;
}

export interface Chosen {
  readonly manifest: Manifest;
  readonly key: Buffer;
  readonly target: Target;
  /** Where its files are now. */
  readonly folder: string;
}

interface Wanted {
  /** None newer than this. */
  readonly at: number;
  readonly installation: string | null;
  readonly key: Uint8Array | null;
}

/**
 * Fetches the newest copy over all targets that passes every check, into `work`; each one refused on the way is named.
 * Throws UserError `not_found` when there is none.
 */
export async function chooseCopy(
  targets: readonly Target[],
  wanted: Wanted,
  work: string,
  onStep: (step: string) => void,
): Promise<{ readonly chosen: Chosen; readonly refused: Refused[] }> {
  const refused: Refused[] = [];
  const refuse = (target: Target, copy: string | null, error: unknown) => {
    const { code, message } = error as Error & { readonly code?: unknown };
    refused.push({
      target: target.label,
      copy,
      reason: code === 'invalid' ? message : sentenceOf(error, target.label),
    });
  };
  const candidates: { readonly target: Target; readonly name: string; readonly owner: string | null }[] = [];
  for (const target of targets) {
    try {
      const owner = await target.owner();
      for (const name of await target.copies()) candidates.push({ target, name, owner });
    } catch (error) {
      refuse(target, null, error);
    }
  }
  const owners = new Set(candidates.map(({ owner }) => owner));
  if (wanted.installation === null && owners.size > 1) {
    throw new UserError('conflict', `The targets hold copies of different installations (${[...owners].join(', ')}). Name the one that is yours: --installation ID`); // prettier-ignore
  }
  const sorted = candidates
    .filter(({ name }) => (timeOfCopy(name) ?? 0) <= wanted.at)
    .sort((a, b) => b.name.localeCompare(a.name));
  for (const { target, name, owner } of sorted) {
    const folder = join(work, name);
    try {
      onStep(`${target.label}: fetching ${name}`);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await target.fetchCopy(name, folder);
      onStep('checking it');
      const found = await verifyCopy(folder, { name, installation: wanted.installation ?? owner, key: wanted.key });
      return { chosen: { ...found, target, folder }, refused };
    } catch (error) {
      refuse(target, name, error);
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const reasons = refused.map(({ target, copy, reason }) => `  ${target}${copy === null ? '' : ` ${copy}`}: ${reason}`);
  const oldest = candidates.map(({ name }) => name).sort()[0];
  const what =
    oldest === undefined
      ? 'There is no copy to restore from'
      : sorted.length === 0
        ? `No copy is from ${isoTime(wanted.at)} or before: the oldest of ${candidates.length} is from ${isoTime(timeOfCopy(oldest) ?? 0)}`
        : 'No copy can be restored';
  throw new UserError('not_found', [`${what}${reasons.length === 0 ? '.' : ':'}`, ...reasons].join('\n'));
}

const isoTime = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;
