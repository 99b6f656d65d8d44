import { expect, test } from 'vitest';
import { randomStream } from '../../src/numerics/random.ts';
import {
  halfWidthOfMean,
  halfWidthOfSeries,
  sampleMean,
  studentT,
} from '../../src/numerics/statistics.ts';

// Abramowitz & Stegun (1972), table 26.10.
test.each([
  [1, 12.706, 636.619],
  [4, 2.776, 8.61],
  [9, 2.262, 4.781],
  [19, 2.093, 3.883],
  [20, 2.086, 3.85],
  [25, 2.06, 3.725],
  [30, 2.042, 3.646],
  [60, 2, 3.46],
  [120, 1.98, 3.373],
])('Student’s t of %i degrees of freedom is the printed one', (degrees, t95, t999) => {
  expect(Math.abs(studentT(degrees, 0.95) - t95)).toBeLessThan(0.001);
  expect(Math.abs(studentT(degrees, 0.999) - t999)).toBeLessThan(0.002);
});

test('the half width of a mean is t·s/√n', () => {
  expect(sampleMean([2, 4, 9])).toBe(5);
  expect(halfWidthOfMean([2, 4, 9], 0.95)).toBeCloseTo((4.303 * Math.sqrt(13)) / Math.sqrt(3), 9);
  expect(halfWidthOfMean([2, 4, 9], 0.999)).toBeCloseTo((31.599 * Math.sqrt(13)) / Math.sqrt(3), 9);
});

/** Groups of a series x' = r·x + noise, in equilibrium. */
function seriesOf(correlation: number, groups: number, length: number, seed: number) {
  const random = randomStream(seed, 'series');
  const noise = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random();
    return sum;
  };
  return Array.from({ length: groups }, () => {
    let value = noise() / Math.sqrt(1 - correlation ** 2);
    return Array.from({ length }, () => {
      value = correlation * value + noise();
      return value;
    });
  });
}

test.each([0, 0.3, 0.5])(
  'of series with r = %f, intervals of 95 percent are right in 90 to 98',
  (r) => {
    const SEEDS = 1500;
    let inside = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const groups = seriesOf(r, 4, 5, seed);
      if (Math.abs(sampleMean(groups.flat())) <= halfWidthOfSeries(groups)) inside += 1;
    }
    expect(inside / SEEDS).toBeGreaterThan(0.9);
    expect(inside / SEEDS).toBeLessThan(0.98);
  },
);

test('one result, or results that are all the same, have no width', () => {
  expect(halfWidthOfSeries([[3]])).toBe(0);
  expect(halfWidthOfSeries([[3, 3], [3]])).toBe(0);
});
