import type { HealthReport } from '../channel.ts';
import { findingLine } from '../incidents/finding.ts';
import type { Remote } from '../incidents/remote.ts';
import type { Source } from '../incidents/source.ts';
import type { Log } from '../log.ts';
import type { Mirroring } from './mirroring.ts';
import type { Publishing } from './publishing.ts';

interface Origin {
  /** Why the source cannot be read, if it cannot. */
  readonly fault: string | null;
  readonly source: Pick<Source, 'kind' | 'isShallow'> | undefined;
  /** Null when none is followed. */
  readonly remote: Pick<Remote, 'problems' | 'details'> | null;
  readonly mirroring: Pick<Mirroring, 'health' | 'problems'>;
}

/** The publisher's part of /health. */
export function healthOf(
  { edition, reading, problems, faultSince }: Publishing,
  { fault, source, remote, mirroring }: Origin,
  at: number,
): HealthReport {
  const snapshot = reading?.snapshot;
  const age = (instant: number | undefined) => (instant === undefined ? null : Math.round((at - instant) / 1000));
  return {
    at,
    problems: [
      ...(fault === null ? [] : [fault]),
      ...(remote?.problems() ?? []),
      ...(reading?.problems ?? []),
      ...problems,
      ...mirroring.problems(),
    ],
    details: {
      commit: snapshot?.commit ?? null,
      /** Of a shallow repository, reports are numbered from what is there of its history. */
      source: source === undefined ? null : { kind: source.kind, shallow: source.isShallow() },
      remote: remote?.details() ?? null,
      mirrors: mirroring.health().map(({ name, asOf, commit, failures, fault: mirrorFault }) => ({
        ...{ name, commit, failures, fault: mirrorFault, age_seconds: age(asOf ?? undefined) },
      })),
      committed_at: snapshot === undefined ? null : new Date(snapshot.committedAt).toISOString(),
      /** When the content was last known to be true. */
      as_of: snapshot === undefined ? null : (faultSince ?? at),
      notices: snapshot?.notices.length ?? 0,
      edition: edition?.number ?? null,
      edition_age_seconds: age(edition?.madeAt),
      findings: snapshot?.findings.map(findingLine) ?? [],
    },
  };
}

/** Logs each finding once, and again when it comes back after it was mended. */
export function createFindingLog(log: Pick<Log, 'error' | 'warn'>): (publishing: Publishing) => void {
  let known = new Set<string>();
  return ({ reading }) => {
    const current = new Set<string>();
    for (const finding of reading?.snapshot.findings ?? []) {
      const line = findingLine(finding);
      if (!known.has(line) && !current.has(line)) log[finding.severity === 'error' ? 'error' : 'warn'](line);
      current.add(line);
    }
    known = current;
  };
}
