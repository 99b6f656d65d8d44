/**
 * Disaggregated serving against the simulator. Each case is 20 results of long runs, of which
 * Student's 99.9 % interval; the interval of the relative error must reach into the band.
 */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { pools } from '../analysis/disaggregated/scenarios.ts';
import { ROOF } from '../analysis/scenarios.ts';
import { simulatedAt } from './cases.ts';

/** Student t, 19 degrees of freedom: two-sided 99.9 % over the 95 % of the simulator. */
const WIDER = 3.883 / 2.093;
const ONE = { ttft: 0.04, tbt: 0.015, e2e: 0.03 } as const;
const MORE = { ttft: 0.12, tbt: 0.02, e2e: 0.05 } as const;

const CASES = [
  ['chat', pools({ transfer: { base: 2e-3, perToken: 1e-6 } }), 0.5, ONE],
  [
    'long prompts of few to a batch',
    pools(
      { decodeEngines: 2 },
      {
        engine: { tokenBudget: 4096, maxBatchSize: 64 },
        traffic: { promptTokens: { distribution: 'lognormal', mean: 1500, cv: 0.9, max: 8000 } },
      },
    ),
    0.8,
    ONE,
  ],
  [
    'four prefill engines, roofline',
    pools(
      { prefillEngines: 4, decodeEngines: 3, transfer: { base: 1e-3, perToken: 2e-6 } },
      { time: ROOF, engine: { tokenBudget: 2048, maxBatchSize: 128 } },
    ),
    0.7,
    MORE,
  ],
  [
    'few slots',
    pools(
      { prefillEngines: 1, decodeEngines: 1 },
      { engine: { tokenBudget: 8192, maxBatchSize: 24 } },
    ),
    0.8,
    ONE,
  ],
] as const;

function leastError(formula: number, estimate: Estimate | null): number {
  const { value, halfWidth } = estimate ?? { value: Number.NaN, halfWidth: 0 };
  return Math.max(0, Math.abs(formula - value) - WIDER * halfWidth) / value;
}

describe.each(CASES)('%s', (_, scenario, load, band) => {
  const analysis = openAnalysis(scenario);
  const rate = load * analysis.maxArrivalRate;
  const answer = analysis.at(rate);
  const simulated = simulatedAt(scenario, rate, 100_000);

  test.each(['ttft', 'tbt', 'e2e'] as const)('%s is in its band', (metric) => {
    for (const [key, wider] of [
      ['mean', 1],
      ['p99', 3],
    ] as const) {
      const measured = simulated[metric][key];
      expect(leastError(answer[metric][key], measured), `${key}`).toBeLessThan(
        band[metric] * wider,
      );
    }
  });

  test('iterations, batches, waits and the KV cache are those of the simulator', () => {
    const { batch, queues, memory, iterationTime } = answer;
    for (const key of ['decodes', 'chunkTokens', 'contextTokens', 'prefillRequests'] as const)
      expect(leastError(batch.mean[key], simulated.batch.mean[key]), key).toBeLessThan(0.04);
    expect(leastError(iterationTime.mean, simulated.iterationTime.mean)).toBeLessThan(0.02);
    expect(leastError(memory.kvUsed, simulated.memory.kvUsed)).toBeLessThan(0.03);
    const wait = simulated.queues.generationWait.mean;
    expect(leastError(queues.generationWait.mean, wait)).toBeLessThan(0.15);
    expect(simulated.queues.chunkWait.mean?.value).toBe(0);
  });
});

test.each(CASES)('%s: simulated saturation is the stability limit', (_, scenario) => {
  const { maxArrivalRate } = openAnalysis(scenario);
  const { kind, throughput } = simulatedAt(scenario, 1.5 * maxArrivalRate, 30_000);
  const ratio = throughput.requests.value / maxArrivalRate;
  const halfWidth = (WIDER * throughput.requests.halfWidth) / maxArrivalRate;
  expect(kind).toBe('overload');
  expect(halfWidth).toBeLessThan(0.06);
  expect(Math.max(0, Math.abs(ratio - 1) - halfWidth)).toBeLessThan(0.01);
});
