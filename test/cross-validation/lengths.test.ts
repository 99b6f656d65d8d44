/**
 * Lengths that depend on each other, and prefixes cached by a law: formulas against the simulator,
 * its 95 % interval taken off. Lengths taken as independent must be far off where they are not, or
 * the cases would prove nothing.
 */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import { exponential, randomStream } from '../../src/numerics/random.ts';
import type { LengthPairs, Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { tally } from '../../src/scenario/tally.ts';
import { ROOF, serving } from '../analysis/scenarios.ts';
import { rateAt, simulatedAt } from './cases.ts';

interface Kind {
  readonly share: number;
  readonly prompt: number;
  readonly answer: number;
}

/** Requests of a few kinds, exponential in both lengths within a kind. */
function mixture(kinds: readonly Kind[]): LengthPairs {
  const random = randomStream(3, 'pairs');
  const length = (mean: number) => Math.max(1, Math.round(exponential(random, mean)));
  const pairs = kinds.flatMap(({ share, prompt, answer }) =>
    Array.from(
      { length: Math.round(4000 * share) },
      () => [length(prompt), length(answer)] as const,
    ),
  );
  return {
    promptTokens: pairs.map(([prompt]) => prompt),
    outputTokens: pairs.map(([, answer]) => answer),
  };
}

/** Long answers to long prompts, as of agents; short answers to long ones, as of summaries. */
const TOGETHER = mixture([
  { share: 0.7, prompt: 200, answer: 60 },
  { share: 0.3, prompt: 2000, answer: 400 },
]);
const APART = mixture([
  { share: 0.8, prompt: 300, answer: 250 },
  { share: 0.2, prompt: 4000, answer: 50 },
]);

const paired = (scenario: Scenario, lengthPairs: LengthPairs): Scenario => ({
  ...scenario,
  traffic: { ...scenario.traffic, lengthPairs },
});
/** The same lengths, drawn independently. */
const unpaired = ({ traffic, ...rest }: Scenario): Scenario => {
  const { lengthPairs, ...others } = traffic;
  if (lengthPairs === undefined) throw new Error('no pairs');
  const law = (column: ArrayLike<number>) =>
    ({ distribution: 'empirical', ...tally(column) }) as const;
  const promptTokens = law(lengthPairs.promptTokens);
  return {
    ...rest,
    traffic: { ...others, promptTokens, outputTokens: law(lengthPairs.outputTokens) },
  };
};

/** Relative error beyond the interval of the simulation. */
function error(formula: number, estimate: Estimate | null): number {
  if (estimate === null) throw new Error('it was not measured');
  const { value, halfWidth } = estimate;
  expect(halfWidth / value).toBeLessThan(0.25);
  return Math.max(0, Math.abs(formula - value) - halfWidth) / value;
}

const BAND = {
  ttft: { mean: 0.08, p99: 0.15 },
  tbt: { mean: 0.03, p99: 0.08 },
  e2e: { mean: 0.03, p99: 0.05 },
} as const;

const wide = serving({ time: ROOF, engine: { maxBatchSize: 128, tokenBudget: 2048 } });
const alone = serving({ engine: { maxBatchSize: 1, tokenBudget: 2048 } });
describe.each<[string, Scenario, number]>([
  ['long answers to long prompts', paired(serving(), TOGETHER), 0.6],
  ['short answers to long prompts', paired(wide, APART), 0.6],
  ['one request at a time', paired(alone, TOGETHER), 0.5],
])('%s', (_, scenario, load) => {
  const rate = rateAt(scenario, load);
  const simulated = simulatedAt(scenario, rate, 80_000);
  const answer = openAnalysis(scenario).at(rate);

  test.each(['ttft', 'tbt', 'e2e'] as const)('%s is in its band', (metric) => {
    for (const key of ['mean', 'p99'] as const)
      expect(error(answer[metric][key], simulated[metric][key]), key).toBeLessThan(
        BAND[metric][key],
      );
  });

  test('the context that decodes hold is that of the pairs, not that of independent lengths', () => {
    const context = simulated.batch.mean.contextTokens;
    expect(error(answer.batch.mean.contextTokens, context)).toBeLessThan(0.04);
    const independent = openAnalysis(unpaired(scenario)).at(rate);
    expect(error(independent.batch.mean.contextTokens, context)).toBeGreaterThan(0.2);
  });
});

test('pairs of independent lengths are answered as the laws of their columns', () => {
  const random = randomStream(9, 'independent');
  const column = (mean: number) =>
    Array.from({ length: 60_000 }, () => Math.ceil(exponential(random, mean)));
  const scenario = paired(serving(), { promptTokens: column(500), outputTokens: column(80) });
  const [together, apart] = [scenario, unpaired(scenario)].map((each) =>
    openAnalysis(each).at(12),
  ) as [
    ReturnType<ReturnType<typeof openAnalysis>['at']>,
    ReturnType<ReturnType<typeof openAnalysis>['at']>,
  ];
  for (const metric of ['ttft', 'tbt', 'e2e'] as const)
    for (const key of ['mean', 'p50', 'p99'] as const)
      expect(together[metric][key] / apart[metric][key], `${metric}.${key}`).toBeCloseTo(1, 1.7);
});

describe.each<[string, Scenario, number]>([
  [
    'most of the prompt, or nothing, is cached',
    serving({
      traffic: {
        cachedPrefix: { tokens: { distribution: 'empirical', values: [0, 500], weights: [1, 2] } },
      },
    }),
    0.7,
  ],
  [
    'cached tokens of a wide law',
    serving({
      time: ROOF,
      engine: { maxBatchSize: 128, tokenBudget: 2048 },
      traffic: {
        promptTokens: { distribution: 'lognormal', mean: 1500, cv: 1, max: 16_000 },
        cachedPrefix: { tokens: { distribution: 'gamma', mean: 800, cv: 1.2 } },
      },
    }),
    0.6,
  ],
])('%s', (_, scenario, load) => {
  const rate = rateAt(scenario, load);
  const simulated = simulatedAt(scenario, rate, 80_000);
  const answer = openAnalysis(scenario).at(rate);

  test.each(['ttft', 'tbt', 'e2e'] as const)('%s is in its band', (metric) => {
    for (const key of ['mean', 'p99'] as const)
      expect(error(answer[metric][key], simulated[metric][key]), key).toBeLessThan(
        BAND[metric][key],
      );
  });

  test('cached tokens are not computed, but are context', () => {
    for (const key of ['chunkTokens', 'contextTokens'] as const)
      expect(error(answer.batch.mean[key], simulated.batch.mean[key]), key).toBeLessThan(0.03);
  });
});
