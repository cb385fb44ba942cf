import type { Instant } from './notice.ts';
import { itemsOf, numberReports, type Numbering } from './numbering.ts';
import { emptyRecord, readVersion, type NoticeRecord, type RecordNeeds } from './record.ts';
import { purposeOf, type Listing, type Step } from './source.ts';

/** What the commits up to a head have published: grows with every commit, and is rebuilt from the first one at a start. */
export interface History {
  readonly records: Map<string, NoticeRecord>;
  readonly numbering: Numbering;
}

export function emptyHistory(): History {
  return { records: new Map(), numbering: new Map() };
}

/** Takes one commit's changes into the history: all of them, or none when a file cannot be read. */
export async function applyStep(needs: RecordNeeds, history: History, { changes }: Step): Promise<void> {
  const changed = Map.groupBy(changes, ({ name }) => {
    const purpose = purposeOf(name);
    return purpose?.kind === 'notice' ? purpose.id : null;
  });
  changed.delete(null);
  const publishedAt = Math.max(0, ...changes.map(({ changedAt }) => changedAt));
  const before = [...changed.keys()].map((id) => history.records.get(id ?? '') ?? emptyRecord(id ?? ''));
  const plans = before.map((record) => ({ record, files: new Map(record.files), at: publishedAt }));
  for (const plan of plans)
    for (const { name, id, changedAt } of changed.get(plan.record.id) ?? []) {
      if (id === null) plan.files.delete(name);
      else plan.files.set(name, id);
      plan.at = changedAt;
    }
  const after: NoticeRecord[] = [];
  for (const { record, files, at } of plans) {
    const ancestor = history.records.has(record.id) ? undefined : sameContent(record.id, files, plans);
    after.push(await readRenamed(needs, history, { ...record, ...timesOf(ancestor) }, files, at));
  }
  for (const record of after) history.records.set(record.id, record);
  const formerly = new Map(after.map(({ id, shown }) => [id, shown?.formerly ?? []]));
  const items = (records: readonly NoticeRecord[]) => records.flatMap(({ shown }) => itemsOf(shown));
  numberReports(history.numbering, items(before), items(after), formerly, publishedAt);
}

/** What the folder holds at a head is the truth; where a merge or a shallow clone left the history behind, it catches up. */
export function differencesFrom(history: History, listing: Listing): Step {
  const names = new Set([...listing.files.map(({ name }) => name), ...listing.refused]);
  const known = new Map([...history.records.values()].flatMap(({ files }) => [...files]));
  const differing = listing.files.filter(
    ({ name, id }) => purposeOf(name)?.kind === 'notice' && known.get(name) !== id,
  );
  const gone = [...known.keys()].filter((name) => !names.has(name) && !listing.refused.includes('.'));
  const changedAt: Instant = listing.files[0]?.changedAt ?? listing.committedAt;
  return { changes: [...differing, ...gone.map((name) => ({ name, id: null, changedAt }))] };
}

/** The page's settings changed: every notice is read anew as it stands. */
export async function rereadAll(needs: RecordNeeds, history: History, at: Instant): Promise<void> {
  const before = [...history.records.values()];
  const after: NoticeRecord[] = [];
  for (const record of before) after.push(await readVersion(needs, record, record.files, at));
  for (const record of after) history.records.set(record.id, record);
  const items = (records: readonly NoticeRecord[]) => records.flatMap(({ shown }) => itemsOf(shown));
  numberReports(history.numbering, items(before), items(after), new Map(), at);
}

/** `formerly:` is known only once the file is read; if it names a notice of ours, its times are taken over. */
async function readRenamed(
  needs: RecordNeeds,
  history: History,
  record: NoticeRecord,
  files: ReadonlyMap<string, string>,
  at: Instant,
): Promise<NoticeRecord> {
  const read = await readVersion(needs, record, files, at);
  if (record.firstPublishedAt !== undefined) return read;
  const ancestor = read.shown?.formerly.map((id) => history.records.get(id)).find((found) => found !== undefined);
  return ancestor === undefined ? read : readVersion(needs, { ...record, ...timesOf(ancestor) }, files, at);
}

/** A notice removed in the same commit whose very content now stands under the new name. */
function sameContent(
  id: string,
  files: ReadonlyMap<string, string>,
  plans: readonly { readonly record: NoticeRecord; readonly files: ReadonlyMap<string, string> }[],
): NoticeRecord | undefined {
  const content = files.get(`${id}.md`);
  return plans.find(({ record, files: left }) => {
    const own = `${record.id}.md`;
    return content !== undefined && record.files.get(own) === content && !left.has(own);
  })?.record;
}

function timesOf(ancestor: NoticeRecord | undefined): Partial<NoticeRecord> {
  return ancestor === undefined ? {} : { firstPublishedAt: ancestor.firstPublishedAt, timeless: ancestor.timeless };
}
