import type { Log } from '../../log.ts';
import type { FinishedResponse } from '../edition.ts';
import { rulesOf } from './copy-file.ts';
import { beginHalf, linkEntry, namesOf, removeEntry, writeEntry, type CopyFolder } from './copy-folder.ts';
import type { CopyTask } from './copy-tasks.ts';
import { writeManifest, type Entry, type Manifest } from './manifest.ts';
import { writeSnippets } from './snippets.ts';

/** What is written down, and how it goes. */
export interface CopyOrder {
  readonly folder: CopyFolder;
  readonly tasks: Iterable<CopyTask>;
  readonly commit: string | null;
  readonly siteUrl: string;
  readonly asOf: number;
  readonly writtenAt: number;
  readonly log: Pick<Log, 'error'>;
  /** So many are drawn at the same time. */
  readonly atATime: number;
  /** Waited for before each: a reader may need the processor more. */
  readonly turn: () => Promise<void>;
  readonly onProgress?: (done: number, drawn: number) => void;
}

export interface Written {
  /** For the next time: what lies there is then known. */
  readonly folder: CopyFolder;
  readonly files: number;
  /** Drawn because what they are made from changed; not all of them became other bytes. */
  readonly drawn: number;
  /** Paths that could not be drawn and keep their last bytes, where they have any. */
  readonly failed: readonly string[];
  /** Names of files, encoded twins included, that are others than before, and that are there no more. */
  readonly changed: readonly string[];
  readonly gone: readonly string[];
  readonly bytes: number;
}

/**
 * Writes everything public into a folder, as files with encoded twins and snippets for web servers. Readers go on with what
 * was shown before until all of it is there. What did not change is neither drawn nor written.
 *
 * Throws what the file system throws: what is shown then stays as it was, and the folder has to be opened anew.
 */
export async function writeCopy(order: CopyOrder): Promise<Written> {
  const { shown, spare, show } = order.folder;
  await beginHalf(spare);
  const before = shown.manifest?.files ?? {};
  const there = spare.manifest?.files ?? {};
  const rules = openRules();
  const files: Record<string, Entry> = {};
  const failed: string[] = [];
  const changed: string[] = [];
  let [done, drawn, bytes] = [0, 0, 0];

  async function keep(path: string, entry: Entry, print: string | null): Promise<void> {
    const rule = shown.manifest?.rules[entry.rules] ?? {};
    if (there[path]?.etag !== entry.etag || there[path].file !== entry.file)
      await linkEntry(shown.folder, spare.folder, entry);
    files[path] = { ...entry, print, rules: rules.place(rule) };
  }

  async function write({ path, print, draw }: CopyTask): Promise<void> {
    const old = before[path];
    if (old !== undefined && print !== null && old.print === print) return keep(path, old, print);
    await order.turn();
    const response = await draw().catch((error: unknown) => {
      order.log.error({ path, err: error }, 'could not be rendered for a copy');
      failed.push(path);
      return null;
    });
    if (response === null) return old === undefined ? undefined : keep(path, old, null);
    drawn += print === null ? 0 : 1;
    const rule = rulesOf(response);
    if (old !== undefined && isSame(old, response) && rules.same(shown.manifest?.rules[old.rules], rule))
      return keep(path, old, print);
    const entry = { ...(await writeEntry(spare.folder, path, response)), print, rules: rules.place(rule) };
    files[path] = entry;
    changed.push(...namesOf(entry));
    bytes += entry.size;
  }

  await eachOf(order.tasks, order.atATime, async (task) => {
    await write(task);
    order.onProgress?.((done += 1), drawn);
  });
  const kept = new Set(Object.values(files).flatMap(namesOf));
  for (const entry of Object.values(there))
    if (!namesOf(entry).every((name) => kept.has(name))) await removeStale(spare.folder, entry, kept);
  const { commit, siteUrl, asOf, writtenAt } = order;
  const manifest: Manifest = { format: 1, commit, siteUrl, asOf, writtenAt, rules: rules.all(), files };
  await writeSnippets(spare.folder, manifest);
  await writeManifest(spare.folder, manifest);
  const folder = await show(manifest);
  const gone = Object.values(before).flatMap(namesOf).filter((name) => !kept.has(name)); // prettier-ignore
  return { folder, files: kept.size, drawn, failed, changed, gone, bytes };
}

async function removeStale(folder: string, { file, twins }: Entry, kept: ReadonlySet<string>): Promise<void> {
  const stale = twins.filter((twin) => !kept.has(`${file}.${twin}`));
  if (!kept.has(file)) return removeEntry(folder, { file, twins });
  for (const twin of stale) await removeEntry(folder, { file: `${file}.${twin}`, twins: [] });
}

function isSame(old: Entry, response: FinishedResponse): boolean {
  return old.etag !== '' && old.etag === response.headers['etag'];
}

/** Thousands of files share a handful of rules. */
function openRules() {
  const known: Record<string, string>[] = [];
  const keys = new Map<string, number>();
  const keyOf = (rule: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(rule).toSorted());
  return {
    place(rule: Readonly<Record<string, string>>): number {
      const key = keyOf(rule);
      const place = keys.get(key) ?? known.push({ ...rule }) - 1;
      keys.set(key, place);
      return place;
    },
    same: (one: Readonly<Record<string, string>> | undefined, other: Readonly<Record<string, string>>) =>
      one !== undefined && keyOf(one) === keyOf(other),
    all: () => known,
  };
}

/** Ends when all that was begun has ended, also after a failure: nothing goes on writing behind the caller's back. */
async function eachOf<Item>(
  items: Iterable<Item>,
  atATime: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  let hasFailed = false;
  const worker = async () => {
    for (let next = left.next(); next.done !== true && !hasFailed; next = left.next())
      await work(next.value).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
  };
  const ended = await Promise.allSettled(Array.from({ length: atATime }, worker));
  const failure = ended.find((one) => one.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
