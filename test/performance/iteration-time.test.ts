import { expect, test } from 'vitest';
import { iterationTimeOf } from '../../src/performance/iteration-time.ts';

const batch = {
  prefillTokens: 700,
  prefillRequests: 2,
  attentionPairs: 500_000,
  prefillContext: 1600,
  decodeRequests: 30,
  contextTokens: 40_000,
};

test('the linear time adds its five terms', () => {
  const time = iterationTimeOf({
    kind: 'linear',
    base: 0.006,
    perPrefillToken: 2e-5,
    perAttentionPair: 3e-9,
    perDecodeRequest: 4e-5,
    perContextToken: 5e-8,
  });
  expect(time(batch)).toBeCloseTo(0.006 + 0.014 + 0.0015 + 0.0012 + 0.002, 12);
});

test('the roofline time is the longer of memory and compute', () => {
  const compute = {
    perPrefillToken: 3e-5,
    perAttentionPair: 2e-9,
    perDecodeRequest: 4e-5,
    perContextToken: 1e-8,
  };
  const memory = { base: 0.005, perContextToken: 6e-8, perPrefillToken: 1e-6 };
  const time = iterationTimeOf({ kind: 'roofline', base: 0.001, memory, compute });
  expect(time(batch)).toBeCloseTo(0.001 + 0.021 + 0.001 + 0.0012 + 0.0004, 12);
  const decodesOnly = { ...batch, prefillTokens: 10, attentionPairs: 50 };
  expect(time(decodesOnly)).toBeCloseTo(0.001 + 0.005 + 0.0024 + 0.00001, 12);
});

test('a function is its own time', () => {
  expect(iterationTimeOf(({ decodeRequests }) => decodeRequests / 10)(batch)).toBe(3);
});
