import { execFileSync } from 'node:child_process';
import { readStatus } from './heading.ts';
import { splitLines } from './lines.ts';
import type { Instant, Status } from './notice.ts';
import { readOutline } from './outline.ts';
import { openReport } from './report.ts';
import type { ParseContext } from './parse.ts';

/**
 * Times for the headings without one of a single file in a working tree: the author date of the first commit of that
 * file with such a heading (by status and place among them), `otherwise` where none is committed. Git is asked only
 * when there is such a heading.
 */
export function publishedTimes(
  folder: string,
  name: string,
  otherwise: Instant | undefined,
): ParseContext['timelessAt'] {
  let versions: { at: Instant; statuses: readonly Status[] }[] | null = null;
  const seen = new Map<Status, number>();
  return (_order, status) => {
    versions ??= committedVersions(folder, name).map(({ at, text }) => ({ at, statuses: timelessStatuses(text) }));
    const place = (seen.get(status) ?? 0) + 1;
    seen.set(status, place);
    const first = versions.find(({ statuses }) => statuses.filter((one) => one === status).length >= place);
    return first?.at ?? otherwise;
  };
}

/** A file's text as one commit had it, and that commit's author date. */
export interface CommittedVersion {
  readonly at: Instant;
  readonly text: string;
}

/** The committed versions of a file in a working tree, oldest first; none where there is no git. */
export function committedVersions(folder: string, name: string): CommittedVersion[] {
  const log = git(folder, ['log', '--reverse', '--format=%H %at', '--', `./${name}`]);
  const commits = log.split('\n').filter((line) => line !== '');
  return commits.map((line) => {
    const [commit = '', seconds = '0'] = line.split(' ');
    return { at: Number(seconds) * 1000, text: git(folder, ['show', `${commit}:./${name}`]) };
  });
}

function timelessStatuses(text: string): Status[] {
  const silent = openReport('');
  const { sections } = readOutline(splitLines(text, silent), silent);
  return sections.flatMap(({ heading }) =>
    // An exercise may have every status, so none is refused here.
    heading.time === null ? (readStatus(heading, 'exercise', silent) ?? []) : [],
  );
}

function git(folder: string, args: readonly string[]): string {
  try {
    return execFileSync('git', ['-C', folder, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
      maxBuffer: 1024 * 1024,
      encoding: 'utf8',
    });
  } catch {
    return '';
  }
}
