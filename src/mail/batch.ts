/** What a claim takes should last about so long: a newer report of the same notice waits for what is in flight. */
const shortest = 100;
const longest = 400;
/** In milliseconds above, in mails here. */
const most = 512;

/**
 * Gives how many mails the next claim takes: enough that no connection waits for it, twice as many each time the last ones
 * were gone at once, since a claim costs a commit however small it is, and half as many when they lasted.
 */
export function newBatch(): (room: number, now: number) => number {
  let size = 0;
  let claimedAt = -Infinity;
  return (room, now) => {
    const lasted = now - claimedAt;
    claimedAt = now;
    if (lasted < shortest) size = Math.min(size * 2, most);
    if (lasted > longest) size /= 2;
    size = Math.max(size, room * 3);
    return Math.ceil(size);
  };
}
