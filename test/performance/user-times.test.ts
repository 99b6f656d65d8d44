import { expect, test } from 'vitest';
import { iterationTimeOf } from '../../src/performance/iteration-time.ts';
import type { Batch } from '../../src/scenario/batch.ts';
import type { LinearTime, RooflineTime } from '../../src/scenario/scenario.ts';

const batch: Batch = {
  prefillTokens: 512,
  prefillRequests: 2,
  attentionPairs: 300_000,
  prefillContext: 1200,
  decodeRequests: 40,
  contextTokens: 50_000,
};

test('a linear t_inf charges every count of the batch its own price', () => {
  const model: LinearTime = {
    kind: 'linear',
    base: 0.004,
    perPrefillToken: 2e-5,
    perAttentionPair: 3e-9,
    perDecodeRequest: 5e-5,
    perContextToken: 7e-8,
  };
  // 4 + 10.24 + 0.9 + 2 + 3.5 ms
  expect(iterationTimeOf(model)(batch)).toBeCloseTo(0.02064, 12);
});

test('a roofline t_inf charges the slower of reading and computing', () => {
  const model: RooflineTime = {
    kind: 'roofline',
    base: 0.002,
    memory: { base: 0.006, perContextToken: 1e-7, perPrefillToken: 1e-6 },
    compute: {
      perPrefillToken: 2e-5,
      perAttentionPair: 1e-9,
      perDecodeRequest: 3e-5,
      perContextToken: 1e-9,
    },
  };
  // reading 6 + 5 + 0.512 ms; computing 10.24 + 0.3 + 1.2 + 0.05 ms
  expect(iterationTimeOf(model)(batch)).toBeCloseTo(0.002 + 0.01179, 12);
  const decodesOnly = { ...batch, prefillTokens: 0, attentionPairs: 0 };
  expect(iterationTimeOf(model)(decodesOnly)).toBeCloseTo(0.002 + 0.011, 12);
});

test("a function of the user's is used as it is", () => {
  const own = (given: Batch) => given.decodeRequests;
  expect(iterationTimeOf(own)).toBe(own);
});
