import type { Finding } from './finding.ts';
import type { Instant } from './notice.ts';

/** A file of the incidents folder. `id` names its content: the same id, the same bytes. */
export interface ContentFile {
  readonly name: string;
  readonly id: string;
  /** When this content came: the commit's author date, or the file's mtime. */
  readonly changedAt: Instant;
}

/** The incidents folder at one head. */
export interface Listing {
  readonly files: readonly ContentFile[];
  /** When the head was made. */
  readonly committedAt: Instant;
  /** Names that are not read (symlinks, submodules): what stood there before stays. */
  readonly refused: readonly string[];
  readonly findings: readonly Finding[];
}

/** One commit's changes in the folder; `id` null where the file was removed. */
export interface Step {
  readonly changes: readonly { readonly name: string; readonly id: string | null; readonly changedAt: Instant }[];
}

/** What came after a head: the commits one by one, and the folder as it is now. */
export interface Onward {
  readonly steps: readonly Step[];
  readonly listing: Listing;
  /** There is one step, and it is just what lies between the listings: nothing else needs to be compared. */
  readonly isOneStep: boolean;
  /** Files that stood as they were against what came from a remote. */
  readonly kept: readonly string[];
}

/** Where content comes from: a repository, or a plain folder. */
export interface Source {
  /** `git`: reports are numbered by history. `folder`: there is none. */
  readonly kind: 'git' | 'folder';
  /** What is published now: a commit, or a sign of the folder's state. Null: nothing was ever committed. */
  head(): Promise<string | null>;
  /** A cheap sign, without git, that changes (at least) whenever `head` may have; asked every `glanceEvery` ms. */
  glance(): string;
  readonly glanceEvery: number;
  /** A part of the history is missing here: reports are numbered from what is there. */
  isShallow(): boolean;
  listing(head: string): Promise<Listing>;
  /** Every commit up to a head, oldest first. */
  steps(head: string): Promise<readonly Step[]>;
  /** From a head whose listing is known to a later one; null when that is no descendant, or cannot be told. Costs what changed. */
  onward(from: { readonly head: string; readonly listing: Listing }, to: string): Promise<Onward | null>;
  /** The ids a file has had up to a head, newest first. */
  versions(name: string, head: string): Promise<readonly string[]>;
  /** A content's bytes, cut one byte above `largestFile`, so that the reader can tell. */
  read(id: string): Promise<Uint8Array>;
  close(): void;
}

/** What a file of the folder is for; null: not ours (`_templates/`, dotfiles, folders). */
export type Purpose =
  | { readonly kind: 'page' }
  | { readonly kind: 'notice'; readonly id: string; readonly language: string | null }
  | { readonly kind: 'brand' }
  | { readonly kind: 'misnamed' };

/** Tells by its name what a file is for. A notice is `<id>.md`, its translation `<id>.<language>.md`. */
export function purposeOf(name: string): Purpose | null {
  if (name === 'page.yaml') return { kind: 'page' };
  if (/^[a-z0-9][a-z0-9._-]*\.(svg|png|css)$/i.test(name)) return { kind: 'brand' };
  if (name.startsWith('.') || name.startsWith('_') || name.includes('/.') || !/\.md$/i.test(name)) return null;
  if (/^readme\.md$/i.test(name)) return null;
  const match = /^([a-z0-9][a-z0-9-]{0,99})(?:\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*))?\.md$/.exec(name);
  if (match === null) return { kind: 'misnamed' };
  return { kind: 'notice', id: match[1] ?? '', language: match[2] ?? null };
}

/** Findings about names alone: what looks like a notice and cannot be one, a translation of nothing. */
export function nameFindings(names: readonly string[]): Finding[] {
  const all = new Set(names);
  return names.flatMap((name): Finding[] => {
    const purpose = purposeOf(name);
    if (purpose?.kind === 'misnamed') return [misnamed(name)];
    if (purpose?.kind !== 'notice' || purpose.language === null || all.has(`${purpose.id}.md`)) return [];
    const what = `This is a translation of ${purpose.id}.md, which is not there.`;
    return [wholeFile('error', name, what, `Add ${purpose.id}.md, or rename this file to ${purpose.id}.md.`)];
  });
}

/** A finding that means a file as a whole. */
export function wholeFile(severity: Finding['severity'], file: string, what: string, cure: string): Finding {
  return { severity, file, line: 1, column: 1, what, cure };
}

function misnamed(name: string): Finding {
  if (name.includes('/')) {
    const cure = 'Move it up, or into _templates/ if it is no notice.';
    return wholeFile('warning', name, 'Notices in a folder of their own are not published.', cure);
  }
  const cure = 'Use small letters a-z, digits and hyphens only, such as 2012-06-20-mail-down.md.';
  return wholeFile('error', name, 'This name cannot be the address of a notice; the file is not published.', cure);
}
