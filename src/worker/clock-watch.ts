/** Less is corrected by every time service in the course of a day. */
const leastStep = 30_000;

/**
 * Tells when the clock was set: it moved otherwise than the one that nobody can set (`steady`, in milliseconds). A machine
 * that slept looks like one that was set ahead. To be asked every moment; gives by how much, null when it was not.
 */
export function createClockWatch({ now, steady }: { readonly now: () => number; readonly steady: () => number }) {
  let ahead = now() - steady();
  return (): number | null => {
    const step = now() - steady() - ahead;
    if (Math.abs(step) < leastStep) return null;
    ahead += step;
    return step;
  };
}
