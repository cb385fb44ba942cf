/** What was promised in a final report, with the day by which and, once it was said, the day on which it was done. */
export interface Promised {
  /** Without its dates. */
  readonly what: string;
  /** `2012-07-13`. */
  readonly due: string | undefined;
  readonly done: string | undefined;
  readonly isDone: boolean;
}

/** Headings of the list, as the templates write them. */
const heading = /^#{1,6}\s*(?:お約束|what we promise|(?:our )?promises)/i;
const months = 'january february march april may june july august september october november december'.split(' ');
const date = String.raw`(\d{4}-\d{2}-\d{2}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2} (?:${months.join('|')}) \d{4})`;
const due = new RegExp(String.raw`(?:期限[\s:：]*|\bby )${date}`, 'i');
const done = new RegExp(String.raw`(?:完了[\s:：]*|\bdone (?:on )?)${date}|${date}[\s　]*(?:に)?完了`, 'i');
const ticked = /^\[x\]\s*/i;

/** The promises that stand as a list below a heading "お約束" or "What we promise"; none elsewhere. */
export function promisesIn(markdown: string): Promised[] {
  const lines = markdown.split('\n');
  const begins = lines.findIndex((line) => heading.test(line));
  if (begins < 0) return [];
  const after = lines.slice(begins + 1);
  const ends = after.findIndex((line) => /^#{1,6}\s/.test(line));
  const items: string[] = [];
  for (const line of ends < 0 ? after : after.slice(0, ends)) {
    const [, item] = /^(?:[-*+]|\d{1,3}[.)])\s+(.*)$/.exec(line) ?? [];
    if (item !== undefined) items.push(item);
    else if (/^\s+\S/.test(line) && items.length > 0) items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  return items.map(readPromise);
}

/** Whether it was kept, at an instant: the whole day on which it is due still counts. */
export function promiseState({ due: by, isDone }: Promised, today: string): 'done' | 'open' | 'late' {
  if (isDone) return 'done';
  return by !== undefined && by < today ? 'late' : 'open';
}

function readPromise(item: string): Promised {
  const text = item.replace(ticked, '');
  const doneOn = done
    .exec(text)
    ?.slice(1)
    .find((one) => one !== undefined);
  // In bold stands what it is about, as the templates write it; else the first sentence.
  const what = /\*\*(.+?)\*\*/.exec(text)?.[1] ?? /^[^。.：:]*/.exec(text)?.[0] ?? text;
  return {
    what: what.trim(),
    due: dayOf(due.exec(text)?.[1]),
    done: dayOf(doneOn),
    isDone: doneOn !== undefined || ticked.test(item),
  };
}

function dayOf(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const english = /^(\d{1,2}) ([a-z]+) (\d{4})$/i.exec(written);
  const [year, month, day] =
    english === null
      ? (written.match(/\d+/g) ?? [])
      : [english[3], String(months.indexOf((english[2] ?? '').toLowerCase()) + 1), english[1]];
  return `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
}
