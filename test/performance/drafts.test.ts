import { expect, test } from 'vitest';
import { iterationComponents } from '../../src/performance/iteration-components.ts';
import { engineTimeOf, iterationTimeOf } from '../../src/performance/iteration-time.ts';
import type { Batch } from '../../src/scenario/batch.ts';
import { LINE, ROOF } from '../analysis/scenarios.ts';
import { forAll } from '../support/cases.ts';
import { anyBatch, deployments } from './served.ts';

const batch: Batch = {
  ...{ prefillTokens: 512, prefillRequests: 2, attentionPairs: 300_000, prefillContext: 1200 },
  ...{ decodeRequests: 40, contextTokens: 50_000 },
};
const verified = (tokens: number): Batch => ({ ...batch, decodeTokens: 40 * tokens });

test('a line charges every token that is verified, and the context once', () => {
  const time = iterationTimeOf(LINE);
  expect(time(verified(5)) - time(batch)).toBeCloseTo(4 * 40 * LINE.perDecodeRequest, 12);
});

test('a roofline computes on the context for every token, and reads it once', () => {
  const compute = { ...ROOF.compute, perContextToken: 2e-8 };
  const time = iterationTimeOf({ ...ROOF, compute });
  const computing = 512 * compute.perPrefillToken + 300_000 * compute.perAttentionPair;
  const decoding = 200 * compute.perDecodeRequest + 5 * 50_000 * 2e-8;
  expect(time(verified(5))).toBeCloseTo(ROOF.base + computing + decoding, 12);
  const decodesOnly: Batch = { ...verified(5), prefillTokens: 0, attentionPairs: 0 };
  const reading = ROOF.memory.base + 50_000 * ROOF.memory.perContextToken;
  expect(time(decodesOnly)).toBeCloseTo(ROOF.base + Math.max(reading, decoding), 12);
});

test.each(deployments)(
  '%s: one token for each decode is what it was, more never take less',
  (_, served) => {
    const time = iterationTimeOf(served);
    forAll(anyBatch, (some) => {
      const plain = time(some);
      const tokens = (count: number) =>
        time({ ...some, decodeTokens: some.decodeRequests * count });
      expect(tokens(1)).toBe(plain);
      expect(tokens(2)).toBeGreaterThanOrEqual(plain);
      expect(tokens(9)).toBeGreaterThanOrEqual(tokens(2));
      // Reading the weights is shared: eight tokens more cost less than eight decodes more.
      const more = {
        decodeRequests: 9 * some.decodeRequests,
        contextTokens: 9 * some.contextTokens,
      };
      expect(tokens(9)).toBeLessThanOrEqual(time({ ...some, ...more }) * (1 + 1e-9));
    });
  },
);

test.each(deployments)('%s: the parts of an iteration with drafts add up to it', (_, served) => {
  const some = verified(4);
  const parts = Object.values(iterationComponents(served, some));
  expect(parts.reduce((sum, part) => sum + part, 0) / iterationTimeOf(served)(some)).toBeCloseTo(
    1,
    3,
  );
});

test('the engine verifies 1 + k tokens a decode and drafts once, where anybody decodes', () => {
  const time = engineTimeOf(({ decodeTokens = 0 }) => 1 + decodeTokens, {
    ...{ draftTokens: 3, acceptance: 0.5, draftTime: 0.25 },
  });
  expect(time(batch)).toBe(1 + 160 + 0.25);
  expect(time({ ...batch, decodeRequests: 0 })).toBe(1);
  expect(time({ ...batch, decodeRequests: 0.5 })).toBe(1 + 2 + 0.125);
  const own = () => 2;
  expect(engineTimeOf(own, undefined)).toBe(own);
});
