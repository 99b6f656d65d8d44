/**
 * Arrivals that are not Poisson, against the simulator: Student's 99.9 % interval of 20 results must
 * reach into a band around the formula.
 */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Arrivals, Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { serving } from '../analysis/scenarios.ts';

const WIDER = 3.883 / 2.093;
const REQUESTS = 120_000;

type Process = (rate: number) => Arrivals;
const gamma =
  (scv: number): Process =>
  (rate) => ({ process: 'gamma', rate, scv });
const moods: Process = (rate) => ({
  process: 'mmpp',
  states: [
    { rate: 2.2 * rate, meanDuration: 5 },
    { rate: 0.7 * rate, meanDuration: 20 },
  ],
});
const fewSlots = serving({ engine: { maxBatchSize: 6, tokenBudget: 2048 } });
const CASES: readonly (readonly [string, Scenario, Process, number])[] = [
  ['gamma gaps of SCV 4', serving(), gamma(4), 0.6],
  [
    'hyperexponential gaps of SCV 4',
    serving({ engine: { maxBatchSize: 64, tokenBudget: 1024 } }),
    (rate) => ({ process: 'hyperexponential', rate, scv: 4 }),
    0.7,
  ],
  ['gamma gaps of SCV ¼', serving(), gamma(0.25), 0.6],
  ['gamma gaps of SCV 0.4 before few slots', fewSlots, gamma(0.4), 0.85],
  ['two moods', serving({ engine: { maxBatchSize: 48, tokenBudget: 1024 } }), moods, 0.6],
];
const BAND = { ttft: 0.15, tbt: 0.05, e2e: 0.08 } as const;

function leastError(formula: number, { value, halfWidth }: Estimate): number {
  return Math.max(0, Math.abs(formula - value) - WIDER * halfWidth) / value;
}

describe.each(CASES)('%s', (_, scenario, process, load) => {
  const at = (rate: number): Scenario => ({
    ...scenario,
    traffic: { ...scenario.traffic, arrivals: process(rate) },
  });
  const analysis = openAnalysis(at(1));
  const rate = load * analysis.maxArrivalRate;
  const answer = analysis.at(rate);
  const simulated = simulate(at(rate), { requests: REQUESTS, seed: 2026 });
  const poisson = openAnalysis(scenario).at(rate);

  test.each(['ttft', 'tbt', 'e2e'] as const)('%s is in its band', (metric) => {
    for (const [statistic, room] of [
      ['mean', 1],
      ['p99', 1.7],
    ] as const) {
      const measured = simulated[metric][statistic];
      if (measured === null) throw new Error('it was not measured');
      expect(measured.halfWidth / measured.value).toBeLessThan(0.3);
      const error = leastError(answer[metric][statistic], measured);
      expect(
        error,
        `${statistic}: ${answer[metric][statistic]} for ${measured.value}`,
      ).toBeLessThan(BAND[metric] * room);
    }
  });

  test('moves the mean TTFT away from Poisson as the simulation does', () => {
    const measured = simulated.ttft.mean?.value ?? 0;
    expect(Math.sign(answer.ttft.mean - poisson.ttft.mean)).toBe(
      Math.sign(measured - poisson.ttft.mean),
    );
  });
});
