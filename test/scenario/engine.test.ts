import { describe, expect, test } from 'vitest';
import { checkScenario } from '../../src/scenario/check-scenario.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import { faults } from './faults.ts';
import { chatWith, SHORT } from './files.ts';

const withEngine = (engine: string) => `${SHORT}engine: ${engine}\n`;
const DEFAULTS = { maxBatchSize: 256, tokenBudget: 2048, gpuMemoryUtilization: 0.9 };

describe('the engine', () => {
  test.each([
    ['{ policy: static }', { policy: 'static' }],
    ['{ policy: decode-first }', { policy: 'decode-first' }],
    [
      '{ policy: prefill-first, maxBatchSize: 4096 }',
      { policy: 'prefill-first', maxBatchSize: 4096 },
    ],
    [
      '{ chunkSize: 512, chunkOrder: round-robin, wholeChunks: true }',
      { policy: 'chunked-prefill', chunkSize: 512, chunkOrder: 'round-robin', wholeChunks: true },
    ],
    [
      '{ chunkOrder: shortest-remaining, wholeChunks: false }',
      { policy: 'chunked-prefill', chunkOrder: 'shortest-remaining', wholeChunks: false },
    ],
    [
      '{ preemption: reserve, kvBlockSize: 32, kvWatermark: 2 %, queueLimit: 0 }',
      {
        policy: 'chunked-prefill',
        preemption: 'reserve',
        kvBlockSize: 32,
        kvWatermark: 0.02,
        queueLimit: 0,
      },
    ],
    [
      '{ maxBatchSize: 64, speculation: { draftTokens: 4, acceptance: 70 %, draftTime: 3 ms } }',
      {
        policy: 'chunked-prefill',
        maxBatchSize: 64,
        speculation: { draftTokens: 4, acceptance: 0.7, draftTime: 0.003 },
      },
    ],
    [
      '{ policy: static, speculation: { draftTokens: 64, acceptance: 1 } }',
      {
        policy: 'static',
        speculation: { draftTokens: 64, acceptance: 1, draftTime: 0 },
      },
    ],
  ])('may be %s', async (engine, expected) => {
    const scenario = await parseScenario(withEngine(engine));
    expect(scenario.engine).toStrictEqual({ ...DEFAULTS, ...expected });
    expect(() => checkScenario(scenario)).not.toThrow();
  });

  test('has its pools in SI units, those left out of one engine each', async () => {
    const poolsOf = async (engine: string) =>
      (await parseScenario(withEngine(engine))).engine.disaggregation;
    const free = { base: 0, perToken: 0 };
    expect(await poolsOf('{ policy: disaggregated }')).toStrictEqual({
      prefillEngines: 1,
      decodeEngines: 1,
      transfer: free,
    });
    expect(
      await poolsOf('{ policy: disaggregated, disaggregation: { prefillEngines: 3 } }'),
    ).toStrictEqual({ prefillEngines: 3, decodeEngines: 1, transfer: free });
    const pools =
      '{ prefillEngines: 2, decodeEngines: 5, transfer: { base: 2 ms, perToken: 1 µs } }';
    expect(await poolsOf(`{ policy: disaggregated, disaggregation: ${pools} }`)).toStrictEqual({
      prefillEngines: 2,
      decodeEngines: 5,
      transfer: { base: 0.002, perToken: 0.000001 },
    });
  });
});

test.each([
  [
    '{ policy: sttic, chunkSize: 4096 }',
    [
      '6:19 engine.policy: given "sttic", allowed chunked-prefill, prefill-first, decode-first, static, disaggregated; did you mean static',
      '6:37 engine.chunkSize: given 4096, allowed at most tokenBudget = 2048',
    ],
  ],
  [
    '{ chunkOrder: shortest, preemption: recompte, wholeChunks: yess }',
    [
      '6:23 engine.chunkOrder: given "shortest", allowed ongoing-first, round-robin, shortest-remaining; did you mean shortest-remaining',
      '6:45 engine.preemption: given "recompte", allowed recompute, reserve; did you mean recompute',
      '6:68 engine.wholeChunks: given "yess", allowed true or false',
    ],
  ],
  [
    '{ kvBlockSize: 8192, kvWatermark: 1, queueLimit: -1, queueLimits: 1 }',
    [
      '6:24 engine.kvBlockSize: given 8192, allowed a whole number 1 to 4096',
      '6:43 engine.kvWatermark: given 1, allowed a share ≥ 0 and < 1, such as 0.01 or "1 %"',
      '6:58 engine.queueLimit: given -1, allowed a whole number 0 to 1000000000',
      '6:62 engine.queueLimits: given an unknown field, allowed policy, maxBatchSize, tokenBudget, chunkSize, chunkOrder, wholeChunks, kvCapacity, gpuMemoryUtilization, preemption, kvBlockSize, kvWatermark, queueLimit, disaggregation, speculation; did you mean queueLimit',
    ],
  ],
  [
    '{ maxBatchSize: 512, speculation: { draftTokens: 3, acceptance: 1.1, draftTime: 2, drafts: 1 } }',
    [
      '6:9 engine.tokenBudget: given nothing, allowed more than 2048, which is maxBatchSize · (1 + speculation.draftTokens)',
      '6:73 engine.speculation.acceptance: given 1.1, allowed a share ≥ 0 and ≤ 1, such as 0.7 or "70 %"',
      '6:89 engine.speculation.draftTime: given 2, allowed a time ≥ 0 and ≤ 1 min, such as "3 ms"',
      '6:92 engine.speculation.drafts: given an unknown field, allowed draftTokens, acceptance, draftTime',
    ],
  ],
  [
    '{ speculation: { draftTokens: 65 } }',
    [
      '6:9 engine.tokenBudget: given nothing, allowed more than 16896, which is maxBatchSize · (1 + speculation.draftTokens)',
      '6:24 engine.speculation.acceptance: given nothing, allowed a share ≥ 0 and ≤ 1, such as 0.7 or "70 %"',
      '6:39 engine.speculation.draftTokens: given 65, allowed a whole number 1 to 64',
    ],
  ],
  [
    '{ wholeChunks: true }',
    ['6:9 engine.chunkSize: given nothing, allowed the tokens of a chunk, as wholeChunks is true'],
  ],
  [
    '{ policy: static, chunkSize: 512, chunkOrder: round-robin, wholeChunks: true }',
    [
      '6:38 engine.chunkSize: given 512, allowed chunkSize only with policy chunked-prefill',
      '6:55 engine.chunkOrder: given "round-robin", allowed chunkOrder only with policy chunked-prefill',
      '6:81 engine.wholeChunks: given true, allowed wholeChunks only with policy chunked-prefill',
    ],
  ],
  [
    '{ policy: prefill-first, disaggregation: { prefillEngines: 2 } }',
    [
      '6:50 engine.disaggregation: given a map, allowed disaggregation only with policy disaggregated',
    ],
  ],
  [
    '{ policy: disaggregated, disaggregation: { prefillEngines: 0, decodeEngine: 2, transfer: { base: 2, perToken: 2 min } } }',
    [
      '6:68 engine.disaggregation.prefillEngines: given 0, allowed a whole number 1 to 65536',
      '6:71 engine.disaggregation.decodeEngine: given an unknown field, allowed prefillEngines, decodeEngines, transfer; did you mean decodeEngines',
      '6:106 engine.disaggregation.transfer.base: given 2, allowed a time ≥ 0 and ≤ 1 min, such as "2 ms"',
      '6:119 engine.disaggregation.transfer.perToken: given "2 min", allowed a time ≥ 0 and ≤ 1 min, such as "1 us"',
    ],
  ],
])('engine: %s is told everything that is wrong', async (engine, expected) =>
  expect(await faults(withEngine(engine))).toStrictEqual(
    expected.map((line) => `chat.yaml:${line}`),
  ),
);

test('engines of pools are neither copied nor put into stages', async () => {
  const text = chatWith('policy: chunked-prefill', 'policy: disaggregated')
    .replace('  chunkSize: 512\n', '')
    .replace('tensor: 1, pipeline: 1, expert: 1, data: 1', 'tensor: 2, pipeline: 2, data: 3');
  const allowed =
    'allowed 1 with policy disaggregated, whose engines are counted in engine.disaggregation';
  expect(await faults(text)).toStrictEqual([
    `chat.yaml:3:37 parallelism.pipeline: given 2, ${allowed}`,
    `chat.yaml:3:46 parallelism.data: given 3, ${allowed}`,
  ]);
  const scenario = await parseScenario(text.replace('pipeline: 2, data: 3', 'pipeline: 1'));
  expect(scenario.engine.disaggregation).toBeDefined();
});
