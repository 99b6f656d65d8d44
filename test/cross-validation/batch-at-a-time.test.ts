/**
 * Batches at a time against the simulator, which shares t_inf with the formulas and nothing else.
 * The 99.9 % interval of the relative error must reach into the band that is declared.
 */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { ROOF, serving } from '../analysis/scenarios.ts';
import { rateAt, simulatedAt } from './cases.ts';

const WIDER = 3.883 / 2.093;
const BAND = { mean: 0.015, p99: 0.04 };
const fixed = (value: number) => ({ distribution: 'fixed', value }) as const;

const CASES: readonly (readonly [string, Scenario, number])[] = [
  ['decode first, chat', serving({ engine: { policy: 'decode-first', tokenBudget: 4096 } }), 0.7],
  [
    'static, roofline',
    serving({ time: ROOF, engine: { policy: 'static', maxBatchSize: 24, tokenBudget: 2048 } }),
    0.8,
  ],
  [
    'decode first, prompts beyond the budget, short answers',
    serving({
      engine: { policy: 'decode-first', maxBatchSize: 10, tokenBudget: 700 },
      traffic: { outputTokens: { distribution: 'geometric', mean: 15 } },
    }),
    0.5,
  ],
  [
    'static, fixed answers',
    serving({
      engine: { policy: 'static', maxBatchSize: 16, tokenBudget: 2048 },
      traffic: { promptTokens: fixed(500), outputTokens: fixed(80) },
    }),
    0.75,
  ],
  [
    'static, memory for few',
    serving({
      engine: { policy: 'static', tokenBudget: 4096, kvCapacity: 16_000, kvBlockSize: 1 },
      traffic: { promptTokens: { distribution: 'lognormal', mean: 600, cv: 1, max: 4000 } },
    }),
    0.6,
  ],
];

function leastError(formula: number, estimate: Estimate | null): number {
  if (estimate === null) throw new Error('it was not measured');
  const { value, halfWidth } = estimate;
  return Math.max(0, Math.abs(formula - value) - WIDER * halfWidth) / value;
}

describe.each(CASES)('%s', (_, scenario, load) => {
  const rate = rateAt(scenario, load);
  const answer = openAnalysis(scenario).at(rate);
  const simulated = simulatedAt(scenario, rate, 120_000);

  test.each(['ttft', 'tbt', 'e2e'] as const)('%s is in its band', (metric) => {
    for (const key of ['mean', 'p99'] as const)
      expect(
        leastError(answer[metric][key], simulated[metric][key]),
        `${metric}.${key}: ${answer[metric][key]} for ${simulated[metric][key]?.value}`,
      ).toBeLessThan(BAND[key]);
  });

  test('t_qp, t_qg and the batch are', () => {
    const { prefillWait, generationWait } = answer.queues;
    expect(leastError(prefillWait.mean, simulated.queues.prefillWait.mean)).toBeLessThan(0.02);
    expect(leastError(generationWait.mean, simulated.queues.generationWait.mean)).toBeLessThan(
      0.03,
    );
    for (const key of ['decodes', 'chunkTokens', 'contextTokens', 'iterationTime'] as const)
      expect(leastError(answer.batch.mean[key], simulated.batch.mean[key]), key).toBeLessThan(
        0.015,
      );
  });
});

test.each(CASES)('%s: simulated saturation is the stability limit', (_, scenario) => {
  const { maxArrivalRate } = openAnalysis(scenario);
  const { throughput } = simulatedAt(scenario, 1.5 * maxArrivalRate, 40_000);
  const { value, halfWidth } = throughput.requests;
  expect(Math.max(0, Math.abs(value / maxArrivalRate - 1) - halfWidth / value)).toBeLessThan(0.01);
});
