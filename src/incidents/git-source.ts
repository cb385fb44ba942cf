import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.ts';
import { createCommitReader, readCommits, readDifferences, type Change, type Commit } from './git-log.ts';
import { glanceAt, looseHead, type RepositoryPlace } from './git-head.ts';
import { createObjectReader } from './git-objects.ts';
import { runGit, type Git } from './git.ts';
import { readKept } from './kept-here.ts';
import { largestFile } from './bytes.ts';
import {
  nameFindings,
  purposeOf,
  wholeFile,
  type ContentFile,
  type Listing,
  type Onward,
  type Source,
  type Step,
} from './source.ts';

/** What is committed at HEAD of a repository, read object by object: the working tree plays no part. */
export function createGitSource(environment: Git['environment'], place: RepositoryPlace): Source {
  const git: Git = { environment, gitDir: place.gitDir };
  const objects = createObjectReader(git, largestFile + 1);
  const run = (...args: string[]) => runGit(git, args);
  const folder = place.prefix.replace(/\/$/, '');
  const newest = createCommitReader(git, folder);

  async function commitOf(revision: string): Promise<string | null> {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    const found = (await runGit(git, args, { mayBeNothing: true })).trim();
    return found === '' ? null : found;
  }

  const nameOf = (path: string) => (path === folder ? '.' : path.slice(place.prefix.length));
  const toStep = ({ authoredAt, changes }: Commit): Step => ({
    // Symlinks and submodules are left out: they are never read.
    changes: changes
      .filter(({ mode }) => mode === gone || mode.startsWith('100'))
      .map(({ path, mode, id }) => ({ name: nameOf(path), id: mode === gone ? null : id, changedAt: authoredAt })),
  });
  const toEntries = (changes: readonly Change[]) =>
    changes.map(({ path, ...rest }) => ({ name: nameOf(path), ...rest }));
  let confirmed: string | null = null;

  async function datesOf(head: string): Promise<{ authoredAt: number; committedAt: number }> {
    const [authored = 0, committed = 0] = (await run('show', '--no-patch', '--format=%at %ct', head))
      .trim()
      .split(' ')
      .map(Number);
    return { authoredAt: authored * 1000, committedAt: committed * 1000 };
  }

  return {
    kind: 'git',
    glanceEvery: 25,
    async head() {
      // A branch that moved names its commit in a file; whether git can read it shows when it is asked what changed.
      const moved = looseHead(place);
      if (moved !== null && moved !== confirmed) return (confirmed = moved);
      return (confirmed = await commitOf('HEAD'));
    },
    glance: () => glanceAt(place),
    isShallow: () => existsSync(join(place.commonDir, 'shallow')),
    async listing(head) {
      const [tree, dates] = await Promise.all([
        run('ls-tree', '-r', '-z', '--full-tree', head, ...(folder === '' ? [] : [folder])),
        datesOf(head),
      ]);
      return listingAfter(emptyListing, toEntries(readTree(tree)), dates);
    },
    async steps(head) {
      return (await readCommits(git, { from: null, to: head, path: folder })).map(toStep);
    },
    async onward({ head: from, listing }, to): Promise<Onward | null> {
      const only = await newest.read(to).catch(() => null);
      if (only?.parents.length === 1 && only.parents[0] === from)
        return {
          steps: [toStep(only)],
          listing: listingAfter(listing, toEntries(only.changes), only),
          // What is refused stays as it stood, so that history and listing part.
          isOneStep: listing.refused.length === 0,
          kept: [],
        };
      // A failure means that `from` is gone; a fault of git itself shows in the reading from the first commit that follows.
      const commits = await readCommits(git, { from, to, path: folder }).catch(() => null);
      if (commits === null) return null;
      const base = runGit(git, ['merge-base', from, to], { mayBeNothing: true }).catch(() => '');
      const isJoined = commits.some(({ parents }) => parents.length > 1);
      const [ancestor, changes, dates, kept] = await Promise.all([
        base,
        readDifferences(git, { from, to, path: folder }),
        datesOf(to),
        isJoined ? readKept(git, `${from}..${to}`) : [],
      ]);
      if (ancestor.trim() !== from) return null;
      const ours = kept.filter((path) => path.startsWith(place.prefix)).map(nameOf);
      return {
        steps: commits.map(toStep),
        listing: listingAfter(listing, toEntries(changes), dates),
        isOneStep: false,
        kept: ours,
      };
    },
    async versions(name, head) {
      const commits = await readCommits(git, { from: null, to: head, path: place.prefix + name });
      const regular = commits.flatMap(({ changes }) => changes.filter(({ mode }) => mode.startsWith('100')));
      return regular.map(({ id }) => id).reverse();
    },
    read: (id) => objects.read(id),
    close() {
      objects.close();
      newest.close();
    },
  };
}

const gone = '000000';
const emptyListing: Listing = { files: [], committedAt: 0, refused: [], findings: [] };

type Entry = Omit<Change, 'path'> & { readonly name: string };

/** `<mode> <type> <id>\t<path>\0` of every file. */
function readTree(tree: string): Change[] {
  const files = tree.split('\0').flatMap((line) => {
    const [, mode = '', id = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return path === '' ? [] : [{ mode, id, path }];
  });
  return structuredClone(files); // see `toChanges`
}

/** Symlinks and submodules are refused with a finding: they would lead out of what was committed here. */
function listingAfter(
  before: Listing,
  entries: readonly Entry[],
  { authoredAt, committedAt }: { readonly authoredAt: number; readonly committedAt: number },
): Listing {
  const changed = new Set(entries.map(({ name }) => name));
  const ours = entries.filter(({ mode, name }) => mode.startsWith('100') && purposeOf(name) !== null);
  const links = entries.filter(
    ({ mode, name }) => mode === '160000' || (mode === '120000' && (name === '.' || purposeOf(name) !== null)),
  );
  const same = before.files.filter(({ name }) => !changed.has(name));
  const files: ContentFile[] = [...same, ...ours.map(({ name, id }) => ({ name, id, changedAt: authoredAt }))];
  const refused = [...before.refused.filter((name) => !changed.has(name)), ...links.map(({ name }) => name)];
  const refusals = [
    ...before.findings.filter(({ file }) => before.refused.includes(file) && !changed.has(file)),
    ...links.map(({ mode, name }) => refusal(mode, name)),
  ];
  const known = new Set(before.files.filter(({ name }) => changed.has(name)).map(({ name }) => name));
  const added = ours.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  const isAllThere = files.length - added.length === before.files.length;
  const named = isAllThere && added.every(isNotice) ? namedBefore(before, added) : nameFindings(files.map(({ name }) => name)); // prettier-ignore
  return { files, committedAt, refused, findings: [...refusals, ...named] };
}

function isNotice(name: string): boolean {
  const purpose = purposeOf(name);
  return purpose?.kind === 'notice' && purpose.language === null;
}

/** With notices added, all names say what they said before: but a translation may have what it translates now. */
function namedBefore({ findings, refused }: Listing, added: readonly string[]): Finding[] {
  const isFound = (file: string) => added.some((name) => file.startsWith(`${name.slice(0, -'.md'.length)}.`));
  return findings.filter(({ file }) => !refused.includes(file) && !isFound(file));
}

function refusal(mode: string, name: string): Finding {
  const thing = mode === '120000' ? 'symbolic link' : 'submodule';
  const cure = mode === '120000' ? 'Commit the file itself in its place.' : 'Commit its files themselves in its place.';
  return wholeFile('error', name, `A ${thing} is not followed.`, cure);
}
