import type { Drill, Phase } from '../recovery/drill-record.ts';
import { WrongUsage, type Io } from './io.ts';

const marks = [
  ['bare machine to Noroshi installed', 'Press Enter when Noroshi is installed there: '],
  ['to data restored', 'Press Enter when restore has ended: '],
  ['to first page', 'Press Enter when somebody elsewhere sees the page: '],
  ['to first alert', 'Press Enter when the first alert is in a mailbox: '],
] as const;

/** Times a person, who may be at another machine: asked at each mark. Throws WrongUsage without a terminal. */
export async function drillByHand({ ask, now, out }: Io): Promise<Drill> {
  if (ask === undefined) throw new WrongUsage('Somebody has to press Enter: run it at a terminal.');
  out(
    'Take a bare machine, docs/restoring.md on paper, and what is on paper of keys. Nothing else.\nIf something fails, type what, then Enter: that ends it.\n',
  );
  await ask('Press Enter to start the clock: ');
  const began = now();
  const phases: Phase[] = [];
  let last = began;
  for (const [name, question] of marks) {
    const answer = await ask(question);
    const at = now();
    const failure = answer.trim() === '' ? null : answer.trim();
    phases.push({ name, seconds: (at - last) / 1000, failure });
    last = at;
    if (failure !== null) break;
  }
  return {
    at: new Date(began).toISOString(),
    kind: 'by hand',
    what: 'by hand',
    seconds: (last - began) / 1000,
    people: null,
    phases,
  };
}
