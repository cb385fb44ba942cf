import { expect, test } from 'vitest';
import { planMerge, type Change } from '../../src/incidents/merge-plan.ts';

const file = (path: string, id: string | null, from?: string): Change => {
  const mode = id === null ? '000000' : '100644';
  return from === undefined ? { path, mode, id } : { path, mode, id, from };
};
/** As `path=id`, `path-` for a removal. */
const read = (changes: readonly Change[]) =>
  changes.map(({ path, id }) => (id === null ? `${path}-` : `${path}=${id}`));

test.each([
  ['different files merge', [file('a', '1')], [file('b', '2')], ['b=2'], []],
  ['the same file: our own stands', [file('a', '1')], [file('a', '2'), file('b', '3')], ['b=3'], ['a']],
  ['the same change on both sides is none', [file('a', '1')], [file('a', '1')], [], []],
  ['removed on both sides', [file('a', null)], [file('a', null)], [], []],
  ['removed there, changed here: it stays', [file('a', '1')], [file('a', null)], [], ['a']],
  ['changed there, removed here: it stays away', [file('a', null)], [file('a', '2')], [], ['a']],
  ['removed there, untouched here', [file('b', '1')], [file('a', null)], ['a-'], []],
  ['renamed there, untouched here', [file('c', '1')], [file('a', null), file('b', '2', 'a')], ['a-', 'b=2'], []],
  ['renamed there, changed here: not published twice', [file('a', '1')], [file('a', null), file('b', '2', 'a')], [], ['a', 'b']],
  ['renamed here, changed there', [file('a', null), file('b', '1')], [file('a', '2')], [], ['a']],
  ['renamed on both sides alike', [file('a', null), file('b', '1')], [file('a', null), file('b', '1', 'a')], [], []],
  ['a folder there, a file of that name here', [file('a', '1')], [file('a/b', '2')], [], ['a/b']],
  ['a file there, a folder of that name here', [file('a/b', '1')], [file('a', '2')], [], ['a']],
  ['a file becomes a folder there', [], [file('a/b', '2'), file('a', null)], ['a-', 'a/b=2'], []],
] as [string, Change[], Change[], string[], string[]][])('%s', (_name, own, other, take, kept) => {
  const plan = planMerge(own, other);
  expect({ take: read(plan.take), kept: plan.kept }).toEqual({ take, kept });
}); // prettier-ignore
