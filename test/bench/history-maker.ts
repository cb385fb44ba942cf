import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inventIncidents, readIncidents, type PastIncident } from './history-incidents.ts';
import { componentNames, noticeOf, pageYaml, writeNotice, type WrittenNotice } from './history-notice.ts';

/** A repository with a long history of notices. */
export interface MadeHistory {
  readonly dir: string;
  readonly incidentsDir: string;
  /** The newest first. */
  readonly notices: readonly WrittenNotice[];
  readonly commits: number;
}

/** One notice each so many hours at every size, so that a month holds as many; 10,000 reach back fifteen years. */
const spacing = 13 * 3_600_000;
/** The newest are not over yet. */
const openAtEnd = 5;
/** Up to so many notices one commit per report. Of more, only as many newest have a commit each: every commit writes a tree of that size anew. */
const mostOneByOne = 1000;
/** The older ones come so many to a commit, like an archive that was moved here. */
const atOnce = 10;

/** Real incidents from the file that `NOROSHI_HISTORY` names, else invented ones. */
export function pastIncidents(): PastIncident[] {
  const file = process.env['NOROSHI_HISTORY'];
  return file === undefined ? inventIncidents(1000, componentNames) : readIncidents(file);
}

/** `count` notices, the incidents repeated, committed in the order of their reports until `until`, by `git fast-import`. */
export function makeHistory(
  dir: string,
  incidents: readonly PastIncident[],
  count: number,
  until: number,
): MadeHistory {
  const notices = Array.from({ length: count }, (_, index) => {
    const endedAt = until - index * spacing;
    const id = `${new Date(endedAt).toISOString().slice(0, 10)}-incident-${count - index}`;
    const incident = incidents[index % incidents.length];
    if (incident === undefined) throw new Error('there are no incidents to make a history of');
    return noticeOf(incident, id, endedAt, index < openAtEnd);
  });
  const commits = count <= mostOneByOne ? byReport(notices) : byNotice(notices);
  mkdirSync(dir, { recursive: true });
  const git = gitIn(dir);
  git('init', '-q', '--initial-branch=main');
  git('config', 'gc.auto', '0');
  git('config', 'maintenance.auto', 'false');
  const began = (commits[0]?.at ?? until) - 3_600_000;
  const texts = commits.map(({ at, files }) => commitText(at, files));
  const stream = [commitText(began, [{ path: 'page.yaml', content: pageYaml }]), ...texts];
  git.fed(stream.join(''), 'fast-import', '--quiet', '--depth=10');
  git('reset', '-q', '--hard', 'main');
  return { dir, incidentsDir: join(dir, 'incidents'), notices, commits: stream.length };
}

interface Commit {
  readonly at: number;
  readonly files: readonly { readonly path: string; readonly content: string }[];
}

function byReport(notices: readonly WrittenNotice[]): Commit[] {
  const commits = notices.flatMap((notice) =>
    notice.reports.map(({ at }, index) => ({ at, files: [fileOf(notice, index + 1)] })),
  );
  return commits.toSorted((a, b) => a.at - b.at);
}

function byNotice(notices: readonly WrittenNotice[]): Commit[] {
  const oldestFirst = notices.toReversed();
  const older = oldestFirst.length - mostOneByOne;
  const groups = Map.groupBy(oldestFirst.keys(), (index) => (index < older ? Math.floor(index / atOnce) : `${index}`));
  return [...groups.values()].map((indexes) => {
    const group = indexes.flatMap((index) => oldestFirst[index] ?? []);
    return { at: group.at(-1)?.reports.at(-1)?.at ?? 0, files: group.map((notice) => fileOf(notice)) };
  });
}

function fileOf(notice: WrittenNotice, reports?: number) {
  return { path: `${notice.id}.md`, content: writeNotice(notice, reports) };
}

function commitText(at: number, files: Commit['files']): string {
  const who = `Bench <bench@example.org> ${Math.floor(at / 1000)} +0000`;
  const changes = files.map(
    ({ path, content }) => `M 100644 inline incidents/${path}\ndata ${Buffer.byteLength(content)}\n${content}\n`,
  );
  return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\ndata 7\nPublish\n${changes.join('')}`;
}

function gitIn(cwd: string) {
  const run = (input: string, args: readonly string[]) => {
    const { status, stderr } = spawnSync('git', args, { cwd, input, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  };
  return Object.assign((...args: string[]) => run('', args), {
    fed: (input: string, ...args: string[]) => run(input, args),
  });
}
