/** One seed, one run; streams of different uses do not disturb each other. */
import { expect, test } from 'vitest';
import type { LengthLaw, Scenario } from '../../src/scenario/scenario.ts';
import { simulateOnce } from '../../src/simulation/replication.ts';
import type { RequestColumns } from '../../src/simulation/requests.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { VARIANTS } from './cases.ts';

const gamma: LengthLaw = { distribution: 'gamma', mean: 20, cv: 1 };
const transfer = { base: 0, perToken: 1e-6 };
const scenarioOf = (change: Partial<Scenario['traffic']> = {}, index = 0): Scenario => {
  const { pools = [1, 1], ...policy } = VARIANTS[index]?.engine ?? { policy: 'prefill-first' };
  const [prefillEngines, decodeEngines] = pools;
  const chunks = policy.policy === 'chunked-prefill' ? { chunkSize: 30 } : {};
  return {
    iterationTime: ({ prefillTokens, decodeRequests }) =>
      4e-3 + 1e-4 * prefillTokens + 1e-4 * decodeRequests,
    engine: {
      ...{ ...policy, ...chunks, maxBatchSize: 16, tokenBudget: 64, gpuMemoryUtilization: 0.9 },
      ...{ kvCapacity: 600, kvBlockSize: 8 },
      ...(policy.policy === 'disaggregated'
        ? { disaggregation: { prefillEngines, decodeEngines, transfer } }
        : {}),
    },
    traffic: {
      arrivals: { process: 'gamma', rate: 40, scv: 2 },
      ...{ promptTokens: gamma, outputTokens: gamma },
      ...change,
    },
    sla: {},
  };
};
const run = (scenario: Scenario, seed: number): RequestColumns =>
  simulateOnce({ scenario, requests: 400, seed, settles: true }, {}).run.requests;

test.each(VARIANTS.map(({ name }, index) => [name, index] as const))(
  '%s: the same seed gives the same bytes, another seed others',
  (_, index) => {
    const scenario = scenarioOf({}, index);
    expect(run(scenario, 9)).toEqual(run(scenario, 9));
    expect(run(scenario, 10).left).not.toEqual(run(scenario, 9).left);
  },
);

test('an answer is the same when it is asked for again, and another with another seed', () => {
  const answer = (seed: number) => simulate(scenarioOf(), { requests: 2000, seed });
  expect(answer(4)).toEqual(answer(4));
  expect(answer(5).e2e).not.toEqual(answer(4).e2e);
});

test('another law of the outputs, another policy: the same arrivals and prompts', () => {
  const first = run(scenarioOf(), 3);
  const shorter = run(scenarioOf({ outputTokens: { distribution: 'fixed', value: 3 } }), 3);
  const others = VARIANTS.map((_, index) => run(scenarioOf({}, index), 3));
  for (const other of [shorter, ...others]) {
    expect(other.arrival.slice(0, 400)).toEqual(first.arrival.slice(0, 400));
    expect(other.prompt.slice(0, 400)).toEqual(first.prompt.slice(0, 400));
  }
  for (const other of others)
    expect(other.output.slice(0, 400)).toEqual(first.output.slice(0, 400));
  expect(shorter.left).not.toEqual(first.left);
});

test('another law of the prompts leaves arrivals and outputs where they are', () => {
  const first = run(scenarioOf(), 3);
  const other = run(scenarioOf({ promptTokens: { distribution: 'uniform', min: 1, max: 9 } }), 3);
  expect(other.arrival.slice(0, 400)).toEqual(first.arrival.slice(0, 400));
  expect(other.output.slice(0, 400)).toEqual(first.output.slice(0, 400));
});
