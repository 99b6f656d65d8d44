import { expect, test } from 'vitest';
import { check, describeIssue, InvalidInputError, nonNegative, positive } from '../src/checks.ts';

test.each([
  [-1, '-1'],
  [Number.NaN, 'NaN'],
  ['500', '"500"'],
  ['a\nb', '"a\\nb"'],
  ['x'.repeat(100), `"${'x'.repeat(57)}..."`],
  [undefined, 'nothing'],
  [null, 'nothing'],
  [[1, 2], 'a list of 2'],
  [{ a: 1 }, 'a map'],
  [() => 1, 'a function'],
  [{ inWords: 'an empty file' }, 'an empty file'],
])('what was given is told in a word: %j as %s', (given, words) =>
  expect(describeIssue({ path: 'load', given, allowed: 'less' })).toBe(
    `load: given ${words}, allowed less`,
  ),
);

const fault = { path: 'engine.policy', given: 1, allowed: 'a name' };
test.each([
  [fault, 'a.yaml', 'engine.policy: given 1, allowed a name'],
  [{ ...fault, line: 3, column: 9 }, undefined, '3:9 engine.policy: given 1, allowed a name'],
  [{ ...fault, line: 3, column: 9 }, 'a.yaml', 'a.yaml:3:9 engine.policy: given 1, allowed a name'],
  [{ ...fault, path: '' }, 'a.yaml', 'a.yaml: given 1, allowed a name'],
  [{ ...fault, path: '' }, undefined, 'given 1, allowed a name'],
  [
    { ...fault, nearest: ['b', 'c'] },
    undefined,
    'engine.policy: given 1, allowed a name; did you mean b, c',
  ],
])('an issue says where, if it has a place: %#', (issue, file, text) =>
  expect(describeIssue(issue, file)).toBe(text),
);

test('an error carries every issue, and says all of them', () => {
  const error = new InvalidInputError([fault, { ...fault, path: 'sla' }]);
  expect(error.issues).toHaveLength(2);
  expect(error.message).toBe(
    'engine.policy: given 1, allowed a name\nsla: given 1, allowed a name',
  );
  expect(error.name).toBe('InvalidInputError');
});

test('check reports each field that breaks its rule, and no other', () => {
  const rules = { rate: nonNegative, time: positive, share: nonNegative };
  expect(() => check('queue', { rate: -1, time: Number.NaN, share: 0 }, rules)).toThrow(
    'queue.rate: given -1, allowed a finite number ≥ 0\nqueue.time: given NaN, allowed a finite number > 0',
  );
  expect(() => check('queue', { rate: 0, time: 1, share: Infinity }, rules)).toThrow(
    /^queue.share/,
  );
  expect(() => check('queue', { rate: 0, time: 1, share: 1 }, rules)).not.toThrow();
});
