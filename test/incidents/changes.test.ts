import { expect, test } from 'vitest';
import { matchUpdates, type UpdateItem } from '../../src/incidents/changes.ts';
import type { Status } from '../../src/incidents/notice.ts';

const item = (notice: string, at: number, text = `text of ${at}`, status: Status = 'investigating'): UpdateItem => ({
  notice,
  at,
  status,
  text,
});

test('a report that was not there before is added', () => {
  const first = item('a', 1);
  const second = item('a', 2);
  expect(matchUpdates([first], [first, second])).toEqual({ added: [second], moved: [], renamed: [], vanished: [] });
});

test('an edited text at the same instant is the same report', () => {
  const changes = matchUpdates([item('a', 1, 'one')], [item('a', 1, 'another', 'identified')]);
  expect(changes).toEqual({ added: [], moved: [], renamed: [], vanished: [] });
});

test('the same status and text at another instant is a correction of time', () => {
  const [from, to] = [item('a', 10, 'same'), item('a', 12, 'same')];
  expect(matchUpdates([from], [to])).toMatchObject({ added: [], moved: [{ from, to }], vanished: [] });
});

test('two reports with one text are moved to the nearest instants, not to one', () => {
  const before = [item('a', 10, 'same'), item('a', 20, 'same')];
  const after = [item('a', 11, 'same'), item('a', 21, 'same')];
  const { moved } = matchUpdates(before, after);
  expect(moved.map(({ from, to }) => [from.at, to.at])).toEqual([
    [10, 11],
    [20, 21],
  ]);
});

test('another text at another instant is a new report, unless it says that it corrects', () => {
  const from = item('a', 10, 'wrong');
  const to = item('a', 12, 'right');
  expect(matchUpdates([from], [to])).toMatchObject({ added: [to], moved: [], vanished: [from] });
  const said = { ...to, corrected: true };
  expect(matchUpdates([from], [said])).toMatchObject({ added: [], moved: [{ from, to: said }], vanished: [] });
});

test('another notice with the same status and text is no correction of time', () => {
  const kept = item('b', 1, 'other');
  const changes = matchUpdates([item('a', 10, 'same'), kept], [item('b', 12, 'same'), kept]);
  expect(changes.moved).toEqual([]);
  expect(changes.added).toHaveLength(1);
});

test('a vanished notice whose reports all reappear under a new id is a rename, and what it adds is new', () => {
  const changes = matchUpdates([item('a', 1), item('a', 2)], [item('b', 1), item('b', 2), item('b', 3)]);
  expect(changes).toEqual({ added: [item('b', 3)], moved: [], renamed: [{ from: 'a', to: 'b' }], vanished: [] });
});

test('a notice of which one report does not reappear is not renamed', () => {
  const changes = matchUpdates([item('a', 1), item('a', 2)], [item('b', 1), item('b', 7)]);
  expect(changes.renamed).toEqual([]);
  expect(changes.added).toHaveLength(2);
  expect(changes.vanished).toHaveLength(2);
});

test('a notice that says what it was formerly is renamed although its reports changed', () => {
  const formerly = new Map([['b', ['a']]]);
  const changes = matchUpdates([item('a', 1), item('a', 2)], [item('b', 1, 'edited'), item('b', 9)], formerly);
  expect(changes.renamed).toEqual([{ from: 'a', to: 'b' }]);
  expect(changes.added).toEqual([item('b', 9)]);
  expect(changes.vanished).toEqual([item('a', 2)]);
});

test('a notice that still stands is not renamed, whatever another says', () => {
  const changes = matchUpdates([item('a', 1)], [item('a', 1), item('b', 1)], new Map([['b', ['a']]]));
  expect(changes).toEqual({ added: [item('b', 1)], moved: [], renamed: [], vanished: [] });
});
