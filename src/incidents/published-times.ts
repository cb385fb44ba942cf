import { execFileSync } from 'node:child_process';
import { splitLines } from './lines.ts';
import type { Instant } from './notice.ts';
import { readOutline } from './outline.ts';
import { openReport } from './report.ts';
import type { ParseContext } from './parse.ts';
import { learnTimeless, type TimelessHeading, type TimelessReport } from './timeless.ts';
import { timelessHeading } from './updates.ts';

/**
 * Times for the headings without one of a single file in a working tree: the author date of the first commit of that
 * file with such a report, `otherwise` where none is committed. Git is asked only when there is such a heading.
 */
export function publishedTimes(folder: string, name: string, otherwise: Instant | undefined): ParseContext['timesOf'] {
  return (headings) => {
    let known: readonly TimelessReport[] = [];
    for (const { at, text } of committedVersions(folder, name)) known = learnTimeless(known, timelessIn(text), at);
    const learned = learnTimeless(known, headings, NaN).slice(0, headings.length);
    return learned.map(({ at }) => (Number.isNaN(at) ? otherwise : at));
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

function timelessIn(text: string): TimelessHeading[] {
  const silent = openReport('');
  const { sections } = readOutline(splitLines(text, silent), silent);
  // An exercise may have every status, so none is refused here.
  return sections.flatMap((section) => (section.heading.time === null ? timelessHeading(section, 'exercise') : []));
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
