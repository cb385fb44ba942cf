import type { Notice } from '../incidents/notice.ts';
import type { Snapshot } from '../incidents/snapshot.ts';

/** The notices that began before and after one, as the history lists them. */
export interface Neighbours {
  readonly earlier: Notice | undefined;
  readonly later: Notice | undefined;
}

/** Finds neighbours in a snapshot; opened once, it costs little for each notice. */
export function openNeighbours({ months }: Pick<Snapshot, 'months'>): (id: string) => Neighbours {
  const newestFirst = [...months.values()].flat();
  const places = new Map(newestFirst.map(({ id }, place) => [id, place]));
  return (id) => {
    const place = places.get(id);
    if (place === undefined) return { earlier: undefined, later: undefined };
    return { earlier: newestFirst[place + 1], later: newestFirst[place - 1] };
  };
}
