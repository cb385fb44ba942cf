/** What a provider declares of itself. */
interface Declared {
  readonly rate: number | null;
  readonly daily: number | null;
}

export interface Pace {
  /** Until the last of them has been handed over; null when neither rate nor day is declared. */
  readonly minutes: number | null;
  /** Days on which the provider's quota makes the rest wait. */
  readonly fullDays: number;
}

const minutesOfDay = 24 * 60;

/**
 * How long it takes to tell `people` through one provider alone, at the rate and within the day that are declared for it, of
 * which `used` are gone. Whole minutes, at least one. What is not declared is taken as no limit.
 */
export function paceOf(people: number, { rate, daily }: Declared, used = 0): Pace {
  if (people <= 0) return { minutes: 0, fullDays: 0 };
  const left = daily === null ? Infinity : Math.max(0, daily - used);
  const fullDays = people <= left || daily === null ? 0 : Math.ceil((people - left) / daily);
  const onTheLastDay = fullDays === 0 || daily === null ? people : people - left - (fullDays - 1) * daily;
  if (rate === null && daily === null) return { minutes: null, fullDays: 0 };
  const sending = rate === null ? 1 : Math.max(1, Math.ceil(onTheLastDay / rate / 60));
  return { minutes: fullDays * minutesOfDay + sending, fullDays };
}
