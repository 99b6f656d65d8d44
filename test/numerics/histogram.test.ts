import { expect, test } from 'vitest';
import { Histogram } from '../../src/numerics/histogram.ts';
import { exponential, randomStream } from '../../src/numerics/random.ts';
import { forAll } from '../support/cases.ts';

/** Bins are up to 0.8 % wide, 128 to an octave. */
const BIN = 1 / 128;

/** A histogram of values of equal weight, and the values in order. */
function sampled(draw: (random: () => number) => number, count = 20_000) {
  const random = randomStream(4, 'histogram');
  const sorted = Float64Array.from({ length: count }, () => draw(random)).sort();
  const law = new Histogram();
  for (const value of sorted) law.add(value, 0.25);
  return { law, sorted };
}

const filled = (pairs: readonly (readonly [number, number])[]) => {
  const law = new Histogram();
  for (const [value, weight] of pairs) law.add(value, weight);
  return law;
};

test.each([
  ['exponential', (random: () => number) => exponential(random, 3e-3)],
  ['over nine orders of magnitude', (random: () => number) => 1e-6 * 10 ** (9 * random())],
  ['two narrow peaks', (random: () => number) => (random() < 0.93 ? 0.01 : 0.05) + 1e-5 * random()],
])('quantiles of a sample (%s) are within a bin', (_, draw) => {
  const { law, sorted } = sampled(draw);
  for (const p of [0.001, 0.1, 0.5, 0.9, 0.99, 0.999]) {
    const exact = sorted[Math.ceil(p * sorted.length) - 1] ?? Number.NaN;
    expect(Math.abs(law.quantile(p) / exact - 1)).toBeLessThan(BIN);
  }
});

test('within a bin a quantile is interpolated: a smooth law is met far closer than its bins', () => {
  const law = new Histogram();
  for (let i = 0; i < 100_000; i++) law.add(1 + (i + 0.5) / 1e5, 1);
  const errors = Array.from({ length: 99 }, (_, i) => law.quantile((i + 1) / 100) - 1.01 - i / 100);
  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(1e-4);
});

test('the mean has no bin error', () => {
  const { law, sorted } = sampled((random) => exponential(random, 7));
  const mean = sorted.reduce((sum, x) => sum + x, 0) / sorted.length;
  expect(law.mean / mean).toBeCloseTo(1, 12);
  expect(law.weight).toBeCloseTo(sorted.length / 4, 6);
});

test('a single value is every quantile, to the width of a bin', () =>
  forAll(
    (between) => ({ value: between(1e-8, 1e3), weight: between(1e-9, 1e9) }),
    ({ value, weight }) => {
      const law = filled([[value, weight]]);
      for (const p of [0.01, 0.5, 0.99])
        expect(Math.abs(law.quantile(p) / value - 1)).toBeLessThan(BIN);
      expect(law.mean / value).toBeCloseTo(1, 12);
    },
  ));

test('weights count: 0.25 of the weight lies below the 0.25 quantile', () => {
  const law = filled([
    [1, 1],
    [10, 3],
  ]);
  expect(Math.abs(law.quantile(0.24) - 1)).toBeLessThan(BIN);
  expect(Math.abs(law.quantile(0.26) / 10 - 1)).toBeLessThan(BIN);
  expect(law.mean).toBe(7.75);
});

test('zero has its place below everything else', () => {
  const law = filled([
    [0, 6],
    [5, 4],
  ]);
  expect([law.quantile(0.1), law.quantile(0.59)]).toEqual([0, 0]);
  expect(Math.abs(law.quantile(0.7) / 5 - 1)).toBeLessThan(BIN);
  expect(law.mean).toBe(2);
  expect(filled([[0, 1]]).quantile(0.99)).toBe(0);
  expect(law.points([0.6])[0]).toEqual([0, 0.6]);
});

test('values out of range count at its ends: no quantile is NaN, and the mean is exact', () => {
  const law = filled([
    [1e-300, 1],
    [1e-12, 1],
    [1, 1],
    [1e9, 1],
  ]);
  const found = [0.1, 0.4, 0.7, 0.9].map((p) => law.quantile(p));
  expect(found).toEqual(found.toSorted((a, b) => a - b));
  expect(found.every(Number.isFinite)).toBe(true);
  expect(law.mean).toBeCloseTo(2.5e8, -1);
});

test('an empty histogram has mean and quantiles 0', () => {
  const law = new Histogram();
  expect([law.weight, law.mean, law.quantile(0.5)]).toEqual([0, 0, 0]);
  expect(law.points([0.5])).toEqual([]);
});

test('its points keep the probability, the order and, to a bin, the mean', () => {
  const { law } = sampled((random) => exponential(random, 2));
  const points = law.points([0.25, 0.5, 0.75, 0.9, 0.99]);
  const share = points.reduce((sum, [, weight]) => sum + weight, 0);
  const mean = points.reduce((sum, [value, weight]) => sum + value * weight, 0);
  expect(points).toHaveLength(6);
  expect(share).toBeCloseTo(1, 9);
  expect(Math.abs(mean / law.mean - 1)).toBeLessThan(1e-3);
  const values = points.map(([value]) => value);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  points.slice(0, 5).forEach(([, weight], i) => {
    expect(weight).toBeCloseTo([0.25, 0.25, 0.25, 0.15, 0.09][i] ?? 0, 2);
  });
});

test('a value that fills several slices is one point', () => {
  const points = filled([
    [2, 7],
    [8, 3],
  ]).points([0.1, 0.3, 0.5, 0.9]);
  expect(points.map(([, weight]) => weight)).toEqual([0.7, 0.3].map((x) => expect.closeTo(x, 12)));
});

test('weight that is spread evenly has the mean, the quantiles and the weight of a uniform law', () => {
  const law = new Histogram();
  law.addEvenly(2, 6, 3);
  law.addEvenly(0, 1e-3, 1);
  expect(law.weight).toBe(4);
  expect(law.mean).toBeCloseTo((3 * 4 + 5e-4) / 4, 12);
  expect(law.quantile(0.25 + 0.375)).toBeCloseTo(4, 6);
  expect(law.quantile(0.99)).toBeCloseTo(2 + (4 * (0.99 - 0.25)) / 0.75, 6);
  const narrow = new Histogram();
  narrow.addEvenly(5, 5, 1);
  expect(narrow.quantile(0.5) / 5).toBeCloseTo(1, 1);
});
