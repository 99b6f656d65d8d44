import { expect, test } from 'vitest';
import { randomStream } from '../../../src/numerics/random.ts';
import type { CachedPrefix, LengthLaw } from '../../../src/scenario/scenario.ts';
import { cachedDraw, lengthDraw } from '../../../src/simulation/traffic/lengths.ts';

const draws = (law: LengthLaw) => {
  const draw = lengthDraw(law, randomStream(2, 'lengths'));
  return Array.from({ length: 200_000 }, draw);
};

test.each<[LengthLaw, number, number]>([
  [{ distribution: 'fixed', value: 37 }, 37, 0],
  [{ distribution: 'uniform', min: 11, max: 40 }, 25.5, Math.sqrt((30 ** 2 - 1) / 12) / 25.5],
  [{ distribution: 'lognormal', mean: 900, cv: 0.8 }, 900, 0.8],
  [{ distribution: 'gamma', mean: 900, cv: 1.4 }, 900, 1.4],
  [{ distribution: 'gamma', mean: 900, cv: 0.3 }, 900, 0.3],
  [{ distribution: 'exponential', mean: 900 }, 900, 1],
  [{ distribution: 'geometric', mean: 6 }, 6, Math.sqrt(1 - 1 / 6)],
  [{ distribution: 'empirical', values: [20, 50, 400], weights: [5, 3, 2] }, 105, 1.4198],
  [{ distribution: 'empirical', values: [20, 50] }, 35, 3 / 7],
])('draws of %o have its mean and cv', (law, mean, cv) => {
  const lengths = draws(law);
  const found = lengths.reduce((sum, x) => sum + x, 0) / lengths.length;
  const square = lengths.reduce((sum, x) => sum + (x - found) ** 2, 0) / lengths.length;
  expect(found / mean).toBeCloseTo(1, 2);
  expect(Math.sqrt(square) / found).toBeCloseTo(cv, 1.5);
});

test('draws are whole and clamped', () => {
  const lengths = draws({ distribution: 'lognormal', mean: 10, cv: 2, min: 3, max: 60 });
  expect(lengths.every(Number.isInteger)).toBe(true);
  expect([Math.min(...lengths.slice(0, 9999)), Math.max(...lengths.slice(0, 9999))]).toEqual([
    3, 60,
  ]);
  expect(draws({ distribution: 'gamma', mean: 0.5, cv: 2 }).every((length) => length >= 1)).toBe(
    true,
  );
});

test('a lognormal or gamma law without variation is its mean, a geometric law of mean 1 is 1', () => {
  expect(new Set(draws({ distribution: 'lognormal', mean: 40, cv: 0 }))).toEqual(new Set([40]));
  expect(new Set(draws({ distribution: 'gamma', mean: 40, cv: 0 }))).toEqual(new Set([40]));
  expect(new Set(draws({ distribution: 'geometric', mean: 1 }))).toEqual(new Set([1]));
});

const cached = (prefix?: CachedPrefix) => cachedDraw(prefix, randomStream(3, 'cached'));

test('a share or a number of prompt tokens is cached, but never the last one', () => {
  const found = [1, 2, 10, 15].map((prompt) => [
    cached()(prompt),
    cached({ share: 0.5 })(prompt),
    cached({ tokens: 12 })(prompt),
  ]);
  expect(found).toEqual([
    [0, 0, 0],
    [0, 1, 1],
    [0, 5, 9],
    [0, 7, 12],
  ]);
});

test('cached tokens are drawn for each prompt by a law that may give 0, but never the last one', () => {
  const draw = cached({
    tokens: { distribution: 'empirical', values: [0, 40, 900], weights: [5, 3, 2] },
  });
  const found = Array.from({ length: 100_000 }, () => draw(100));
  const share = (tokens: number) => found.filter((each) => each === tokens).length / found.length;
  expect([0, 40, 99].map(share)).toEqual([0.5, 0.3, 0.2].map((x) => expect.closeTo(x, 2)));
});
