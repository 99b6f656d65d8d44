import { expect, test } from 'vitest';
import { solveLinear } from '../../src/numerics/linear-algebra.ts';
import { increasingRoot } from '../../src/numerics/root.ts';

test('the root of an increasing function is found to the last bits', () => {
  expect(increasingRoot((x) => x * x, 2, 0, 4)).toBeCloseTo(Math.SQRT2, 14);
  expect(increasingRoot(Math.exp, 1e-3, -20, 5)).toBeCloseTo(Math.log(1e-3), 13);
});

test('a jump across the value is where the root is', () =>
  expect(increasingRoot((x) => (x < 0.3 ? -1 : 1), 0, 0, 1)).toBeCloseTo(0.3, 14));

test('a value out of reach is answered by the nearer bound', () => {
  expect(increasingRoot((x) => x, 9, 0, 1)).toBeCloseTo(1, 12);
  expect(increasingRoot((x) => x, -9, 0, 1)).toBeCloseTo(0, 12);
});

test('a linear system gives back the solution it was made of', () => {
  const rows = [
    [2, -1, 0],
    [4, 0, 3],
    [0, 1, -5],
  ].map((row) => Float64Array.from(row));
  const solution = solveLinear(rows, Float64Array.from([0, 13, -13])); // x = 1, 2, 3
  expect([...(solution ?? [])]).toEqual([1, 2, 3].map((x) => expect.closeTo(x, 12)));
});

test('a singular system has no solution', () => {
  const rows = [Float64Array.from([1, 2]), Float64Array.from([2, 4])];
  expect(solveLinear(rows, Float64Array.from([1, 1]))).toBeUndefined();
});
