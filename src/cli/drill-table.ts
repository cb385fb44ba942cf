import { isGood, type Drill } from '../recovery/drill-record.ts';

interface Shown {
  readonly drills: readonly Drill[];
  /** Milliseconds; null when page.yaml names none. */
  readonly target: number | null;
  readonly lastGood: string | null;
  readonly isDue: boolean;
}

/** The record as a table: a line per rehearsal, and one per phase that failed or took a while. */
export function drillTable({ drills, target, lastGood, isDue }: Shown): string {
  const lines = drills.flatMap((drill) => {
    const { at, what, seconds, people, phases } = drill;
    const mark = isGood(drill, target) ? 'ok    ' : 'FAILED';
    const told = people === null ? '' : `  ${people} people would be told`;
    const head = `${at.slice(0, 16)}Z  ${mark}  ${clock(seconds)}  ${what}${told}`;
    const late = target !== null && seconds * 1000 > target ? [`                             longer than ${clock(target / 1000).trim()}`] : []; // prettier-ignore
    return [head, ...phases.map(phaseLine), ...late];
  });
  const due = lastGood === null ? 'There was no good drill yet.' : `Last good drill: ${lastGood.slice(0, 16)}Z.`;
  const wanted = target === null ? 'page.yaml names no recovery.target.' : `Target: ${clock(target / 1000).trim()}.`;
  return `${[...lines, `${due} ${wanted}${isDue ? ' Another one is due.' : ''}`].join('\n')}\n`;
}

function phaseLine({ name, seconds, failure }: Drill['phases'][number]): string {
  return `                   ${failure === null ? 'ok    ' : 'FAILED'}  ${clock(seconds)}    ${name}${failure === null ? '' : `: ${failure}`}`;
}

function clock(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1).padStart(6)} s`;
  return seconds < 7200
    ? `${(seconds / 60).toFixed(0).padStart(4)} min`
    : `${(seconds / 3600).toFixed(1).padStart(6)} h`;
}
