import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { findingLine } from '../incidents/finding.ts';
import { blanksIn } from '../incidents/template.ts';
import type { Io } from './io.ts';
import { noticeFile, readAs, shownPath, type Place } from './new-place.ts';

/** A notice's file as it shall be. */
export interface NewContent {
  readonly id: string;
  readonly text: string;
  /** The file must not be there yet. */
  readonly isNew: boolean;
  /** It comes from a template: places to fill in are told, not refused. */
  readonly mayHaveBlanks: boolean;
  /** How many reports it holds then. */
  readonly reports: number;
}

/** What shall be written, and what its commit is called. */
export interface Made {
  readonly content: NewContent;
  readonly message: string;
  /** What else is said once it is written. */
  readonly note: string | null;
}

export interface Blank {
  readonly line: number;
  readonly text: string;
}

/**
 * Writes a notice's file and gives the places that are still to be filled in. Throws UserError, and writes nothing, when
 * `check` would refuse it for anything else.
 */
export function writeNotice(
  place: Place,
  io: Io,
  { id, text, isNew, mayHaveBlanks, reports }: NewContent,
): readonly Blank[] {
  const name = `${id}.md`;
  const { findings, notice } = readAs(place, id, text);
  if (notice?.updates.length !== reports) {
    const cure = 'Begin such a line with ### instead of ##.';
    throw new UserError(
      'invalid',
      `Nothing was written: a heading in the text would begin a report of its own. ${cure}`,
    );
  }
  const blanks = mayHaveBlanks ? blanksIn(text) : [];
  const left = new Set(blanks.map(({ line }) => line));
  const errors = findings.filter(({ severity, line }) => severity === 'error' && !left.has(line));
  if (errors.length > 0) {
    const list = errors.map(({ line, what, cure }) => `  line ${line}: ${what} ${cure}`).join('\n');
    throw new UserError('invalid', `Nothing was written, because check would refuse ${name}:\n${list}`);
  }
  const before = isNew ? [] : readAs(place, id, noticeFile(place, id)).findings.map(({ what }) => what);
  writeFileSync(join(place.folder, name), text, { flag: isNew ? 'wx' : 'w' });
  for (const { severity, what, cure } of left.size > 0 ? [] : findings)
    if (severity === 'warning' && !before.includes(what)) io.err(`Note: ${what} ${cure}\n`);
  return blanks;
}

/** What `check` has against a notice's file as it lies there, a line each; empty when there is nothing. */
export function errorsIn(place: Place, id: string): string[] {
  const { findings } = readAs(place, id, noticeFile(place, id));
  return findings.filter(({ severity }) => severity === 'error').map(findingLine);
}

/** Two notices of one day may have the same words: the second becomes `…-2`. */
export function freeId({ folder }: Place, id: string): string {
  for (let count = 1; ; count++) {
    const free = count === 1 ? id : `${id}-${count}`;
    if (!existsSync(join(folder, `${free}.md`))) return free;
  }
}

/** What is still to be filled in, with line numbers. */
export function blankList(place: Place, io: Io, name: string, blanks: readonly Blank[]): string {
  const short = (text: string) => (text.length > 56 ? `${text.slice(0, 55)}…` : text);
  const lines = blanks.map(({ line, text }) => `  line ${line}: ${short(text)}\n`).join('');
  return `To be filled in, in ${shownPath(place, name, io)}:\n${lines}`;
}
