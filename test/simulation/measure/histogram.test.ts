import { expect, test } from 'vitest';
import { exponential, randomStream } from '../../../src/numerics/random.ts';
import {
  count,
  emptyHistogram,
  meanOf,
  merged,
  quantileOf,
} from '../../../src/simulation/measure/histogram.ts';

const filled = (values: readonly (readonly [value: number, weight: number])[]) => {
  const histogram = emptyHistogram();
  for (const [value, weight] of values) count(histogram, value, weight);
  return histogram;
};

test('the mean is exact, and quantiles are within 0.1 %, from microseconds to a day', () => {
  const random = randomStream(2, 'histogram');
  for (const scale of [1e-4, 0.02, 3, 1e4]) {
    const values = Array.from({ length: 20_000 }, () => exponential(random, scale));
    const histogram = filled(values.map((value) => [value, 1]));
    const sorted = values.toSorted((a, b) => a - b);
    expect(meanOf(histogram) / (values.reduce((sum, x) => sum + x, 0) / 20_000)).toBeCloseTo(1, 12);
    for (const p of [0.1, 0.5, 0.9, 0.95, 0.99]) {
      const ranked = sorted[Math.ceil(p * values.length) - 1] ?? 0;
      expect(Math.abs(quantileOf(histogram, p) / ranked - 1)).toBeLessThan(0.0011);
    }
  }
});

test('a weight is as many samples', () => {
  const weighted = filled([
    [1, 3],
    [2, 5],
    [4, 2],
  ]);
  const single = filled([1, 1, 1, 2, 2, 2, 2, 2, 4, 4].map((value) => [value, 1]));
  for (const p of [0.2, 0.5, 0.9]) expect(quantileOf(weighted, p)).toBe(quantileOf(single, p));
  expect(meanOf(weighted)).toBeCloseTo(2.1, 12);
});

test('histograms merge into that of all samples', () => {
  const parts = [filled([[1, 2]]), emptyHistogram(), filled([[0, 1]]), filled([[3, 5]])];
  const all = filled([
    [1, 2],
    [0, 1],
    [3, 5],
  ]);
  expect(merged(parts)).toEqual(all);
  expect(parts[0]).toEqual(filled([[1, 2]])); // and stay what they are
});

test('zero is a value; beyond the largest bin the quantile stays there, and the mean does not', () => {
  const zeros = filled([
    [0, 9],
    [5, 1],
  ]);
  expect([quantileOf(zeros, 0.5), quantileOf(zeros, 0.9)]).toEqual([0, 0]);
  expect(quantileOf(zeros, 0.99)).toBeCloseTo(5, 1);
  const huge = filled([[1e9, 1]]);
  expect(meanOf(huge)).toBe(1e9);
  expect(quantileOf(huge, 0.5)).toBeCloseTo(1e5, -3);
});

test('of nothing there is no mean and no quantile', () => {
  expect([meanOf(emptyHistogram()), quantileOf(emptyHistogram(), 0.5)]).toEqual([NaN, NaN]);
  expect(merged([])).toEqual(emptyHistogram());
});
