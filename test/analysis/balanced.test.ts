import { describe, expect, test } from 'vitest';
import { balancedShares, pullOf } from '../../src/analysis/chunked-prefill/balanced.ts';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Deployment } from '../../src/scenario/scenario.ts';
import { serve } from '../performance/served.ts';
import { serving } from './scenarios.ts';

const mmpp = (high: number, low: number) =>
  ({
    process: 'mmpp',
    states: [
      { rate: high, meanDuration: 5 },
      { rate: low, meanDuration: 5 },
    ],
  }) as const;
const among = (replicas: number, router: Deployment['router'], changes = {}) => ({
  ...serving(changes),
  deployment: { replicas, router },
});
const at = (replicas: number, router: Deployment['router'], load: number) => {
  const { at: answer, maxArrivalRate } = openAnalysis(among(replicas, router));
  return answer(load * maxArrivalRate);
};

const pool = (replicas: number) =>
  balancedShares({
    replicas,
    // A station with constant times: Poisson of mean 12 in each replica.
    entries: () => 0.3,
    cycle: () => 1,
    residence: 40,
    dispersion: 1,
    capacity: 60,
  });

function moments(law: Float64Array) {
  const total = law.reduce((sum, p) => sum + p, 0);
  const mean = law.reduce((sum, p, n) => sum + p * n, 0);
  const variance = law.reduce((sum, p, n) => sum + p * (n - mean) ** 2, 0);
  return { total, mean, variance };
}

describe('decodes of a replica among others', () => {
  test.each([2, 4, 8])(
    'of %i: the mean of one, and an Nth of the variance beside rounding',
    (N) => {
      const { total, mean, variance } = moments(pool(N).shares);
      expect(total).toBeCloseTo(1, 9);
      expect(mean).toBeCloseTo(12, 1);
      const rounding = 1 / 6 + 2 / (3 * N);
      expect(Math.abs(variance - 12 / N - rounding)).toBeLessThan(0.1);
    },
  );

  test('an arrival finds fewer than there are on average', () => {
    for (const N of [2, 8]) {
      const { decodes, idle } = pool(N).seen;
      expect(decodes).toBeCloseTo(12 - (1 - 1 / N), 1);
      expect(idle).toBeLessThan(1e-3);
    }
  });

  test('one replica draws its arrivals from nobody', () => {
    expect(pullOf(1, 5, 0.1)).toBe(0);
    expect(pullOf(4, 5, 0.1)).toBeGreaterThan(0);
    expect(pullOf(4, 1e9, 0.1)).toBeCloseTo(0.75, 6);
  });
});

describe('replicas behind a router', () => {
  test('rates are of all together, latencies of one at its share, where requests go at random', () => {
    const [one, four] = [at(1, 'random', 0.7), at(4, 'random', 0.7)];
    expect(four.maxArrivalRate / one.maxArrivalRate).toBeCloseTo(4, 9);
    expect(four.throughput.requests / one.throughput.requests).toBeCloseTo(4, 9);
    for (const metric of ['ttft', 'tbt', 'tpot', 'e2e'] as const)
      for (const key of ['mean', 'p50', 'p99'] as const)
        expect(four[metric][key] / one[metric][key]).toBeCloseTo(1, 9);
  });

  test('the least loaded of one is that one', () =>
    expect(at(1, 'least-loaded', 0.7)).toEqual(at(1, 'random', 0.7)));

  test.each([0.3, 0.6, 0.8, 0.95])('at load %f more replicas wait less behind it', (load) => {
    let before = at(1, 'random', load);
    for (const replicas of [2, 4, 8, 16]) {
      const here = at(replicas, 'least-loaded', load);
      expect(here.queues.prefillWait.mean).toBeLessThan(before.queues.prefillWait.mean);
      expect(here.tbt.mean).toBeLessThan(before.tbt.mean);
      expect(here.maxArrivalRate / replicas).toBeCloseTo(at(1, 'random', load).maxArrivalRate, 9);
      before = here;
    }
  });

  test('beyond sixteen it makes no difference, and is not slower', () => {
    const [some, many] = [at(16, 'least-loaded', 0.8), at(1024, 'least-loaded', 0.8)];
    expect(many.ttft.mean / some.ttft.mean).toBeGreaterThan(0.93);
    expect(many.ttft.mean / some.ttft.mean).toBeLessThan(1.001);
  });

  test('replicas of one slot each are answered as if at random, and that is said', () => {
    const engine = { maxBatchSize: 1 };
    const answer = openAnalysis(among(4, 'least-loaded', { engine })).at(1);
    expect(answer.region).toBe('weak');
    expect(answer.warnings.join()).toContain('split among them at random');
  });

  test('what has no formula is told', () => {
    const MORE = 'for the formulas (slaq simulate runs the others)';
    const taking = { engine: { policy: 'static' } } as const;
    expect(() => openAnalysis(among(2, 'round-robin', taking))).toThrow(
      `deployment.router: given "round-robin", allowed random ${MORE}`,
    );
    const swinging = mmpp(6, 2);
    expect(() =>
      openAnalysis(among(2, 'round-robin', { traffic: { arrivals: swinging } })),
    ).toThrow(`deployment.router: given "round-robin", allowed random ${MORE}`);
    const arrivals = { process: 'gamma', rate: 8, scv: 4 } as const;
    const burst = { arrivals };
    const time = serve('llama-3.1-8b', 'h100-sxm', { data: 2 });
    for (const changes of [taking, { time }, { traffic: burst }])
      expect(() => openAnalysis(among(2, 'least-loaded', changes))).toThrow(
        'deployment.router: given "least-loaded", allowed random',
      );
  });
});
