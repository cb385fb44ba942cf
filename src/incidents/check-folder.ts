import { committedTimes } from './committed-times.ts';
import type { Finding } from './finding.ts';
import { createFolderSource } from './folder-source.ts';
import type { Instant } from './notice.ts';
import type { Page } from './page.ts';
import { parseNotice, type NoticeSource, type ParseContext } from './parse.ts';
import { readPage } from './read-page.ts';
import { purposeOf, wholeFile, type ContentFile, type Source } from './source.ts';
import { openZone } from './zone.ts';

export interface FolderCheck {
  /** By file, then line. */
  readonly findings: readonly Finding[];
  /** How many files were read. */
  readonly files: number;
}

/**
 * Checks the notices and `page.yaml` of a folder as they stand there, committed or not. Throws UserError when the folder
 * cannot be read. Without a good `page.yaml` notices are not judged: what they may name is not known.
 */
export async function checkFolder(needs: { readonly now: () => Instant }, folder: string): Promise<FolderCheck> {
  const source = createFolderSource(folder);
  const listing = await source.listing((await source.head()) ?? '');
  const findings = [...listing.findings, ...caseFindings(listing.files)];
  const file = listing.files.find(({ name }) => name === 'page.yaml');
  if (file === undefined) {
    findings.push(
      wholeFile(
        'error',
        'page.yaml',
        'There is no page.yaml.',
        'Add it: it names the page, its time zone and components.',
      ),
    );
  } else {
    const read = readPage(await source.read(file.id), 'page.yaml');
    findings.push(...read.findings);
    if (read.page !== null)
      findings.push(...(await checkNotices(source, listing.files, read.page, needs.now(), folder)));
  }
  findings.sort((one, other) => compare(one.file, other.file) || one.line - other.line || one.column - other.column);
  return { findings, files: listing.files.length };
}

async function checkNotices(
  source: Source,
  files: readonly ContentFile[],
  page: Page,
  now: Instant,
  folder: string,
): Promise<Finding[]> {
  const zone = openZone(page.time_zone);
  const findings: Finding[] = [];
  for (const notice of await readNotices(source, files)) {
    const context: ParseContext = { page, now, zone, timelessAt: () => now };
    const timelessAt = committedTimes(folder, notice, context);
    findings.push(...parseNotice(notice, { ...context, timelessAt }).findings);
  }
  return findings;
}

/** Each notice with the translations beside it. */
async function readNotices(source: Source, files: readonly ContentFile[]): Promise<NoticeSource[]> {
  const notices = new Map<string, { name: string; bytes: Uint8Array; translations: NoticeSource['translations'] }>();
  const ours = files.map((file) => ({ file, purpose: purposeOf(file.name) }));
  for (const { file, purpose } of ours) {
    if (purpose?.kind !== 'notice' || purpose.language !== null) continue;
    notices.set(purpose.id, { name: file.name, bytes: await source.read(file.id), translations: [] });
  }
  for (const { file, purpose } of ours) {
    const notice = purpose?.kind === 'notice' ? notices.get(purpose.id) : undefined;
    if (notice === undefined || purpose?.kind !== 'notice' || purpose.language === null) continue;
    const translation = { language: purpose.language, name: file.name, bytes: await source.read(file.id) };
    notice.translations = [...notice.translations, translation];
  }
  return [...notices.values()];
}

/** Names that are one and the same file on a Mac or Windows. */
function caseFindings(files: readonly ContentFile[]): Finding[] {
  const seen = new Map<string, string>();
  return files.flatMap(({ name }) => {
    const twin = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    if (twin === undefined) return [];
    return [
      wholeFile('error', name, `This name differs from ${twin} only in capitals.`, 'Rename or delete one of them.'),
    ];
  });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
