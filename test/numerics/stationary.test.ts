import { expect, test } from 'vitest';
import { addMixedPoisson } from '../../src/numerics/mixed-poisson.ts';
import { stationaryLaw } from '../../src/numerics/stationary.ts';

test('M/M/1 with room for 40 is a truncated geometric law, to the smallest probability', () => {
  const n = 41;
  const rates = new Float64Array(n * n);
  for (let i = 0; i + 1 < n; i++) {
    rates[i * n + i + 1] = 0.3;
    rates[(i + 1) * n + i] = 0.7;
  }
  const law = stationaryLaw(rates, n);
  const ratio = 0.3 / 0.7;
  for (const i of [0, 1, 20, 40])
    expect((law[i] ?? 0) / (((1 - ratio) * ratio ** i) / (1 - ratio ** n))).toBeCloseTo(1, 12);
});

test.each([
  ['Poisson', 7.5, 7.5],
  ['a Poisson number of many', 900, 900],
  ['negative binomial', 12, 50],
  ['hardly mixed', 12, 12.001],
])('%s has the mean and variance asked for', (_, mean, variance) => {
  const masses = new Float64Array(4000);
  addMixedPoisson(masses, { mean, variance, weight: 0.25 });
  addMixedPoisson(masses, { mean, variance, weight: 0.75 });
  const moment = (f: (n: number) => number) =>
    masses.reduce((sum, mass, n) => sum + mass * f(n), 0);
  expect(moment(() => 1)).toBeCloseTo(1, 7);
  expect(moment((n) => n) / mean).toBeCloseTo(1, 6);
  expect(moment((n) => (n - mean) ** 2) / variance).toBeCloseTo(1, 5);
});

test('exponential times make the number of arrivals geometric', () => {
  const masses = new Float64Array(200);
  // Mean time 3, rate 2: P(n) = (1/7)(6/7)^n.
  addMixedPoisson(masses, { mean: 6, variance: 6 + 36, weight: 1 });
  for (const n of [0, 1, 9, 60]) expect(masses[n]).toBeCloseTo((6 / 7) ** n / 7, 10);
});
