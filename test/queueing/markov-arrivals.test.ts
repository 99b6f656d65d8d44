import { expect, test } from 'vitest';
import { countsAfter } from '../../src/queueing/counts-after.ts';
import {
  interruptedArrivals,
  interruptedFromMoments,
  modulatedArrivals,
  regularArrivals,
  swingOf,
  thinned,
} from '../../src/queueing/markov-arrivals.ts';

// A. Kuczura, Bell System Technical Journal 52 (1973): a renewal process has the dispersion of its
// gaps in the long run; that of hyperexponential gaps with balanced means is c².
test.each([1.5, 4, 30])(
  'hyperexponential gaps of c² = %d are Poisson switched on and off',
  (scv) => {
    const often = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
    const arrivals = interruptedArrivals(often, 14 * often, 14 * (1 - often));
    expect(arrivals.rate).toBeCloseTo(7, 9);
    expect(arrivals.rates[1]).toBe(0);
    expect(swingOf(arrivals).dispersion).toBeCloseTo(scv, 9);
  },
);

test('three moments give back the law they are of', () => {
  const [often, fast, slow] = [0.7, 9, 1.3];
  const moment = (n: number, factor: number) =>
    factor * (often / fast ** n + (1 - often) / slow ** n);
  const found = interruptedFromMoments(moment(1, 1), moment(2, 2), moment(3, 6));
  const given = interruptedArrivals(often, fast, slow);
  expect(found?.rates[0]).toBeCloseTo(given.rates[0] ?? 0, 9);
  expect(found?.leaving[1]).toBeCloseTo(given.leaving[1], 9);
  expect(interruptedFromMoments(1, 1.5, 4)).toBeUndefined();
});

test.each([0.2, 0.25, 0.3, 0.5, 0.7, 0.95])('gaps of c² = %d in stages', (scv) => {
  const { rate, shares, rates } = regularArrivals(11, scv);
  expect(swingOf(regularArrivals(11, scv)).dispersion).toBeCloseTo(scv, 9);
  expect(shares.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  expect(shares.reduce((sum, p, i) => sum + p * (rates[i] ?? 0), 0)).toBeCloseTo(rate, 9);
});

test('a random share of the arrivals is closer to Poisson by that share', () => {
  for (const arrivals of [modulatedArrivals([9, 2], [0.5, 0.2]), regularArrivals(5, 0.25)]) {
    const fifth = thinned(arrivals, 0.2);
    expect(fifth.rate).toBeCloseTo(arrivals.rate / 5, 9);
    const excess = swingOf(arrivals).dispersion - 1;
    expect(swingOf(fifth).dispersion - 1).toBeCloseTo(excess / 5, 9);
  }
});

test('after an arrival: none at once if regular, more than on average in a busy state', () => {
  const erlang = regularArrivals(2, 0.5);
  const regular = countsAfter(erlang, erlang.rates);
  expect(regular.none(0.4)).toBeCloseTo(Math.exp(-1.6) * (1 + 1.6), 12);
  expect(regular.mean(0.01)).toBeLessThan(0.002);
  expect(regular.mean(50) - 100).toBeCloseTo(-0.25, 6);
  const swinging = modulatedArrivals([9, 2], [0.5, 0.2]);
  const busy = countsAfter(swinging, [9, 0]);
  expect(busy.none(0)).toBeCloseTo(1, 12);
  expect(busy.mean(1e-6) / 9e-6).toBeCloseTo(1, 5);
  expect(busy.mean(100) - 400).toBeCloseTo((9 - 4) / 0.7, 6);
  expect((1 - busy.none(1e-6)) / 9e-6).toBeCloseTo(1, 5);
});
