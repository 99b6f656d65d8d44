import { describe, expect, test } from 'vitest';
import {
  gammaCdf,
  gammaPoints,
  gammaQuantile,
  normalCdf,
  normalQuantile,
} from '../../src/numerics/special.ts';
import { forAll } from '../support/cases.ts';

// Abramowitz & Stegun, Handbook (1972), tables 26.1 and 26.6; the tail value from table 26.2.
test.each([
  [1, 0.841344746068543],
  [1.96, 0.97500210485178],
  [-3, 0.0013498980316301],
  [-8, 6.22096057427178e-16],
])('the normal distribution function at %d has the printed value', (x, printed) =>
  expect(normalCdf(x) / printed).toBeCloseTo(1, 12),
);

test.each([
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.99, 2.326347874040841],
  [0.999, 3.090232306167813],
  [0.001, -3.090232306167813],
])('the normal quantile at %d has the printed value', (p, printed) =>
  expect(normalQuantile(p)).toBeCloseTo(printed, 11),
);

// χ² with ν degrees of freedom is twice a gamma variable of shape ν/2; tables of χ².
test.each([
  [1, 0.95, 3.841458820694124],
  [2, 0.99, 9.21034037197618],
  [10, 0.95, 18.307038053275146],
  [10, 0.01, 2.558212160187054],
  [100, 0.99, 135.80672317102676],
])('χ² with %d degrees of freedom has the printed quantile at %d', (freedom, p, printed) => {
  expect(2 * gammaQuantile(freedom / 2, p)).toBeCloseTo(printed, 7);
  expect(gammaCdf(freedom / 2, printed / 2)).toBeCloseTo(p, 10);
});

describe('the gamma distribution function', () => {
  test('is Erlang’s sum for whole shapes and the error function for one half', () => {
    expect(gammaCdf(1, 0.7)).toBeCloseTo(1 - Math.exp(-0.7), 14);
    expect(gammaCdf(3, 2)).toBeCloseTo(1 - Math.exp(-2) * (1 + 2 + 2), 14);
    expect(gammaCdf(0.5, 1)).toBeCloseTo(0.842700792949715, 13); // erf 1
  });

  test('is 0 up to zero and 1 at infinity', () => {
    expect([gammaCdf(2, -1), gammaCdf(2, 0), gammaCdf(2, Infinity)]).toEqual([0, 0, 1]);
  });

  test('and its quantile are inverse to each other', () =>
    forAll(
      (between) => ({ shape: between(0.1, 1e4), p: between(0.01, 0.9999) }),
      ({ shape, p }) => expect(gammaCdf(shape, gammaQuantile(shape, p))).toBeCloseTo(p, 9),
      200,
    ));
});

describe('a gamma law on points', () => {
  const ends = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94, 0.97, 0.985, 0.995, 0.999];
  const moment = (scv: number, power: number) =>
    gammaPoints(scv, ends).reduce((sum, [x, weight]) => sum + weight * x ** power, 0);

  test('keeps probability and mean exactly, and nearly all of the variance', () => {
    for (const scv of [0.05, 0.3, 1, 2, 4]) {
      expect(moment(scv, 0)).toBeCloseTo(1, 12);
      expect(moment(scv, 1)).toBeCloseTo(1, 9);
      const variance = moment(scv, 2) - 1;
      expect(variance / scv).toBeGreaterThan(0.95);
      expect(variance / scv).toBeLessThan(1);
    }
  });

  test('has increasing points, each between the quantiles that bound its slice', () => {
    const points = gammaPoints(1, ends); // exponential: quantile −ln(1 − p)
    points.forEach(([x], i) => {
      expect(x).toBeGreaterThan(-Math.log(1 - (ends[i - 1] ?? 0)));
      expect(x).toBeLessThan(-Math.log(1 - (ends[i] ?? 1)));
    });
  });

  test('is of the slices that were asked for, whatever was asked before', () => {
    const weights = (law: readonly (readonly [number, number])[]) => law.map(([, share]) => share);
    gammaPoints(1, [0.5, 0.6]);
    const [low, middle, high] = weights(gammaPoints(1, [0.5, 0.9]));
    expect([low, middle, high]).toEqual([0.5, 0.4, 0.1].map((x) => expect.closeTo(x, 12)));
  });
});
