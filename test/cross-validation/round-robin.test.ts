/** Replicas that get requests in turn: formulas against the simulator. */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Arrivals, Scenario } from '../../src/scenario/scenario.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { serving } from '../analysis/scenarios.ts';

/** Relative error beyond the interval of the simulation. */
const BAND = {
  ttft: { mean: 0.06, p99: 0.13 },
  tbt: { mean: 0.02 },
  e2e: { mean: 0.03, p99: 0.05 },
};
const few = serving({ engine: { maxBatchSize: 12, tokenBudget: 2048 } });
const poisson = (rate: number): Arrivals => ({ process: 'poisson', rate });
const gamma = (rate: number): Arrivals => ({ process: 'gamma', rate, scv: 3 });

const CASES: readonly (readonly [string, number, number, Scenario, (rate: number) => Arrivals])[] =
  [
    ['chat', 2, 0.5, serving(), poisson],
    ['chat', 8, 0.8, serving(), poisson],
    ['bursts', 4, 0.7, serving(), gamma],
    ['few slots', 2, 0.8, few, poisson],
    ['few slots', 8, 0.9, few, poisson],
  ];

describe.each(CASES)('%s, %i replicas at load %f', (_, replicas, load, base, process) => {
  const among = (router: 'round-robin' | 'random', rate: number): Scenario => ({
    ...base,
    deployment: { replicas, router },
    traffic: { ...base.traffic, arrivals: process(rate) },
  });
  const { at, maxArrivalRate } = openAnalysis(among('round-robin', 1));
  const rate = load * maxArrivalRate;
  const answer = at(rate);
  const simulated = simulate(among('round-robin', rate), { requests: 60_000, seed: 2026 });

  test('is in its band', () => {
    for (const [metric, bands] of Object.entries(BAND) as [keyof typeof BAND, object][])
      for (const [key, band] of Object.entries(bands) as ['mean' | 'p99', number][]) {
        const { value, halfWidth } = simulated[metric][key] ?? { value: 0, halfWidth: 0 };
        const error = Math.max(0, Math.abs(answer[metric][key] - value) - 2 * halfWidth) / value;
        expect(error, `${metric}.${key}: ${answer[metric][key]} for ${value}`).toBeLessThan(band);
      }
  });

  test('split at random, requests would wait longer', () => {
    const random = openAnalysis(among('random', 1)).at(rate);
    expect(random.queues.prefillWait.mean).toBeGreaterThan(answer.queues.prefillWait.mean);
    expect(random.ttft.mean / (simulated.ttft.mean?.value ?? 0)).toBeGreaterThan(1.04);
  });
});
