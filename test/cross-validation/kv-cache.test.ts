/**
 * Engines that the KV cache limits, by formula and simulated: what they carry, how long requests
 * wait, and how often one is preempted. Intervals of 99.9 %, as in chunked-prefill.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Engine, Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { ROOF, serving } from '../analysis/scenarios.ts';
import { simulatedAt } from './cases.ts';

/** Student t, 19 degrees of freedom: two-sided 99.9 % over the 95 % of the simulator. */
const WIDER = 3.883 / 2.093;

const engine = (rest: Partial<Engine>) => ({ maxBatchSize: 1000, tokenBudget: 4096, ...rest });
const long: Partial<Scenario['traffic']> = {
  promptTokens: { distribution: 'gamma', mean: 400, cv: 0.6 },
  outputTokens: { distribution: 'exponential', mean: 300 },
};
const CASES: readonly (readonly [string, Scenario])[] = [
  [
    'reserved, chat',
    serving({ engine: engine({ preemption: 'reserve', kvCapacity: 40_000, kvBlockSize: 1 }) }),
  ],
  [
    'reserved, long answers, blocks of 64, roofline',
    serving({
      time: ROOF,
      engine: engine({ preemption: 'reserve', kvCapacity: 30_000, kvBlockSize: 64 }),
      traffic: long,
    }),
  ],
  ['recomputed, chat', serving({ engine: engine({ kvCapacity: 40_000 }) })],
  [
    'recomputed, long answers, no watermark, roofline',
    serving({
      time: ROOF,
      engine: engine({ kvCapacity: 30_000, kvWatermark: 0 }),
      traffic: long,
    }),
  ],
];

/** The least relative error that the interval of the simulation allows. */
function leastError(formula: number, measured: Estimate | null): number {
  if (measured === null) throw new Error('it was not measured');
  const { value, halfWidth } = measured;
  return Math.max(0, Math.abs(formula - value) - WIDER * halfWidth) / value;
}

describe.each(CASES)('%s', (_, scenario) => {
  const { maxArrivalRate, at } = openAnalysis(scenario);

  test('saturates at the stability limit', () => {
    const { kind, throughput, requests } = simulatedAt(scenario, 1.5 * maxArrivalRate, 60_000);
    expect(kind).toBe('overload');
    expect(throughput.requests.halfWidth / throughput.requests.value).toBeLessThan(0.03);
    expect(leastError(maxArrivalRate, throughput.requests)).toBeLessThan(0.01);
    const saturated = at(0.9999 * 0.9999 * maxArrivalRate).memory.preemptions;
    const counted = requests.preemptions / requests.completed;
    if (scenario.engine.preemption === 'reserve') expect([saturated, counted]).toEqual([0, 0]);
    else if (counted > 0.02) {
      expect(saturated / counted).toBeGreaterThan(0.6);
      expect(saturated / counted).toBeLessThan(1.6);
    } else expect(saturated).toBeLessThan(0.03);
  });

  test('waits as long at 0.85 of it', () => {
    const rate = 0.85 * maxArrivalRate;
    const answer = at(rate);
    const simulated = simulatedAt(scenario, rate, 300_000);
    const { mean } = simulated.ttft;
    expect((mean?.halfWidth ?? 1) / (mean?.value ?? 0)).toBeLessThan(0.4);
    expect(leastError(answer.ttft.mean, simulated.ttft.mean)).toBeLessThan(0.08);
    expect(leastError(answer.ttft.p99, simulated.ttft.p99)).toBeLessThan(0.15);
    expect(leastError(answer.tbt.mean, simulated.tbt.mean)).toBeLessThan(0.03);
    expect(leastError(answer.e2e.mean, simulated.e2e.mean)).toBeLessThan(0.04);
  });
});
