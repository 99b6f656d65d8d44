import { expect, test } from 'vitest';
import {
  compress,
  type DiscreteLaw,
  expectation,
  lawQuantile,
} from '../../src/numerics/discrete-law.ts';
import { randomStream } from '../../src/numerics/random.ts';

const law = (values: readonly number[], weights: readonly number[]): DiscreteLaw => ({
  values: Float64Array.from(values),
  weights: Float64Array.from(weights),
});

/** Random increasing values with random weights that sum to 1. */
function randomLaw(points: number, seed: number): DiscreteLaw {
  const random = randomStream(seed, 'law');
  const values = Float64Array.from({ length: points }, () => 1 + 1e4 * random() ** 3).sort();
  const weights = Float64Array.from({ length: points }, () => random() ** 4);
  const total = weights.reduce((sum, x) => sum + x, 0);
  return { values, weights: weights.map((x) => x / total) };
}

test('an expectation is the weighted sum', () =>
  expect(expectation(law([1, 2, 7], [0.5, 0.3, 0.2]), (x) => x * x)).toBeCloseTo(11.5, 12));

test.each([
  [0.001, 1],
  [0.5, 1],
  [0.51, 2],
  [0.8, 2],
  [0.99, 7],
  [1, 7],
])('the quantile at %d is the smallest value that reaches it', (p, value) =>
  expect(lawQuantile(law([1, 2, 7], [0.5, 0.3, 0.2]), p)).toBe(value),
);

test.each([2, 5, 10, 64])('compressed to %d groups a law keeps probability and mean', (groups) => {
  for (let seed = 0; seed < 20; seed++) {
    const long = randomLaw(300, seed);
    const short = compress(long, groups, [0.95, 0.99, 0.999]);
    expect(short.values.length).toBeLessThanOrEqual(groups + 3);
    expect(short.weights.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
    const mean = expectation(long, (x) => x);
    expect(expectation(short, (x) => x) / mean).toBeCloseTo(1, 12);
    expect([...short.values]).toEqual([...short.values].toSorted((a, b) => a - b));
    expect(expectation(short, (x) => x * x)).toBeLessThanOrEqual(
      expectation(long, (x) => x * x) * (1 + 1e-12),
    );
  }
});

test('groups end where they are told to', () => {
  const even = law(
    Array.from({ length: 1000 }, (_, i) => i),
    Array.from({ length: 1000 }, () => 1e-3),
  );
  const { weights } = compress(even, 4, [0.9, 0.99]);
  const expected = [0.25, 0.25, 0.25, 0.15, 0.09, 0.01];
  expect([...weights]).toEqual(expected.map((x) => expect.closeTo(x, 9)));
});

test('one value with more probability than a group is one or more points at that value', () => {
  const values = [...Array.from({ length: 20 }, (_, i) => i + 1), 500];
  const weights = [...Array.from({ length: 20 }, () => 0.005), 0.9];
  const { values: points, weights: masses } = compress(law(values, weights), 4, []);
  const atTop = [...masses].filter((_, i) => points[i] === 500).reduce((sum, x) => sum + x, 0);
  expect(atTop).toBeGreaterThanOrEqual(0.75 - 1e-12);
});

test('a law that is short already is left as it is', () => {
  const short = law([3, 4], [0.5, 0.5]);
  expect(compress(short, 2, [0.9])).toBe(short);
});
