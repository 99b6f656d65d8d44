/** Single runs of a few requests, whose times can be worked out by hand. */
import { describe, expect, test } from 'vitest';
import type { Engine, Scenario, Traffic } from '../../src/scenario/scenario.ts';
import { recordRun } from '../../src/simulation/events.ts';
import { simulateOnce } from '../../src/simulation/replication.ts';

/** Ten milliseconds an iteration. */
const scenarioOf = (
  times: readonly number[],
  engine: Partial<Engine> = {},
  traffic: Partial<Traffic> = {},
): Scenario => ({
  iterationTime: () => 0.01,
  engine: {
    policy: 'prefill-first',
    ...{ maxBatchSize: 1, tokenBudget: 100, gpuMemoryUtilization: 0.9 },
    ...engine,
  },
  traffic: {
    arrivals: { process: 'trace', times },
    promptTokens: { distribution: 'fixed', value: 10 },
    outputTokens: { distribution: 'fixed', value: 1 },
    ...traffic,
  },
  sla: {},
});
const recordsOf = (scenario: Scenario, requests: number) => [
  ...recordRun(scenario, { requests }).requests,
];
const outcomesOf = (scenario: Scenario, requests: number) =>
  recordsOf(scenario, requests).map(({ outcome }) => outcome);

test('a lone request takes the time of its chunks and of its growing context', () => {
  const time: Scenario['iterationTime'] = (batch) =>
    0.003 +
    2e-5 * batch.prefillTokens +
    3e-9 * batch.attentionPairs +
    5e-8 * batch.prefillContext +
    7e-5 * batch.decodeRequests +
    4e-7 * batch.contextTokens;
  const engine = { policy: 'chunked-prefill', maxBatchSize: 8, tokenBudget: 2048, chunkSize: 300 };
  const scenario = scenarioOf([1], engine as Partial<Engine>, {
    promptTokens: { distribution: 'fixed', value: 1000 },
    outputTokens: { distribution: 'fixed', value: 4 },
    cachedPrefix: { share: 0.25 },
  });
  const [only] = recordsOf({ ...scenario, iterationTime: time }, 1);
  // Chunks of 300, 300 and 150 tokens after 250 cached ones; the contexts end at 550, 850, 1000.
  const prefill = 3 * 0.003 + 750 * 2e-5 + ((1000 ** 2 - 250 ** 2) / 2) * 3e-9 + 2400 * 5e-8;
  const decodes = 3 * (0.003 + 7e-5) + (1001 + 1002 + 1003) * 4e-7;
  expect(only).toMatchObject({ prefillWait: 0, chunkWait: 0, outcome: 'completed' });
  expect(only?.ttft).toBeCloseTo(prefill, 9);
  expect(only?.e2e).toBeCloseTo(prefill + decodes, 9);
});

describe('patience', () => {
  test('whose patience ends as the iteration begins is served; a moment before, it gives up', () => {
    const times = [0, 0.0025];
    const outcome = (patience: number) => outcomesOf(scenarioOf(times, {}, { patience }), 2)[1];
    expect([outcome(0.0075), outcome(0.0074)]).toEqual(['completed', 'gaveUp']);
  });

  test('its place in the queue is free when it gives up, not when the engine looks', () => {
    const scenario = scenarioOf([0, 0.001, 0.003, 0.005], { queueLimit: 1 }, { patience: 0.003 });
    expect(outcomesOf(scenario, 4)).toEqual(['completed', 'gaveUp', 'turnedAway', 'gaveUp']);
  });

  test('a client that gave up sends its next request after thinking from that moment', () => {
    const arrivals = { process: 'closed', clients: 2 } as const;
    const scenario = scenarioOf([], {}, { arrivals, patience: 0.004 });
    const { requests } = simulateOnce({ scenario, requests: 4, seed: 1, settles: false }, {}).run;
    expect([...requests.arrival.slice(0, 4)]).toEqual([0, 0, 0.004, 0.008]);
  });
});

test('a queue limit counts those that wait, and whoever comes to an idle engine waits for nobody', () => {
  const times = [0, 0.001, 0.002, 0.05];
  const outcomes = (queueLimit: number) => outcomesOf(scenarioOf(times, { queueLimit }), 4);
  const [kept, lost] = ['completed', 'turnedAway'];
  expect(outcomes(2)).toEqual([kept, kept, kept, kept]);
  expect(outcomes(1)).toEqual([kept, kept, lost, kept]);
  expect(outcomes(0)).toEqual([kept, lost, lost, kept]);
});

test('what never fits is told so on arrival, and disturbs nobody', () => {
  const lengthPairs = { promptTokens: [10, 50, 10], outputTokens: [1, 1, 1] };
  const scenario = scenarioOf([0, 0, 0], { kvCapacity: 40, maxBatchSize: 3 }, { lengthPairs });
  expect(outcomesOf(scenario, 3)).toEqual(['completed', 'neverFits', 'completed']);
});

describe('disaggregated', () => {
  const pools = (prefillEngines: number, decodeEngines: number) =>
    ({
      policy: 'disaggregated',
      maxBatchSize: 1,
      disaggregation: {
        ...{ prefillEngines, decodeEngines },
        transfer: { base: 0.002, perToken: 1e-4 },
      },
    }) as const;
  const outputTokens = { distribution: 'fixed', value: 3 } as const;

  test('prompts wait in one queue, are sent, and are decoded in turn', () => {
    const times = [0, 0, 0, 0];
    const records = recordsOf(scenarioOf(times, pools(2, 3), { outputTokens }), 4);
    expect(records.map(({ engine }) => engine)).toEqual([2, 3, 4, 2]);
    expect(records.map(({ prefillWait }) => prefillWait)).toEqual([0, 0, 0.01, 0.01]);
    // Sent in 3 ms; the last one waits for the slot of the first, until 33 ms.
    const wait = records.map(({ generationWait }) => Math.round((generationWait ?? 0) * 1e6) / 1e6);
    expect(wait).toEqual([0.003, 0.003, 0.003, 0.013]);
  });

  test('an answer of one token never reaches a decode engine', () => {
    const records = recordsOf(scenarioOf([0, 0.5], pools(1, 1)), 2);
    expect(records.map(({ engine, e2e }) => [engine, e2e])).toEqual([
      [0, 0.01],
      [0, expect.closeTo(0.01, 12)],
    ]);
  });
});
