import type { Notice } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';

/** The notices that began before and after one, as the history lists them. */
export interface Neighbours {
  readonly earlier: Notice | undefined;
  readonly later: Notice | undefined;
}

/** Of one notice: looks no further than to it, and mostly it is among the newest. */
export function neighboursOf({ months }: Pick<Snapshot, 'months'>, id: string): Neighbours {
  let later: Notice | undefined;
  let found: Notice | undefined;
  for (const month of months.values())
    for (const notice of month.notices) {
      if (found !== undefined) return { earlier: notice, later };
      if (notice.id === id) found = notice;
      else later = notice;
    }
  return { earlier: undefined, later: found === undefined ? undefined : later };
}

/** Of every notice: opened once, it costs little for each. */
export function openNeighbours({ months }: Pick<Snapshot, 'months'>): (id: string) => Neighbours {
  const newestFirst = [...months.values()].flatMap(({ notices }) => notices);
  const places = new Map(newestFirst.map(({ id }, place) => [id, place]));
  return (id) => {
    const place = places.get(id);
    if (place === undefined) return { earlier: undefined, later: undefined };
    return { earlier: newestFirst[place + 1], later: newestFirst[place - 1] };
  };
}
