import { expect, test } from 'vitest';
import { newLane, takeTurn } from '../../src/mail/lane.ts';
import type { Provider } from '../../src/mail/provider.ts';
import { orderFor } from '../../src/mail/warm.ts';

const lane = (name: string, share = 0, rate: number | null = null, connections = 10) =>
  newLane({ name, share, rate, connections } as Provider, null);
const firsts = (lanes: ReturnType<typeof lane>[], ids: number) => {
  const names = Array.from({ length: ids }, (_, id) => orderFor(lanes, id + 1, 0)[0]?.provider.name);
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
};

test('others are kept warm with their share, the rest goes to the preferred one', () => {
  expect(firsts([lane('a', 50), lane('b', 10), lane('c', 5)], 10_000)).toEqual({ a: 8500, b: 1000, c: 500 });
  expect(firsts([lane('a'), lane('b', 10)], 20)).toEqual({ a: 18, b: 2 });
  expect(firsts([lane('a'), lane('b')], 100)).toEqual({ a: 100 });
});

test('the same mail always goes the same way, and every other provider stays behind it', () => {
  const lanes = [lane('a'), lane('b', 10), lane('c')];
  const names = (id: number) => orderFor(lanes, id, 0).map(({ provider }) => provider.name);
  const id = Array.from({ length: 50 }, (_, one) => one).find((one) => names(one)[0] === 'b')!;
  expect([names(id), names(id)]).toEqual([
    ['b', 'a', 'c'],
    ['b', 'a', 'c'],
  ]);
});

test('a warm provider that is slow, busy or down holds up nobody', () => {
  const busy = lane('b', 100, null, 1);
  busy.taken = 1;
  const slow = lane('b', 100, 0.1);
  takeTurn(slow, 0);
  const down = lane('b', 100);
  down.breaker.openUntil = 1000;
  for (const other of [busy, slow, down]) expect(firsts([lane('a'), other], 10)).toEqual({ a: 10 });
});

test('turns come at the declared rate from the first on: connections and a quiet hour add up to no burst', () => {
  const one = lane('a', 0, 14);
  const at = (now: number) => Array.from({ length: 10 }, () => now + takeTurn(one, now));
  const gaps = (times: number[]) => times.slice(1).map((time, index) => Math.round(time - times[index]!));
  expect(gaps([...at(0), ...at(600)])).toEqual(Array(19).fill(71));
  const later = at(3_600_000);
  expect(later[0]).toBe(3_600_000);
  expect(gaps(later)).toEqual(Array(9).fill(71));
});

test('a clock that is set back stops no turn', () => {
  const one = lane('a', 0, 14);
  takeTurn(one, 3_600_000);
  expect(takeTurn(one, 0)).toBe(0);
});
