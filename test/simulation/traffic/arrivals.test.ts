import { expect, test } from 'vitest';
import { randomStream } from '../../../src/numerics/random.ts';
import type { Arrivals } from '../../../src/scenario/scenario.ts';
import { arrivalTimes, type OpenArrivals } from '../../../src/simulation/traffic/arrivals.ts';

const COUNT = 400_000;

function gapsOf(arrivals: OpenArrivals): Float64Array {
  const next = arrivalTimes(arrivals, randomStream(3, 'arrivals'));
  let before = 0;
  return Float64Array.from({ length: COUNT }, () => {
    const time = next();
    const gap = time - before;
    before = time;
    return gap;
  });
}
const average = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length;
function momentsOf(gaps: Float64Array) {
  const mean = average(gaps);
  const scv = average(gaps.map((gap) => (gap - mean) ** 2)) / mean ** 2;
  const skewness = average(gaps.map((gap) => ((gap - mean) / mean) ** 3)) / scv ** 1.5;
  return { mean, scv, skewness };
}

test.each<[OpenArrivals, number, number]>([
  [{ process: 'poisson', rate: 40 }, 1, 2],
  [{ process: 'gamma', rate: 40, scv: 0.3 }, 0.3, 2 * Math.sqrt(0.3)],
  [{ process: 'gamma', rate: 40, scv: 4 }, 4, 4],
  [{ process: 'weibull', rate: 40, scv: 1 }, 1, 2],
  [{ process: 'weibull', rate: 40, scv: 0.3 }, 0.3, 0.702],
  [{ process: 'weibull', rate: 40, scv: 4 }, 4, 5.578],
  [{ process: 'hyperexponential', rate: 40, scv: 1 }, 1, 2],
  [{ process: 'hyperexponential', rate: 40, scv: 4 }, 4, hyperSkewness(4)],
])('%o has its rate, variability and skewness', (arrivals, scv, skewness) => {
  const found = momentsOf(gapsOf(arrivals));
  expect(Math.abs(found.mean * 40 - 1)).toBeLessThan(0.015);
  expect(Math.abs(found.scv / scv - 1)).toBeLessThan(0.05);
  expect(Math.abs(found.skewness / skewness - 1)).toBeLessThan(0.12);
});

/** Of two exponentials of balanced means, mean 1. */
function hyperSkewness(scv: number): number {
  const p = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
  const third = 6 * (p * (1 / (2 * p)) ** 3 + (1 - p) * (1 / (2 * (1 - p))) ** 3);
  return (third - 3 * (1 + scv) + 2) / scv ** 1.5;
}

test('clockwork has no variability at all', () => {
  const next = arrivalTimes({ process: 'gamma', rate: 4, scv: 0 }, randomStream(1, 'a'));
  expect([next(), next(), next()]).toEqual([0.25, 0.5, 0.75]);
});

test('a Weibull law of shape 2 is that of Rayleigh: P(gap > t) = exp(−πt²/4) at mean 1', () => {
  const gaps = gapsOf({ process: 'weibull', rate: 1, scv: 4 / Math.PI - 1 });
  for (const time of [0.3, 1, 2]) {
    const share = gaps.filter((gap) => gap > time).length / COUNT;
    expect(Math.abs(share - Math.exp((-Math.PI * time ** 2) / 4))).toBeLessThan(0.003);
  }
});

// Index of dispersion of counts in the limit: 1 + 2·p₁p₂(λ₁−λ₂)²/(λ̄(r₁+r₂)) (Fischer and
// Meier-Hellstern, The MMPP cookbook (1992), equation 15).
test('arrivals in two moods have their mean rate, and their dispersion in long windows', () => {
  const arrivals: Arrivals = {
    process: 'mmpp',
    states: [
      { rate: 20, meanDuration: 0.3 },
      { rate: 120, meanDuration: 0.1 },
    ],
  };
  const [share, rate] = [0.75, 45];
  const dispersion = 1 + (2 * share * (1 - share) * 100 ** 2) / (rate * (1 / 0.3 + 1 / 0.1));
  const next = arrivalTimes(arrivals, randomStream(5, 'moods'));
  const WINDOW = 10;
  const counts = new Float64Array(9000);
  for (let time = next(); time < WINDOW * counts.length; time = next()) {
    const window = Math.floor(time / WINDOW);
    counts[window] = (counts[window] as number) + 1;
  }
  const mean = average(counts);
  const variance = average(counts.map((count) => (count - mean) ** 2));
  expect(Math.abs(mean / (rate * WINDOW) - 1)).toBeLessThan(0.005);
  expect(Math.abs(variance / mean / dispersion - 1)).toBeLessThan(0.06);
});

test('a mood without arrivals is silent', () => {
  const arrivals: Arrivals = {
    process: 'mmpp',
    states: [
      { rate: 0, meanDuration: 0.09 },
      { rate: 1000, meanDuration: 0.01 },
    ],
  };
  const gaps = gapsOf(arrivals);
  expect(Math.abs(average(gaps) * 100 - 1)).toBeLessThan(0.02);
  // Cycles of 0.1 s have one gap each that is longer than 0.05 s in e^{−5/9} of them, and rarely more.
  const long = gaps.filter((gap) => gap > 0.05).length / (COUNT / 10);
  expect(Math.abs(long - Math.exp(-5 / 9))).toBeLessThan(0.06);
});

test('a trace is played as it is, and then nobody comes', () => {
  const next = arrivalTimes({ process: 'trace', times: [0.5, 0.5, 2] }, randomStream(1, 'a'));
  expect([next(), next(), next(), next(), next()]).toEqual([0.5, 0.5, 2, Infinity, Infinity]);
});
