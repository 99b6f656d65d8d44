import { openAnalysis } from '../../src/analysis/open.ts';
import type { LinearTime, RooflineTime, Scenario } from '../../src/scenario/scenario.ts';
import type { Simulation } from '../../src/scenario/simulation.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { LINE, ROOF, serving } from '../analysis/scenarios.ts';

type Named = readonly [name: string, scenario: Scenario, load: number];
const slow: LinearTime = { ...LINE, base: 18e-3, perPrefillToken: 80e-6, perContextToken: 120e-9 };
const large: RooflineTime = {
  ...ROOF,
  memory: { ...ROOF.memory, base: 14e-3, perContextToken: 20e-9 },
  compute: { ...ROOF.compute, perPrefillToken: 90e-6 },
};

/** Engines and traffic of many kinds, none of which the formulas were made on. */
export const CASES: readonly Named[] = [
  ['chat', serving(), 0.3],
  ['chat at half load, roofline', serving({ time: ROOF, engine: { maxBatchSize: 128 } }), 0.5],
  ['few slots', serving({ engine: { maxBatchSize: 12, tokenBudget: 2048 } }), 0.7],
  [
    'long prompts in small chunks',
    serving({
      time: slow,
      engine: { maxBatchSize: 48, chunkSize: 256 },
      traffic: {
        promptTokens: { distribution: 'gamma', mean: 1800, cv: 0.7 },
        outputTokens: { distribution: 'geometric', mean: 60 },
      },
    }),
    0.6,
  ],
  [
    'short answers to long prompts',
    serving({
      engine: { maxBatchSize: 200, tokenBudget: 1500 },
      traffic: {
        promptTokens: { distribution: 'lognormal', mean: 1500, cv: 0.8, max: 8000 },
        outputTokens: { distribution: 'uniform', min: 1, max: 40 },
      },
    }),
    0.7,
  ],
  [
    'long answers, large batch, roofline',
    serving({
      time: large,
      engine: { maxBatchSize: 96, tokenBudget: 4096 },
      traffic: {
        promptTokens: { distribution: 'exponential', mean: 250 },
        outputTokens: { distribution: 'lognormal', mean: 250, cv: 1.2 },
      },
    }),
    0.8,
  ],
  [
    'fixed lengths',
    serving({
      time: slow,
      engine: { maxBatchSize: 32, tokenBudget: 1024 },
      traffic: {
        promptTokens: { distribution: 'fixed', value: 700 },
        outputTokens: { distribution: 'fixed', value: 80 },
      },
    }),
    0.8,
  ],
  [
    'a cached half of each prompt',
    serving({ engine: { maxBatchSize: 40 }, traffic: { cachedPrefix: { share: 0.5 } } }),
    0.75,
  ],
  [
    'budget as bottleneck',
    serving({
      engine: { maxBatchSize: 512, tokenBudget: 640 },
      traffic: {
        promptTokens: { distribution: 'uniform', min: 100, max: 1500 },
        outputTokens: { distribution: 'geometric', mean: 50 },
      },
    }),
    0.8,
  ],
  ['chat near its limit', serving({ engine: { maxBatchSize: 80, tokenBudget: 2048 } }), 0.9],
];

/** A scenario at a rate, simulated in long runs of five batches each. */
export function simulatedAt(
  { traffic, ...rest }: Scenario,
  rate: number,
  requests: number,
): Simulation {
  const arrivals = { process: 'poisson', rate } as const;
  return simulate({ ...rest, traffic: { ...traffic, arrivals } }, { requests, seed: 2026 });
}

export const rateAt = (scenario: Scenario, load: number): number =>
  load * openAnalysis(scenario).maxArrivalRate;
