import { expect, test } from 'vitest';
import { lazyTable } from '../../src/performance/lazy-table.ts';
import { forAll } from '../support/cases.ts';

const hinge = (x: number) => 5 + ((x / 200) ** 3 + 1) ** (1 / 3);
const saturating = (x: number) => 1 + 100 * (1 - (1 - 8 / 128) ** x);

test.each([
  ['a rounded corner', hinge],
  ['a saturating curve', saturating],
])('%s is met to 0.01 %% and never falls', (_, exact) => {
  const table = lazyTable(exact);
  forAll(
    (between) => between(1e-6, 1e6),
    (x) => {
      expect(Math.abs(table(x) / exact(x) - 1)).toBeLessThan(1e-4);
      expect(table(x * 1.0001)).toBeGreaterThanOrEqual(table(x));
    },
  );
});

test('a straight line is met exactly, at 0, at every doubling and beyond the table', () => {
  const table = lazyTable((x) => 3 + 2 * x);
  for (const x of [0, 0.5, 1, 2, 3, 7, 1023, 1024, 4_194_302, 4_194_303, 1e9])
    expect(table(x)).toBeCloseTo(3 + 2 * x, 6);
});

test('only the nodes around what is asked are computed', () => {
  let calls = 0;
  const table = lazyTable((x) => {
    calls++;
    return x;
  });
  for (let i = 0; i < 1000; i++) table(100 + i * 1e-4);
  expect(calls).toBe(2);
});
