import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { ContentChange } from '../incidents/content-change.ts';
import { findingLine, type Finding } from '../incidents/finding.ts';
import type { Tables } from '../schema.ts';
import { readState, rememberState } from './state.ts';

/** What is wrong with files, compared with what staff were told of them. */
export interface FileNews {
  /** By file, with errors: those of the push; of a whole, those that staff do not know yet. */
  readonly broken: ReadonlyMap<string, readonly Finding[]>;
  /** Had errors that staff were told of, and has none any more. */
  readonly mended: readonly string[];
}

const stateKey = 'staff_broken';

/**
 * Compares, and remembers what it gives as told: the same mistake is not told again, another one in the same file is, and
 * so is its end. Survives a restart, so that a cold start with a broken file says nothing twice.
 */
export async function followFiles(
  trx: Kysely<Tables>,
  { isWhole, files, findings }: Pick<ContentChange, 'isWhole' | 'files' | 'findings'>,
): Promise<FileNews> {
  const known = JSON.parse((await readState(trx, stateKey)) ?? '{}') as Record<string, string>;
  const errors = Map.groupBy(
    findings.filter(({ severity }) => severity === 'error'),
    ({ file }) => file,
  );
  const looked = isWhole ? [...Object.keys(known), ...errors.keys()] : files;
  const mended = [...new Set(looked)].filter((file) => known[file] !== undefined && !errors.has(file));
  const broken = new Map([...errors].filter(([file, found]) => !isWhole || known[file] !== signOf(found)));
  const now = Object.fromEntries([
    ...Object.entries(known).filter(([file]) => !mended.includes(file)),
    ...[...errors].map(([file, found]) => [file, signOf(found)]),
  ]) as Record<string, string>;
  await rememberState(trx, stateKey, JSON.stringify(now));
  return { broken, mended };
}

function signOf(findings: readonly Finding[]): string {
  return createHash('sha256').update(findings.map(findingLine).join('\n')).digest('hex').slice(0, 16);
}
