import { expect, test } from 'vitest';
import { simulateEngine } from '../engine.ts';
import { binOf, emptyHistogram, histogramQuantile, merged, record } from './histogram.ts';
import { measuredIterations, measuredRequests, SEGMENTS } from './summary.ts';
import { timeOf } from './time-of.ts';

test('a histogram keeps the mean exactly and quantiles within a bin of 0.05 %', () => {
  const parts = [emptyHistogram(), emptyHistogram()] as const;
  for (let n = 1; n <= 1000; n++) {
    const value = n / 300;
    record(parts[n % 2 === 0 ? 0 : 1], binOf(value), value, n);
  }
  const all = merged(parts);
  expect(all.sum / all.weight).toBeCloseTo(2001 / 3 / 300, 9);
  for (const p of [0.1, 0.5, 0.9, 0.99]) {
    const place = Math.ceil((Math.sqrt(1 + 4 * p * 1000 * 1001) - 1) / 2); // n(n+1) ≥ p·1000·1001
    expect(histogramQuantile(all, p) / (place / 300)).toBeCloseTo(1, 2.99);
  }
});

test('requests are summarised by rank, TPOT over those with a second token', () => {
  const run = simulateEngine({
    arrivalRate: 3,
    iterationTime: () => 0.02,
    engine: { maxBatchSize: 500, tokenBudget: 1e5 },
    promptTokens: { distribution: 'fixed', value: 10 },
    outputTokens: { distribution: 'uniform', min: 1, max: 100 },
    requests: 50_000,
    segments: SEGMENTS,
    seed: 4,
  });
  const tpot = measuredRequests(run, 'tpot');
  for (const value of Object.values(tpot.value)) expect(value).toBeCloseTo(0.02, 6);
  for (const width of Object.values(tpot.halfWidth)) expect(width).toBeLessThan(1e-6);
  const tbt = measuredIterations(run, 'tbt');
  expect(tbt.value.mean).toBeCloseTo(0.02, 9);
  for (const value of Object.values(tbt.value)) expect(value / 0.02).toBeCloseTo(1, 2.99);
  // E2E − wait is N iterations: percentiles of the uniform law, in steps of 20 ms.
  const { e2e, prefillWait } = run.requests;
  const service = e2e.map((time, row) => time - (prefillWait[row] ?? 0));
  const { value, halfWidth } = measuredRequests(
    { ...run, requests: { ...run.requests, e2e: service } },
    'e2e',
  );
  const expected = { mean: 1.01, p50: 1, p90: 1.8, p95: 1.9, p99: 1.98 };
  for (const key of ['mean', 'p50', 'p90', 'p95', 'p99'] as const) {
    expect(Math.abs(value[key] - expected[key])).toBeLessThan(0.021);
    expect(halfWidth[key]).toBeLessThan(0.021);
  }
});

const batch = {
  prefillTokens: 700,
  prefillRequests: 2,
  attentionPairs: 500_000,
  prefillContext: 1600,
  decodeRequests: 30,
  contextTokens: 40_000,
};

test('the linear time adds its five terms', () => {
  const model = {
    kind: 'linear',
    base: 0.006,
    perPrefillToken: 2e-5,
    perAttentionPair: 3e-9,
    perDecodeRequest: 4e-5,
    perContextToken: 5e-8,
  } as const;
  expect(timeOf(model)(batch)).toBeCloseTo(0.006 + 0.014 + 0.0015 + 0.0012 + 0.002, 12);
});

test('the roofline time is the longer of memory and compute', () => {
  const compute = {
    perPrefillToken: 3e-5,
    perAttentionPair: 2e-9,
    perDecodeRequest: 4e-5,
    perContextToken: 1e-8,
  };
  const memory = { base: 0.005, perContextToken: 6e-8, perPrefillToken: 1e-6 };
  const time = timeOf({ kind: 'roofline', base: 0.001, memory, compute });
  expect(time(batch)).toBeCloseTo(0.001 + 0.021 + 0.001 + 0.0012 + 0.0004, 12);
  const decodesOnly = { ...batch, prefillTokens: 10, attentionPairs: 50 };
  expect(time(decodesOnly)).toBeCloseTo(0.001 + 0.005 + 0.0024 + 0.00001, 12);
});
