import { describe, expect, test } from 'vitest';
import { lengthLaw } from '../../src/analysis/traffic/lengths.ts';
import { type DiscreteLaw, expectation, lawQuantile } from '../../src/numerics/discrete-law.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { gammaCdf, normalCdf } from '../../src/numerics/special.ts';
import type { LengthLaw } from '../../src/scenario/scenario.ts';
import { lengthDraw } from '../../src/simulation/traffic/lengths.ts';
import { type Draw, forAll } from '../support/cases.ts';

const moment = (law: DiscreteLaw, power: number) => expectation(law, (x) => x ** power);

/** The law itself, token by token: the variable rounded, then clamped. */
function exact(cdf: (x: number) => number, min = 1, max = 60_000): DiscreteLaw {
  const values = Float64Array.from({ length: max - min + 1 }, (_, i) => min + i);
  const weights = values.map((n) => {
    const above = n === max ? 1 : cdf(n + 0.5);
    return above - (n === min ? 0 : cdf(n - 0.5));
  });
  return { values, weights };
}

const gamma = (mean: number, cv: number) => (x: number) =>
  gammaCdf(1 / cv ** 2, x / (mean * cv ** 2));
const lognormal = (mean: number, cv: number) => (x: number) => {
  const variance = Math.log1p(cv ** 2);
  return normalCdf((Math.log(x / mean) + variance / 2) / Math.sqrt(variance));
};

test.each<readonly [LengthLaw, DiscreteLaw]>([
  [{ distribution: 'gamma', mean: 200, cv: 0.8 }, exact(gamma(200, 0.8))],
  [{ distribution: 'gamma', mean: 3, cv: 0.7 }, exact(gamma(3, 0.7))],
  [{ distribution: 'gamma', mean: 900, cv: 2, min: 10, max: 4096 }, exact(gamma(900, 2), 10, 4096)],
  [{ distribution: 'lognormal', mean: 1000, cv: 1, max: 8192 }, exact(lognormal(1000, 1), 1, 8192)],
  [{ distribution: 'lognormal', mean: 50, cv: 0.1 }, exact(lognormal(50, 0.1))],
  [
    { distribution: 'lognormal', mean: 300, cv: 1.5, min: 200, max: 500 },
    exact(lognormal(300, 1.5), 200, 500),
  ],
  [{ distribution: 'exponential', mean: 120 }, exact((x) => -Math.expm1(-x / 120))],
  [{ distribution: 'exponential', mean: 0.4 }, exact((x) => -Math.expm1(-x / 0.4))],
])('%o is the law of the variable, rounded and clamped', (law, reference) => {
  const found = lengthLaw(law);
  expect(moment(found, 0)).toBeCloseTo(1, 12);
  expect(moment(found, 1) / moment(reference, 1)).toBeCloseTo(1, 4);
  expect(Math.abs(moment(found, 2) / moment(reference, 2) - 1)).toBeLessThan(1e-3);
  for (const p of [0.1, 0.5, 0.9, 0.99]) {
    const value = lawQuantile(reference, p);
    expect(Math.abs(lawQuantile(found, p) - value)).toBeLessThanOrEqual(0.5 + 0.016 * value);
  }
  expect(found.values.length).toBeLessThan(600);
});

describe('closed forms', () => {
  test('a fixed length is that length', () => {
    const { values, weights } = lengthLaw({ distribution: 'fixed', value: 37 });
    expect([[...values], [...weights]]).toEqual([[37], [1]]);
  });

  test.each([
    [1, 9],
    [50, 50],
    [7, 6006],
  ])('uniform on %d … %d has the mean and variance of a die', (min, max) => {
    const law = lengthLaw({ distribution: 'uniform', min, max });
    const variance = ((max - min + 1) ** 2 - 1) / 12;
    expect(moment(law, 1)).toBeCloseTo((min + max) / 2, 9);
    const found = moment(law, 2) - moment(law, 1) ** 2;
    expect(Math.abs(found - variance)).toBeLessThanOrEqual(1e-4 * variance);
  });

  test.each([1, 1.5, 20, 400])('geometric with mean %d has variance mean·(mean − 1)', (mean) => {
    const law = lengthLaw({ distribution: 'geometric', mean });
    expect(moment(law, 1) / mean).toBeCloseTo(1, 4);
    const variance = moment(law, 2) - moment(law, 1) ** 2;
    expect(Math.abs(variance - mean * (mean - 1))).toBeLessThanOrEqual(1e-3 * mean ** 2);
    expect(law.weights[0]).toBeCloseTo(1 / mean, 9);
  });

  test('no spread is a fixed length, rounded', () => {
    const { values } = lengthLaw({ distribution: 'gamma', mean: 12.4, cv: 0 });
    expect([...values]).toEqual([12]);
    const clamped = lengthLaw({ distribution: 'lognormal', mean: 12, cv: 0, min: 20 });
    expect([...clamped.values]).toEqual([20]);
  });

  test('empirical values count by weight, rounded, clamped and merged', () => {
    const law = lengthLaw({
      distribution: 'empirical',
      values: [9.6, 3, 10.4, 500, 0.2],
      weights: [1, 2, 3, 1, 1],
      max: 100,
    });
    expect([...law.values]).toEqual([1, 3, 10, 100]);
    expect([...law.weights]).toEqual([0.125, 0.25, 0.5, 0.125]);
  });

  test('without weights each empirical value counts once', () => {
    const law = lengthLaw({ distribution: 'empirical', values: [5, 5, 8, 2], min: 4 });
    expect([[...law.values], [...law.weights]]).toEqual([
      [4, 5, 8],
      [0.25, 0.5, 0.25],
    ]);
  });

  test('clamped to one length it is that length', () => {
    const law = lengthLaw({ distribution: 'exponential', mean: 80, min: 64, max: 64 });
    expect([[...law.values], [...law.weights]]).toEqual([[64], [1]]);
  });
});

/** Any law of the scenario file. */
function anyLaw(between: Draw): LengthLaw {
  const mean = between(1, 5000);
  const cv = between(0.01, 3);
  const min = Math.ceil(between(1, mean + 1));
  const max = min + Math.floor(between(1, 20 * mean));
  const clamp = between(1, 2) < 1.4 ? {} : { min, max };
  const laws: readonly LengthLaw[] = [
    { distribution: 'uniform', min, max },
    { distribution: 'lognormal', mean, cv, ...clamp },
    { distribution: 'gamma', mean, cv, ...clamp },
    { distribution: 'geometric', mean, ...clamp },
    { distribution: 'exponential', mean, ...clamp },
  ];
  return laws[Math.floor(between(1, 5.999)) - 1] ?? { distribution: 'fixed', value: min };
}

test('any law is made of increasing lengths ≥ 1 within its bounds, with probability 1', () =>
  forAll(anyLaw, (law) => {
    const { values, weights } = lengthLaw(law);
    const { min = 1, max = Infinity } = law.distribution === 'fixed' ? {} : law;
    expect(weights.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
    expect(weights.every((p) => p > 0)).toBe(true);
    expect(values.every((x, i) => x >= min && x <= max && x > (values[i - 1] ?? 0))).toBe(true);
  }));

test('any law has the mean and quantiles of lengths that are drawn', () =>
  forAll(
    anyLaw,
    (law) => {
      const draw = lengthDraw(law, randomStream(5, 'lengths'));
      const drawn = Float64Array.from({ length: 20_000 }, draw).sort();
      const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
      const found = lengthLaw(law);
      const deviation = Math.sqrt(Math.max(0, moment(found, 2) - moment(found, 1) ** 2));
      expect(Math.abs(moment(found, 1) - mean)).toBeLessThan(0.035 * deviation + 1e-9);
      const place = (x: number) => drawn.filter((y) => y <= x).length / drawn.length;
      const median = lawQuantile(found, 0.5) * 1.008 + 0.5;
      expect(place(median)).toBeGreaterThan(0.48);
    },
    60,
  ));
