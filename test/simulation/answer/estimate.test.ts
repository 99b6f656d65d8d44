import { expect, test } from 'vitest';
import { exponential, randomStream } from '../../../src/numerics/random.ts';
import {
  histogramLatency,
  latencyOf,
  ratioEstimate,
  waitOf,
} from '../../../src/simulation/answer/estimate.ts';
import { count, emptyHistogram } from '../../../src/simulation/measure/histogram.ts';

const range = (from: number, to: number) =>
  Float64Array.from({ length: to - from + 1 }, (_, i) => from + i);
const valuesOf = (latency: ReturnType<typeof latencyOf>) =>
  Object.fromEntries(Object.entries(latency).map(([key, one]) => [key, one?.value]));

test('a figure is of all batches together: percentiles by rank of the pooled sample', () => {
  const pooled = latencyOf([[range(1, 500)], [range(501, 1000)]]);
  expect(valuesOf(pooled)).toEqual({ mean: 500.5, p50: 500, p90: 900, p95: 950, p99: 990 });
});

test('a batch with fewer requests weighs less', () => {
  const { mean } = latencyOf([[Float64Array.of(1, 1, 1), Float64Array.of(5)]]);
  expect(mean?.value).toBe(2);
});

test('the half width is Student’s of the batches: 3, 4, 5, 6 with three degrees of freedom', () => {
  const groups = [3, 4, 5, 6].map((value) => [Float64Array.of(value, value)]);
  const { mean } = latencyOf(groups);
  expect(mean?.value).toBe(4.5);
  expect(mean?.halfWidth).toBeCloseTo((3.182 * Math.sqrt(5 / 3)) / 2, 9);
});

test('batches of one run that are alike widen the interval', () => {
  const rising = [1, 1, 1, 5, 5, 5].map((value) => Float64Array.of(value));
  const shuffled = [1, 5, 1, 5, 1, 5].map((value) => Float64Array.of(value));
  const width = (group: readonly Float64Array[]) => latencyOf([group]).mean?.halfWidth ?? 0;
  expect(width(rising)).toBeGreaterThan(1.5 * width(shuffled));
});

test('what nobody has is null; a batch without it does not count', () => {
  const none = latencyOf([[new Float64Array(0)], [new Float64Array(0)]]);
  expect(Object.values(none)).toEqual(Array(5).fill(null));
  const some = latencyOf([[new Float64Array(0)], [Float64Array.of(2)], [Float64Array.of(4)]]);
  expect(some.mean).toEqual({ value: 3, halfWidth: expect.closeTo(12.706, 9) });
});

test('a ratio is of the sums, not the mean of ratios', () => {
  const ratio = ratioEstimate([[[1, 2]], [[9, 10]]]);
  expect(ratio?.value).toBeCloseTo(10 / 12, 12);
  expect(ratioEstimate([[[0, 0]]])).toBeNull();
});

test('times per token come from histograms, a wait is their mean and p99', () => {
  const histogram = emptyHistogram();
  for (let n = 1; n <= 1000; n++) count(histogram, n / 1000, 1);
  const latency = histogramLatency([[histogram]]);
  expect(latency.mean?.value).toBeCloseTo(0.5005, 9);
  expect((latency.p90?.value ?? 0) / 0.9).toBeCloseTo(1, 2);
  expect(waitOf(latency)).toEqual({ mean: latency.mean, p99: latency.p99 });
});

test('the interval of a percentile is as wide as theory says of independent exponential times', () => {
  // sqrt(p(1 − p)/n)/f(q) with f(q) = 1 − p, times Student's t with 19 degrees of freedom.
  const widthOf = (p: number) => (2.093 * Math.sqrt((p * (1 - p)) / 100_000)) / (1 - p);
  const ratios = Array.from({ length: 30 }, (_, seed) => {
    const random = randomStream(seed, 'times');
    const batch = () => Float64Array.from({ length: 5000 }, () => exponential(random, 1));
    const runs = Array.from({ length: 4 }, () => Array.from({ length: 5 }, batch));
    const { p50, p99 } = latencyOf(runs);
    return [(p50?.halfWidth ?? 0) / widthOf(0.5), (p99?.halfWidth ?? 0) / widthOf(0.99)];
  });
  for (const column of [0, 1]) {
    const mean = ratios.reduce((sum, row) => sum + (row[column] ?? 0), 0) / ratios.length;
    expect(mean).toBeGreaterThan(0.9);
    expect(mean).toBeLessThan(1.4); // wider, as chance looks like autocorrelation at times
  }
});
