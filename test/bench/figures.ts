import { loadavg } from 'node:os';

/** The middle value (of an even number: the lower of the two in the middle). */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** The value that so many of a hundred do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil((values.length * share) / 100) - 1] ?? Number.NaN;
}

/** One line: both medians, the ratio pair by pair (median, least, most) and the machine's load. */
export function ratioLine(
  what: string,
  ours: readonly { rate: number }[],
  theirs: readonly { rate: number }[],
): string {
  const ratios = ours.map(({ rate }, index) => rate / (theirs[index]?.rate ?? Number.NaN));
  const rate = (values: readonly { rate: number }[]) => Math.round(median(values.map((value) => value.rate)));
  const [middle, least, most] = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((ratio) =>
    ratio.toFixed(2),
  );
  return `${what}: ours ${rate(ours)}, other ${rate(theirs)}, ratio ${middle} (${least}–${most}); load ${loadavg()[0]?.toFixed(1)}`;
}
