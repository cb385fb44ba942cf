import { aDay, noticeSources, type Files } from './check-change.ts';
import { foldersFindings, twinFindings } from './check-names.ts';
import { gitIdOf, openCommitted, type Committed } from './committed.ts';
import { noBrand, readBrand } from './brand.ts';
import { componentWords } from './component-words.ts';
import type { Finding } from './finding.ts';
import { createFolderSource } from './folder-source.ts';
import { judgeChange } from './judge-change.ts';
import type { Instant, Notice } from './notice.ts';
import type { Page } from './page.ts';
import { parseNotice } from './parse.ts';
import { readPage } from './read-page.ts';
import type { NoticeRecord } from './record.ts';
import { purposeOf, wholeFile } from './source.ts';
import { learnTimeless } from './timeless.ts';
import { openZone } from './zone.ts';

interface Needs {
  readonly now: () => Instant;
  /** The process's own: where git is. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface FolderCheck {
  /** By file, then line. */
  readonly findings: readonly Finding[];
  /** Every file that was read. */
  readonly files: Files;
}

/**
 * Checks the notices and `page.yaml` of a folder as they stand there; in a repository also what they change of what is
 * committed. Throws UserError when the folder cannot be read. Without a good `page.yaml` notices are not judged: what they
 * may name is not known.
 */
export async function checkFolder(needs: Needs, folder: string): Promise<FolderCheck> {
  const source = createFolderSource(folder);
  const listing = await source.listing((await source.head()) ?? '');
  const files = new Map<string, Uint8Array>();
  const findings = [...listing.findings, ...twinFindings(listing.files), ...foldersFindings(folder)];
  for (const { name, id } of listing.files) {
    try {
      files.set(name, await source.read(id));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      findings.push(wholeFile('error', name, `The file cannot be read (${code ?? 'unknown reason'}).`, 'Let this account read it.')); // prettier-ignore
    }
  }
  findings.push(...(await checkFiles(needs, folder, files, findings.some(({ file }) => file === 'page.yaml')))); // prettier-ignore
  findings.sort((one, other) => compare(one.file, other.file) || one.line - other.line || one.column - other.column);
  return { findings, files };
}

async function checkFiles(needs: Needs, folder: string, files: Files, isNamed: boolean): Promise<Finding[]> {
  const bytes = files.get('page.yaml');
  if (bytes === undefined) {
    const cure = 'Add it: it names the page, its time zone and components.';
    return isNamed ? [] : [wholeFile('error', 'page.yaml', 'There is no page.yaml.', cure)];
  }
  const { page, findings } = readPage(bytes, 'page.yaml');
  if (page === null) return findings;
  const named = [...files.keys()].map((name) => ({ name, id: name, changedAt: 0 }));
  const worn = await readBrand(async (name) => files.get(name) ?? new Uint8Array(), named, page, noBrand);
  const committed = await openCommitted(folder, needs.env);
  try {
    return [...findings, ...worn.findings, ...(await checkNotices(files, page, needs.now(), committed))];
  } finally {
    committed?.close();
  }
}

/** Only notices that differ from what is committed are compared with it. */
async function checkNotices(files: Files, page: Page, now: Instant, committed: Committed | null): Promise<Finding[]> {
  const needs = { page, now, zone: openZone(page.time_zone), words: componentWords(page) };
  const changed = changedNotices(files, committed);
  const records = changed.size === 0 ? noRecords : ((await committed?.records(needs, changed)) ?? noRecords);
  const findings: Finding[] = [];
  const after: Notice[] = [];
  for (const source of noticeSources(files)) {
    const id = source.name.replace(/\.md$/, '');
    const parsed = parseNotice(source, { ...needs, ...timesOf(source.name, records.get(id), committed, now) });
    findings.push(...parsed.findings);
    if (parsed.notice !== null && changed.has(id)) after.push(parsed.notice);
  }
  const before = [...records.values()].flatMap(({ shown }) => shown ?? []);
  return [...findings, ...judgeChange(before, after, { now, zone: needs.zone, maxAge: aDay })];
}

const noRecords: ReadonlyMap<string, NoticeRecord> = new Map();

/** Ids of the notices of which a file was added, changed or deleted since the last commit. */
function changedNotices(files: Files, committed: Committed | null): Set<string> {
  const names = new Set([...files.keys(), ...(committed?.files.keys() ?? [])]);
  const ids = [...names].flatMap((name) => {
    const purpose = purposeOf(name);
    const [bytes, id] = [files.get(name), committed?.files.get(name)];
    const isSame = bytes !== undefined && id !== undefined && gitIdOf(bytes, id) === id;
    return committed === null || isSame || purpose?.kind !== 'notice' ? [] : [purpose.id];
  });
  return new Set(ids);
}

/**
 * The instants of reports without a time: those committed have their commits', a new one has now. Which instants those of
 * an unchanged notice have does not matter to a check, as long as they are different.
 */
function timesOf(
  name: string,
  record: NoticeRecord | undefined,
  committed: Committed | null,
  now: Instant,
): Pick<Parameters<typeof parseNotice>[1], 'timesOf' | 'firstPublishedAt'> {
  const isUnchanged = record === undefined && committed?.files.has(name) === true;
  return {
    firstPublishedAt: record?.firstPublishedAt,
    timesOf: (headings) =>
      isUnchanged
        ? headings.map((_heading, index) => now - (headings.length - index) * 60_000)
        : learnTimeless(record?.timeless ?? [], headings, now).map(({ at }) => at),
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
