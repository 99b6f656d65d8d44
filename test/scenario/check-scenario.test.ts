import { describe, expect, test } from 'vitest';
import { timeIssues } from '../../src/performance/check-time.ts';
import { checkScenario } from '../../src/scenario/check-scenario.ts';
import type { Engine, Traffic } from '../../src/scenario/scenario.ts';
import { serving } from '../analysis/scenarios.ts';
import { serve } from '../performance/served.ts';
import { anyName, told, withArrivals } from './told.ts';

const POOLS = {
  prefillEngines: 1,
  decodeEngines: 2,
  transfer: { base: 0, perToken: 1e-6 },
};

describe('what only a simulator runs is accepted', () => {
  test.each<Partial<Engine>>([
    { policy: 'static', maxBatchSize: 64, tokenBudget: 64 },
    { policy: 'decode-first', chunkOrder: 'ongoing-first', wholeChunks: false },
    { policy: 'disaggregated' },
    { policy: 'disaggregated', disaggregation: POOLS },
    { chunkSize: 64, wholeChunks: true, chunkOrder: 'shortest-remaining' },
    { preemption: 'reserve', kvBlockSize: 1, kvWatermark: 0, queueLimit: 0 },
  ])('engine %o', (engine) => expect(told(serving({ engine }))).toEqual([]));

  test('pairs of lengths that are not as many as the recorded arrivals', () => {
    const lengthPairs = { promptTokens: [5, 6], outputTokens: Int32Array.of(7, 8) };
    const times = Float64Array.of(1, 2, 3);
    expect(told(withArrivals({ process: 'trace', times }, { lengthPairs, patience: 1 }))).toEqual(
      [],
    );
  });
});

test.each<readonly [Partial<Engine>, readonly string[]]>([
  [
    { policy: anyName('statics'), chunkOrder: anyName('fifo'), preemption: anyName('swap') },
    [
      'engine.policy: given "statics", allowed chunked-prefill, prefill-first, decode-first, static, disaggregated',
      'engine.chunkOrder: given "fifo", allowed ongoing-first, round-robin, shortest-remaining',
      'engine.preemption: given "swap", allowed recompute, reserve',
      'engine.chunkOrder: given "fifo", allowed chunkOrder only with policy chunked-prefill',
    ],
  ],
  [
    { kvBlockSize: 0, kvWatermark: 1, queueLimit: -1, wholeChunks: true, disaggregation: POOLS },
    [
      'engine.kvBlockSize: given 0, allowed a whole number ≥ 1',
      'engine.kvWatermark: given 1, allowed a number ≥ 0 and < 1',
      'engine.queueLimit: given -1, allowed a whole number ≥ 0',
      'engine.chunkSize: given nothing, allowed the tokens of a chunk, as wholeChunks is true',
      'engine.disaggregation: given a map, allowed disaggregation only with policy disaggregated',
    ],
  ],
  [
    { maxBatchSize: 64, tokenBudget: 60 },
    ['engine.tokenBudget: given 60, allowed more than maxBatchSize 64'],
  ],
  [
    { maxBatchSize: 64, tokenBudget: 256, speculation: { draftTokens: 3, acceptance: 0.5 } },
    [
      'engine.tokenBudget: given 256, allowed more than 256, maxBatchSize · (1 + speculation.draftTokens)',
    ],
  ],
  [
    {
      policy: 'static',
      speculation: { draftTokens: 0, acceptance: -0.1, draftTime: Number.POSITIVE_INFINITY },
    },
    [
      'engine.speculation.draftTokens: given 0, allowed a whole number 1 to 64',
      'engine.speculation.acceptance: given -0.1, allowed a number ≥ 0 and ≤ 1',
      'engine.speculation.draftTime: given Infinity, allowed a finite number ≥ 0',
    ],
  ],
  [
    { policy: 'prefill-first', chunkSize: 9, wholeChunks: true, chunkOrder: 'round-robin' },
    [
      'engine.chunkSize: given 9, allowed chunkSize only with policy chunked-prefill',
      'engine.chunkOrder: given "round-robin", allowed chunkOrder only with policy chunked-prefill',
      'engine.wholeChunks: given true, allowed wholeChunks only with policy chunked-prefill',
    ],
  ],
  [
    {
      policy: 'disaggregated',
      disaggregation: {
        prefillEngines: 0,
        decodeEngines: 1.5,
        transfer: { base: -1, perToken: Number.NaN },
      },
    },
    [
      'engine.disaggregation.prefillEngines: given 0, allowed a whole number ≥ 1',
      'engine.disaggregation.decodeEngines: given 1.5, allowed a whole number ≥ 1',
      'engine.disaggregation.transfer.base: given -1, allowed a finite number ≥ 0',
      'engine.disaggregation.transfer.perToken: given NaN, allowed a finite number ≥ 0',
    ],
  ],
])('engine %o is told everything that is wrong', (engine, expected) =>
  expect(told(serving({ engine }))).toEqual(expected),
);

test.each<readonly [Partial<Traffic>, readonly string[]]>([
  [{ patience: 0 }, ['traffic.patience: given 0, allowed a finite number > 0']],
  [
    { lengthPairs: { promptTokens: [], outputTokens: [] } },
    ['traffic.lengthPairs.promptTokens: given 0, allowed at least one length'],
  ],
  [
    { lengthPairs: { promptTokens: [1], outputTokens: [2, 3] } },
    ['traffic.lengthPairs.outputTokens: given 2, allowed as many as promptTokens, 1'],
  ],
  [
    { lengthPairs: { promptTokens: [1, 0, 0.5], outputTokens: Int32Array.of(4, -2) } },
    [
      'traffic.lengthPairs.outputTokens: given 2, allowed as many as promptTokens, 3',
      'traffic.lengthPairs.promptTokens[1]: given 0, allowed a whole number ≥ 1',
      'traffic.lengthPairs.outputTokens[1]: given -2, allowed a whole number ≥ 1',
    ],
  ],
])('traffic with %o is told everything that is wrong', (rest, expected) =>
  expect(told(withArrivals({ process: 'poisson', rate: 1 }, rest))).toEqual(expected),
);

test('engines of pools are neither copied nor put into stages', () => {
  const engine = { policy: 'disaggregated' } as const;
  const onGpus = (degrees: Parameters<typeof serve>[2]) =>
    serving({ time: serve('llama-3.1-8b', 'h100-sxm', degrees), engine });
  const allowed =
    'allowed 1 with policy disaggregated, whose engines are counted in engine.disaggregation';
  expect(told(onGpus({ tensor: 2 }))).toEqual([]);
  expect(told(onGpus({ pipeline: 2, data: 3 }))).toEqual([
    `parallelism.pipeline: given 2, ${allowed}`,
    `parallelism.data: given 3, ${allowed}`,
  ]);
});

test('what the caller objects to comes with the rest', () => {
  const scenario = serving({
    time: {
      ...{ kind: 'linear', base: 0, perPrefillToken: -1, perAttentionPair: 0 },
      ...{ perDecodeRequest: 0, perContextToken: 0 },
    },
  });
  expect(() => checkScenario(scenario, timeIssues(scenario.iterationTime))).toThrow(
    'iterationTime.perPrefillToken: given -1, allowed a finite number ≥ 0\n' +
      'iterationTime: given 0, allowed a decode that takes time',
  );
});
