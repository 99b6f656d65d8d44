import { expect, test } from 'vitest';
import {
  busyPeriods,
  type Points,
  poisson,
  type RoundQueue,
} from '../../src/queueing/busy-period.ts';

/** One customer a round, of one second. */
const oneByOne = (arrivalRate: number): RoundQueue => ({
  arrivalRate,
  rounds: (waiting) => [{ seconds: 1, left: waiting - 1, weight: 1 }],
  ...{ step: 0.5, points: 400, most: 60 },
});
/** All that wait in a round of half a second and one more each. */
const together = (arrivalRate: number): RoundQueue => ({
  arrivalRate,
  rounds: (waiting) => [{ seconds: 0.5 + waiting, left: 0, weight: 1 }],
  ...{ step: 0.5, points: 600, most: 60 },
});
const moment = (law: Points, k: number) => law.reduce((sum, [x, p]) => sum + p * x ** k, 0);
const at = (law: Points, seconds: number) =>
  law.reduce((sum, [x, p]) => sum + (Math.abs(x - seconds) < 1e-9 ? p : 0), 0);

// Borel's law of the number served in a busy period of M/D/1: e^{−ρm}(ρm)^{m−1}/m!
// (L. Takács, Introduction to the Theory of Queues (1962), ch. 1).
test('one at a time, service of one second: Borel’s law', () => {
  const law = busyPeriods(oneByOne(0.6))(Float64Array.of(0, 1));
  let factorial = 1;
  for (let m = 1; m <= 9; m++) {
    factorial *= m;
    const borel = (Math.exp(-0.6 * m) * (0.6 * m) ** (m - 1)) / factorial;
    expect(at(law, m), `${m} served`).toBeCloseTo(borel, 5);
  }
});

test.each([0.2, 0.5, 0.7])('its mean and variance are those of M/D/1 at load %d', (load) => {
  const law = busyPeriods(oneByOne(load))(Float64Array.of(0, 1));
  expect(moment(law, 1) * (1 - load)).toBeCloseTo(1, 2);
  const variance = moment(law, 2) - moment(law, 1) ** 2;
  expect((variance * (1 - load) ** 3) / load).toBeCloseTo(1, 1);
});

test('a busy period of several has their means added', () => {
  const periods = busyPeriods(oneByOne(0.4));
  const three = periods(Float64Array.of(0, 0, 0, 1));
  expect(moment(three, 1)).toBeCloseTo(3 / (1 - 0.4), 2);
  const none = periods(Float64Array.of(0.25, 0.75));
  expect(at(none, 0)).toBeCloseTo(0.25, 9);
  expect(moment(none, 0)).toBeCloseTo(1, 5);
});

// Of generations: E_q = (½ + q) + λ(½ + q)-many more, of which each has a round of its generation.
test('rounds of all that wait: the mean of the branching process by generation', () => {
  const rate = 0.3;
  const mean = (first: number, deep = 0): number => {
    if (deep > 5) return first / (1 - rate);
    const seconds = 0.5 + first;
    const { from, law } = poisson(rate * seconds);
    return law.reduce(
      (sum, p, j) => sum + (from + j === 0 ? 0 : p * mean(from + j, deep + 1)),
      seconds,
    );
  };
  const law = busyPeriods(together(rate))(Float64Array.of(0, 1));
  expect(moment(law, 1) / mean(1)).toBeCloseTo(1, 2);
});
