import { describe, expect, test } from 'vitest';
import { modulatedStages } from '../../src/analysis/bursts/by-stages.ts';
import { openAnalysis } from '../../src/analysis/open.ts';
import { predict } from '../../src/analysis/predict.ts';
import { predictMeans } from '../../src/analysis/predict-means.ts';
import { modulatedArrivals } from '../../src/queueing/markov-arrivals.ts';
import type { Arrivals } from '../../src/scenario/scenario.ts';
import { serving } from './scenarios.ts';

describe.each(['prefill-first', 'decode-first', 'static'] as const)('%s', (policy) => {
  const base = serving({ engine: { policy } });
  const most = openAnalysis(base).maxArrivalRate;
  const under = (arrivals: Arrivals) =>
    predict({ ...base, traffic: { ...base.traffic, arrivals } });
  const gamma = (scv: number, load: number) => under({ process: 'gamma', rate: load * most, scv });
  const mmpp = (ratio: number, load: number, seconds = 8) => {
    const low = (2 * load * most) / (1 + ratio);
    const states = [
      { rate: ratio * low, meanDuration: seconds },
      { rate: low, meanDuration: seconds },
    ] as const;
    return under({ process: 'mmpp', states });
  };
  const poisson = (load: number) => under({ process: 'poisson', rate: load * most });

  test.each([0.4, 0.8])('arrivals that are Poisson are answered as such, at load %d', (load) => {
    expect(gamma(1, load).ttft.mean / poisson(load).ttft.mean).toBeCloseTo(1, 2);
    if (policy !== 'prefill-first')
      expect(mmpp(1, load).ttft.mean / poisson(load).ttft.mean).toBeCloseTo(1, 2);
  });

  test('more variable gaps, and wider swings, never shorten the wait', () => {
    for (const at of policy === 'prefill-first' ? [gamma] : [gamma, mmpp]) {
      let before = 0;
      for (const x of at === gamma ? [0.2, 0.5, 1, 2, 4, 8] : [1, 1.5, 2, 3, 5, 8]) {
        const { ttft } = at(x, 0.75);
        expect(ttft.mean).toBeGreaterThan(before * 0.98);
        before = ttft.mean;
      }
    }
  });

  test('E2E is TTFT and the gaps, laws are in order, means agree', () => {
    const arrivals: Arrivals = { process: 'gamma', rate: 0.7 * most, scv: 4 };
    const answer = under(arrivals);
    for (const metric of ['ttft', 'tbt', 'tpot', 'e2e'] as const) {
      const { p50, p90, p95, p99 } = answer[metric];
      expect([p50, p90, p95, p99]).toEqual([p50, p90, p95, p99].sort((a, b) => a - b));
      expect(p50).toBeGreaterThan(0);
    }
    const means = predictMeans({ ...base, traffic: { ...base.traffic, arrivals } });
    expect(means.tbt / answer.tbt.mean).toBeCloseTo(1, 1);
    expect(answer.kinds.at(-1)).toBe('bursts');
  });
});

test('a state beyond the limit piles up an exponential backlog', () => {
  // Up by 0.5 for 10 s on average, down by 0.5 for 30 s: decay 1/10/0.5 − 1/30/0.5 = 2/15.
  const arrivals = modulatedArrivals([150, 50], [1 / 10, 1 / 30]);
  const carrier = { limit: 100, stay: 0, hasSlots: false };
  const [busy, quiet] = modulatedStages(arrivals, carrier, 0);
  const late = (stage: typeof busy) =>
    stage?.backlogs.reduce((sum, [seconds, share]) => sum + seconds * share, 0) ?? 0;
  expect(busy?.share).toBeCloseTo(0.5, 9);
  expect(late(busy)).toBeGreaterThan(7);
  expect(late(busy)).toBeLessThan(7.5);
  // Of quiet time, as much passes with a backlog as of busy time goes up: 10·0.5/(30·0.5).
  expect(late(quiet) / late(busy)).toBeGreaterThan(0.3);
  expect(late(quiet) / late(busy)).toBeLessThan(0.36);
  for (const stage of [busy, quiet])
    expect(stage?.backlogs.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(1, 9);
});
