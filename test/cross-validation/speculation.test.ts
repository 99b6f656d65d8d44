/** Drafts: the formulas against the simulator, which draws every token. */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { LINE, ROOF, serving } from '../analysis/scenarios.ts';
import { rateAt, simulatedAt } from './cases.ts';

/** Student t, 19 degrees of freedom: two-sided 99.9 % over the 95 % of the simulator. */
const WIDER = 3.883 / 2.093;
const BAND = {
  ttft: { mean: 0.08, p99: 0.15 },
  tbt: { mean: 0.04, p99: 0.08 },
  tpot: { mean: 0.05, p99: 0.15 },
  e2e: { mean: 0.05, p99: 0.1 },
} as const;

const FIXED = { outputTokens: { distribution: 'fixed', value: 120 } } as const;
const CASES: readonly (readonly [string, Scenario, number])[] = [
  [
    'four drafts, chat',
    serving({ engine: { speculation: { draftTokens: 4, acceptance: 0.7, draftTime: 2e-3 } } }),
    0.5,
  ],
  [
    'eight good drafts, roofline, answers of one length',
    serving({
      time: ROOF,
      engine: { speculation: { draftTokens: 8, acceptance: 0.9 }, maxBatchSize: 48 },
      traffic: FIXED,
    }),
    0.6,
  ],
  [
    'one draft, busy',
    serving({ engine: { speculation: { draftTokens: 1, acceptance: 0.6 }, tokenBudget: 2048 } }),
    0.8,
  ],
  [
    'drafts under prefill first',
    serving({
      engine: { policy: 'prefill-first', speculation: { draftTokens: 3, acceptance: 0.8 } },
    }),
    0.5,
  ],
  [
    'drafts in a decode pool',
    serving({
      time: { ...LINE, base: 12e-3 },
      engine: { policy: 'disaggregated', speculation: { draftTokens: 5, acceptance: 0.6 } },
    }),
    0.5,
  ],
];

function leastError(formula: number, { value, halfWidth }: Estimate): number {
  return Math.max(0, Math.abs(formula - value) - WIDER * halfWidth) / value;
}

function known(estimate: Estimate | null): Estimate {
  if (estimate === null) throw new Error('it was not measured');
  return estimate;
}

describe.each(CASES)('%s', (_, scenario, load) => {
  const rate = rateAt(scenario, load);
  const answer = openAnalysis(scenario).at(rate);
  const simulated = simulatedAt(scenario, rate, load > 0.7 ? 120_000 : 50_000);

  test.each(['ttft', 'tbt', 'tpot', 'e2e'] as const)('%s is in its band', (metric) => {
    for (const key of ['mean', 'p99'] as const) {
      const measured = known(simulated[metric][key]);
      expect(measured.halfWidth / measured.value).toBeLessThan(0.2);
      expect(
        leastError(answer[metric][key], measured),
        `${metric}.${key}: ${answer[metric][key]} for ${measured.value}`,
      ).toBeLessThan(BAND[metric][key]);
    }
    if (metric === 'tbt') expect(simulated.tbt.p50?.value === 0).toBe(answer.tbt.p50 === 0);
  });

  test('the batch has the decodes and context of the simulated one', () => {
    for (const key of ['decodes', 'contextTokens'] as const)
      expect(
        Math.abs(answer.batch.mean[key] / known(simulated.batch.mean[key]).value - 1),
        key,
      ).toBeLessThan(0.05);
    expect(leastError(answer.iterationTime.mean, known(simulated.iterationTime.mean))).toBeLessThan(
      0.03,
    );
  });
});

test.each(CASES.slice(0, 3))('%s: simulated saturation is the stability limit', (_, scenario) => {
  const { maxArrivalRate } = openAnalysis(scenario);
  const { kind, throughput } = simulatedAt(scenario, 1.5 * maxArrivalRate, 30_000);
  const { value, halfWidth } = throughput.requests;
  expect(kind).toBe('overload');
  expect(
    Math.max(0, Math.abs(value / maxArrivalRate - 1) - (WIDER * halfWidth) / maxArrivalRate),
  ).toBeLessThan(0.02);
});
