/**
 * Prefill first by formula against the simulator, which shares t_inf with it and nothing else: the
 * 99.9 % interval of the relative error must reach into the band of its load.
 */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { LINE, ROOF, serving } from '../analysis/scenarios.ts';
import { rateAt, simulatedAt } from './cases.ts';

/** Student t, 19 degrees of freedom: two-sided 99.9 % over the 95 % of the simulator. */
const WIDER = 3.883 / 2.093;
const BAND = {
  ttft: { mean: 0.06, p99: 0.12 },
  tbt: { mean: 0.03, p99: 0.13 },
  e2e: { mean: 0.03, p99: 0.08 },
} as const;
const first = (options: Parameters<typeof serving>[0] = {}): Scenario =>
  serving({ ...options, engine: { policy: 'prefill-first', ...options.engine } });
const slow = { ...LINE, base: 18e-3, perPrefillToken: 80e-6 };

const CASES: readonly (readonly [string, Scenario, number])[] = [
  ['chat', first(), 0.4],
  ['few slots, roofline', first({ time: ROOF, engine: { maxBatchSize: 12 } }), 0.7],
  [
    'fixed answers wait as in M/D/B',
    first({
      time: slow,
      engine: { maxBatchSize: 24, tokenBudget: 6000 },
      traffic: {
        promptTokens: { distribution: 'gamma', mean: 600, cv: 0.8 },
        outputTokens: { distribution: 'fixed', value: 150 },
      },
    }),
    0.8,
  ],
  [
    'each prompt by itself',
    first({
      time: slow,
      engine: { maxBatchSize: 40, tokenBudget: 500 },
      traffic: {
        promptTokens: { distribution: 'uniform', min: 800, max: 2400 },
        outputTokens: { distribution: 'geometric', mean: 80 },
      },
    }),
    0.6,
  ],
];

function leastError(formula: number, estimate: Estimate | null): number {
  if (estimate === null) throw new Error('it was not measured');
  const { value, halfWidth } = estimate;
  expect(halfWidth / value).toBeLessThan(0.25);
  return Math.max(0, Math.abs(formula - value) - WIDER * halfWidth) / value;
}

describe.each(CASES)('%s', (_, scenario, load) => {
  const rate = rateAt(scenario, load);
  const answer = openAnalysis(scenario).at(rate);
  const simulated = simulatedAt(scenario, rate, 100_000);

  test.each(['ttft', 'tbt', 'e2e'] as const)('%s is in its band', (metric) => {
    for (const key of ['mean', 'p99'] as const)
      expect(leastError(answer[metric][key], simulated[metric][key]), key).toBeLessThan(
        BAND[metric][key],
      );
  });

  test('decodes stall and prompts wait as long as in the simulation', () => {
    const { generationWait, prefillWait } = answer.queues;
    const measured = simulated.queues;
    expect(leastError(generationWait.mean, measured.generationWait.mean)).toBeLessThan(0.06);
    expect(leastError(generationWait.p99, measured.generationWait.p99)).toBeLessThan(0.15);
    expect(leastError(prefillWait.mean, measured.prefillWait.mean)).toBeLessThan(0.1);
  });

  test('iterations of prompts and of decodes are as often and as long', () => {
    const [{ mean }, { mean: measured }] = [answer.batch, simulated.batch];
    for (const key of ['decodes', 'chunkTokens', 'prefillRequests', 'iterationTime'] as const)
      expect(leastError(mean[key], measured[key]), key).toBeLessThan(0.04);
  });
});

test('Sarathi’s claim: without chunks decodes stall, with them they do not', () => {
  const stalls = openAnalysis(first()).at(2).queues.generationWait;
  const free = openAnalysis(serving()).at(2).queues.generationWait;
  expect(free).toEqual({ mean: 0, p99: 0 });
  expect(stalls.p99).toBeGreaterThan(stalls.mean);
  expect(stalls.mean).toBeGreaterThan(0);
});

test.each(CASES.slice(1, 4))('%s: simulated saturation is the stability limit', (_, scenario) => {
  const { maxArrivalRate } = openAnalysis(scenario);
  const { kind, throughput } = simulatedAt(scenario, 1.5 * maxArrivalRate, 30_000);
  expect(kind).toBe('overload');
  expect(leastError(maxArrivalRate, throughput.requests)).toBeLessThan(0.05);
});
