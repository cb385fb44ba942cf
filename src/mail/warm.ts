import { isFree, type Lane } from './lane.ts';

/**
 * The lanes in the order in which they are asked for a mail: the preferred one first, but for the share of the mail that
 * keeps another one warm, since an account that suddenly sends much is throttled or paused. Which mails those are follows from
 * their id alone, evenly spread; a warm provider that could not take the mail at once is passed over.
 */
export function orderFor(lanes: readonly Lane[], id: number, now: number): readonly Lane[] {
  // Multiples of the golden ratio, modulo one, are as even as can be, however the ids run.
  const place = ((id * 0.618_033_988_75) % 1) * 100;
  let end = 0;
  const [, ...others] = lanes;
  const warm = others.find(({ provider }) => place < (end += provider.share));
  return warm === undefined || !isFree(warm, now) ? lanes : [warm, ...lanes.filter((lane) => lane !== warm)];
}
