import { largestFile } from './bytes.ts';
import { checkChange, type Files } from './check-change.ts';
import type { Finding } from './finding.ts';
import { readCommits } from './git-log.ts';
import { createObjectReader } from './git-objects.ts';
import { runGit, type Git } from './git.ts';
import type { Instant } from './notice.ts';
import type { Page } from './page.ts';
import { readPage } from './read-page.ts';
import { emptyRecord, readVersion, type RecordNeeds } from './record.ts';
import { nameFindings, purposeOf, wholeFile } from './source.ts';
import type { TimelessReport } from './timeless.ts';
import { openZone } from './zone.ts';

/** What a push wants to do to the published branch. In a hook `git` has the environment that git gave the hook. */
export interface Push {
  readonly git: Git;
  /** The folder of the notices, with a slash at the end; empty at the root. */
  readonly prefix: string;
  /** Null where the branch is new. */
  readonly from: string | null;
  readonly to: string;
}

interface Entry {
  readonly mode: string;
  readonly id: string;
}

/**
 * Judges the files that a push changes, as they are to be, and what it does to reports that are published. Files that it
 * does not touch are not judged. Files are named as they stand in the folder. Throws when git cannot be read.
 */
export async function judgePush(push: Push, now: Instant): Promise<Finding[]> {
  const { git, from, to } = push;
  const objects = createObjectReader(git, largestFile + 1);
  const read = (id: string) => objects.read(id);
  try {
    const [before, after] = await Promise.all([from === null ? new Map<string, Entry>() : treeOf(push, from), treeOf(push, to)]); // prettier-ignore
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (name) => !isSame(before.get(name), after.get(name)),
    );
    const findings = namedFindings(changed, after);
    const { page, findings: pageFindings } = await pageOf(push, { before, after, read, changed });
    const notices = page === null ? [] : await noticeFindings(push, { before, after, changed, page, read, now });
    return [...findings, ...pageFindings, ...notices].toSorted(byPlace);
  } finally {
    objects.close();
  }
}

async function treeOf({ git, prefix }: Push, commit: string): Promise<Map<string, Entry>> {
  const paths = prefix === '' ? [] : [prefix];
  const text = await runGit(git, ['ls-tree', '-r', '-z', '--full-tree', commit, ...paths]);
  const lines = text.split('\0').flatMap((line) => {
    const [, mode = '', id = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return path === '' ? [] : [[path.slice(prefix.length), { mode, id }] as const];
  });
  return new Map(lines);
}

function isSame(one: Entry | undefined, other: Entry | undefined): boolean {
  return one?.id === other?.id && one?.mode === other?.mode;
}

/** What is wrong with names, or with what stands under them: nothing that is to be read may lead elsewhere. */
function namedFindings(changed: readonly string[], after: ReadonlyMap<string, Entry>): Finding[] {
  const all = [...after.keys()];
  const alike = Map.groupBy(all, (name) => name.toLowerCase());
  const misnamed = Map.groupBy(nameFindings(all), ({ file }) => file);
  return changed.flatMap((name): Finding[] => {
    const entry = after.get(name);
    if (entry === undefined) return [];
    const thing = { '120000': 'symbolic link', '160000': 'submodule' }[entry.mode];
    if (thing !== undefined)
      return [wholeFile('error', name, `A ${thing} is not followed.`, 'Commit the files themselves in its place.')];
    const twins = (alike.get(name.toLowerCase()) ?? []).filter((other) => other !== name);
    return [
      ...twins.map((twin) =>
        wholeFile('error', name, `This name differs from ${twin} only in capitals.`, 'Rename or delete one of them.'),
      ),
      ...(misnamed.get(name) ?? []),
    ];
  });
}

interface Sides {
  readonly before: ReadonlyMap<string, Entry>;
  readonly after: ReadonlyMap<string, Entry>;
  readonly changed: readonly string[];
  readonly read: (id: string) => Promise<Uint8Array>;
}

/** The settings to judge by: those of the push when they are good, else those in use; what is wrong with them. */
async function pageOf(
  push: Push,
  { after, changed, read }: Sides,
): Promise<{ page: Page | null; findings: readonly Finding[] }> {
  const entry = after.get('page.yaml');
  const isFile = entry?.mode.startsWith('100') === true;
  const { page, findings } = isFile ? readPage(await read(entry.id), 'page.yaml') : { page: null, findings: [] };
  const gone = wholeFile('error', 'page.yaml', 'There is no page.yaml.', 'Put it beside the notices.');
  const own = entry === undefined ? [gone] : findings;
  return {
    page: page ?? (await pageInUse(push, read)),
    findings: changed.includes('page.yaml') || push.from === null ? own : [],
  };
}

/** The last good one of the history, as readers have it: a page.yaml that broke before must not let everything through. */
async function pageInUse({ git, prefix, from }: Push, read: Sides['read']): Promise<Page | null> {
  if (from === null) return null;
  const commits = await readCommits(git, { from: null, to: from, path: `${prefix}page.yaml` });
  for (const { changes } of commits.toReversed()) {
    const [{ mode = '', id = '' } = {}] = changes;
    const { page } = mode.startsWith('100') ? readPage(await read(id), 'page.yaml') : { page: null };
    if (page !== null) return page;
  }
  return null;
}

async function noticeFindings(
  push: Push,
  { before, after, changed, page, read, now }: Sides & { readonly page: Page; readonly now: Instant },
): Promise<Finding[]> {
  const touched = new Set(changed.map(noticeOf).filter((id) => id !== null));
  const bytesOf = async (side: ReadonlyMap<string, Entry>): Promise<Files> => {
    const names = [...side].filter(([name, { mode }]) => mode.startsWith('100') && touched.has(noticeOf(name) ?? ''));
    return new Map(await Promise.all(names.map(async ([name, { id }]) => [name, await read(id)] as const)));
  };
  const [old, fresh] = await Promise.all([bytesOf(before), bytesOf(after)]);
  const zone = openZone(page.time_zone);
  const times = new Map<string, readonly TimelessReport[]>();
  for (const id of touched) {
    if (hasTimelessHeading(old.get(`${id}.md`))) times.set(id, await timesOf(push, id, { page, zone, now, read }));
  }
  const timeless = (id: string) => times.get(id) ?? [];
  const findings = checkChange({ page, zone, now, before: old, after: fresh, timeless });
  // Whoever brings a whole history does not publish it today.
  return push.from === null ? findings.filter(({ severity }) => severity === 'error') : findings;
}

/** When the reports without a time were first published, from the history of their file. */
async function timesOf(push: Push, id: string, needs: RecordNeeds): Promise<readonly TimelessReport[]> {
  const name = `${id}.md`;
  const path = `${push.prefix}${name}`;
  let record = emptyRecord(id);
  for (const { authoredAt, changes } of await readCommits(push.git, { from: null, to: push.from ?? push.to, path }))
    for (const { id: blob } of changes)
      if (blob !== null && !/^0+$/.test(blob))
        record = await readVersion(needs, record, new Map([[name, blob]]), authoredAt);
  return record.timeless;
}

/** History is asked only where it can matter. */
function hasTimelessHeading(bytes: Uint8Array | undefined): boolean {
  const headings = bytes === undefined ? [] : (new TextDecoder().decode(bytes).match(/^[#＃]{2}[^#＃].*$/gm) ?? []);
  return headings.some((heading) => !/[0-9０-９][:：][0-9０-９]/.test(heading));
}

function noticeOf(name: string): string | null {
  const purpose = purposeOf(name);
  return purpose?.kind === 'notice' ? purpose.id : null;
}

function byPlace(one: Finding, other: Finding): number {
  return one.file < other.file ? -1 : one.file > other.file ? 1 : one.line - other.line || one.column - other.column;
}
