import { isDeepStrictEqual } from 'node:util';
import type { Instant, Notice } from './notice.ts';
import { itemsOf, numberReports, withNumbers, withNumbersByInstant, type Numbering } from './numbering.ts';
import { emptyRecord, readVersion, type NoticeRecord, type RecordNeeds } from './record.ts';
import { purposeOf, type Listing, type Step } from './source.ts';

export interface HistoryNeeds extends RecordNeeds {
  /** Where there is no history, reports are numbered by their instants. */
  readonly numbers: 'history' | 'instant';
}

/** What the commits up to a head have published: grows with every commit, and is rebuilt from the first one at a start. */
export interface History {
  readonly records: Map<string, NoticeRecord>;
  readonly numbering: Numbering;
  /** Content ids of the notices' files by name, as the records hold them. */
  readonly files: Map<string, string>;
}

export function emptyHistory(): History {
  return { records: new Map(), numbering: new Map(), files: new Map() };
}

/** A history that can be taken further while the first one still holds: for several steps, of which one may fail. */
export function copyOf({ records, numbering, files }: History): History {
  return { records: new Map(records), numbering: new Map(numbering), files: new Map(files) };
}

/** So many commits ahead files are asked for, so that git never waits for us nor we for it. */
const readAhead = 100;

/** Takes commits into the history, oldest first. */
export async function applySteps(needs: HistoryNeeds, history: History, steps: readonly Step[]): Promise<void> {
  const asked = new Map<string, Promise<Uint8Array>>();
  const ask = (step: Step | undefined) => {
    for (const { name, id } of step?.changes ?? []) {
      if (id === null || asked.has(id) || purposeOf(name)?.kind !== 'notice') continue;
      const bytes = needs.read(id);
      bytes.catch(() => {}); // thrown where it is used
      asked.set(id, bytes);
    }
  };
  const read = (id: string) => asked.get(id) ?? needs.read(id);
  steps.slice(0, readAhead).forEach(ask);
  for (const [index, step] of steps.entries()) {
    ask(steps[index + readAhead]);
    await applyStep({ ...needs, read }, history, step);
    for (const { id } of step.changes) asked.delete(id ?? '');
  }
}

/** Takes one commit's changes into the history: all of them, or none when a file cannot be read. */
export async function applyStep(needs: HistoryNeeds, history: History, { changes }: Step): Promise<void> {
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
  takeUp(needs, history, before, after, publishedAt);
}

/** The records as read take their places, their reports numbered. */
function takeUp(
  { numbers }: HistoryNeeds,
  { records, numbering, files }: History,
  before: readonly NoticeRecord[],
  after: readonly NoticeRecord[],
  publishedAt: Instant,
): void {
  const formerly = new Map(after.map(({ id, shown }) => [id, shown?.formerly ?? []]));
  const items = (all: readonly NoticeRecord[]) => all.flatMap(({ shown }) => itemsOf(shown));
  numberReports(numbering, items(before), items(after), formerly, publishedAt);
  for (const { files: old } of before) for (const name of old.keys()) files.delete(name);
  for (const [index, record] of after.entries()) {
    const { id, shown } = record;
    const numbered = numbers === 'history' ? (notice: Notice) => withNumbers(numbering, notice) : withNumbersByInstant;
    const now = shown === null ? null : numbered(shown);
    const earlier = before[index]?.shown ?? null;
    // What says the same stays the same object: that is how others tell that nothing changed.
    records.set(id, { ...record, shown: isDeepStrictEqual(now, earlier) ? earlier : now });
    for (const [name, content] of record.files) files.set(name, content);
  }
}

/** What the folder holds at a head is the truth; where a merge or a shallow clone left the history behind, it catches up. */
export function differencesFrom({ files }: History, listing: Listing): Step {
  const differing = listing.files.filter(
    ({ name, id }) => files.get(name) !== id && purposeOf(name)?.kind === 'notice',
  );
  const known = listing.files.reduce((count, { name }) => count + (files.has(name) ? 1 : 0), 0);
  if (known === files.size || listing.refused.includes('.')) return { changes: differing };
  const names = new Set([...listing.files.map(({ name }) => name), ...listing.refused]);
  const gone = [...files.keys()].filter((name) => !names.has(name));
  const changedAt: Instant = listing.files[0]?.changedAt ?? listing.committedAt;
  return { changes: [...differing, ...gone.map((name) => ({ name, id: null, changedAt }))] };
}

/** What a history read from its first commit says just as the one before it did stays the same object. */
export function keepSame(history: History, before: History): void {
  for (const [id, record] of history.records) {
    const { shown = null } = before.records.get(id) ?? {};
    if (isDeepStrictEqual(record.shown, shown)) history.records.set(id, { ...record, shown });
  }
}

/** The page's settings changed: every notice is read anew as it stands. */
export async function rereadAll(needs: HistoryNeeds, history: History, at: Instant): Promise<void> {
  const before = [...history.records.values()];
  const after: NoticeRecord[] = [];
  for (const record of before) after.push(await readVersion(needs, record, record.files, at));
  takeUp(needs, history, before, after, at);
}

/** `formerly:` is known only once the file is read; if it names a notice of ours, its times are taken over. */
async function readRenamed(
  needs: HistoryNeeds,
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
  if (ancestor === undefined) return {};
  const { firstPublishedAt, timeless, changedAt } = ancestor;
  return { firstPublishedAt, timeless, changedAt };
}
