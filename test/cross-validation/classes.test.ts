/** Classes of requests and priorities against the simulator. */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { RequestClass, Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { ROOF, serving } from '../analysis/scenarios.ts';

const logn = (mean: number, cv: number) =>
  ({ distribution: 'lognormal', mean, cv, max: 16_000 }) as const;
const classes = (priorities: readonly number[]): readonly RequestClass[] => [
  {
    ...{ name: 'chat', share: 0.75, priority: priorities[0] ?? 0 },
    ...{ promptTokens: logn(350, 1), outputTokens: logn(120, 0.9) },
  },
  {
    ...{ name: 'documents', share: 0.25, priority: priorities[1] ?? 0 },
    ...{ promptTokens: logn(3500, 0.7), outputTokens: logn(60, 0.6) },
  },
];
const few: readonly RequestClass[] = [
  {
    ...{ name: 'chat', share: 0.5, priority: 0 },
    ...{ promptTokens: logn(100, 1), outputTokens: logn(200, 0.9) },
  },
  {
    ...{ name: 'batch', share: 0.5, priority: 1 },
    ...{ promptTokens: logn(150, 1), outputTokens: logn(120, 0.6) },
  },
];
const of = (own: readonly RequestClass[], changes: Parameters<typeof serving>[0] = {}): Scenario =>
  serving({ ...changes, traffic: { classes: own } });

/** Relative error beyond the interval of the simulation, which is to be narrow. */
function error(formula: number, estimate: Estimate | null): number {
  if (estimate === null) throw new Error('it was not measured');
  const { value, halfWidth } = estimate;
  expect(halfWidth / value).toBeLessThan(0.3);
  return Math.max(0, Math.abs(formula - value) - halfWidth) / value;
}

const BANDS = {
  mean: { ttft: 0.08, tpot: 0.06, e2e: 0.06 },
  p99: { ttft: 0.12, tpot: 0.25, e2e: 0.15 },
};

describe.each<[string, Scenario, number]>([
  ['first come first served', of(classes([0, 0])), 0.7],
  ['short prompts first', of(classes([0, 1])), 0.7],
  ['long prompts first, under a roofline', of(classes([1, 0]), { time: ROOF }), 0.6],
  ['few slots', of(few, { engine: { maxBatchSize: 24 } }), 0.85],
  [
    'prefill first',
    of(classes([0, 0]), { engine: { policy: 'prefill-first', tokenBudget: 16_384 } }),
    0.6,
  ],
])('%s', (_, scenario, load) => {
  const { at, maxArrivalRate } = openAnalysis(scenario);
  const rate = load * maxArrivalRate;
  const answer = at(rate);
  const arrivals = { process: 'poisson', rate } as const;
  const traffic = { ...scenario.traffic, arrivals };
  const simulated = simulate({ ...scenario, traffic }, { requests: 120_000, seed: 7 });

  test.each(['mean', 'p99'] as const)('the %s of every class is in its band', (key) => {
    expect(simulated.kind).toBe('steady');
    answer.classes?.forEach((one, place) => {
      for (const metric of ['ttft', 'tpot', 'e2e'] as const) {
        const measured = simulated.classes?.[place]?.[metric][key] ?? null;
        expect(error(one[metric][key], measured), `${one.name} ${metric}`).toBeLessThan(
          BANDS[key][metric],
        );
      }
    });
  });
});
