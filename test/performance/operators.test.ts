import { expect, test } from 'vitest';
import { iterationComponents } from '../../src/performance/iteration-components.ts';
import { memoryFit } from '../../src/performance/memory.ts';
import { fusedDecodeTime } from '../../src/performance/operators/fused-kernel.ts';
import { matrixRates, matrixTime } from '../../src/performance/operators/matrix.ts';
import type { Batch } from '../../src/scenario/batch.ts';
import type { ServedModel } from '../../src/scenario/scenario.ts';
import { forAll } from '../support/cases.ts';
import { anyBatch, serve } from './served.ts';

const decodes = (decodeRequests: number, contextTokens: number): Batch => ({
  prefillTokens: 0,
  prefillRequests: 0,
  attentionPairs: 0,
  prefillContext: 0,
  decodeRequests,
  contextTokens,
});
const prompt = (tokens: number): Batch => ({
  prefillTokens: tokens,
  prefillRequests: 1,
  attentionPairs: tokens ** 2 / 2,
  prefillContext: tokens,
  decodeRequests: 0,
  contextTokens: 0,
});

test('latent prefill attention costs 2 (nope + rope) + 2 value FLOP a pair and head', () => {
  const served = serve('deepseek-v3', 'h200', { tensor: 8, weights: 'fp8' });
  const pairs = 0.5 * 4000 ** 2;
  const perLayer = 13e-6 + (16 * (2 * 192 + 2 * 128) * pairs) / (0.65 * 989e12);
  const { prefillAttention } = iterationComponents(served, prompt(4000));
  expect(prefillAttention / (61 * perLayer)).toBeCloseTo(1, 9);
});

test('latent decode reads the latent once, and computes where many heads share it', () => {
  const perLayer = (tensor: number) =>
    iterationComponents(
      serve('deepseek-v3', 'h100-sxm', { tensor, weights: 'fp8' }),
      decodes(8, 1e6),
    ).decodeAttention / 61;
  // 128 heads: computing, 2 (2·512 + 64) FLOP a head and token, at 0.66 of 989 TFLOPS
  expect(perLayer(1)).toBeCloseTo(16e-6 + (128 * 2 * 1088 * 1e6) / (0.66 * 989e12), 9);
  // 16 heads: reading, 576 numbers of 2 bytes a token, padding 120 tokens a request
  expect(perLayer(8)).toBeCloseTo(16e-6 + (2 * 576 * (1e6 + 960)) / (0.88 * 3.35e12), 9);
});

test('heads of 64 dimensions reach less of the peak in prefill', () => {
  const served = serve('gpt-oss-120b', 'h100-sxm');
  const { slidingWindow: _, ...model } = served.model;
  const { prefillAttention } = iterationComponents({ ...served, model }, prompt(8192));
  const computing = (4 * 64 * 64 * (8192 ** 2 / 2 + 32 * 8192)) / (0.5 * 989e12);
  const reading = (2 * 2 * 8 * 64 * 8192 + 4 * 8192 * 64 * 64) / (0.9 * 3.35e12);
  expect(prefillAttention / (36 * (13e-6 + computing + reading))).toBeCloseTo(1, 9);
});

test('a cache that outgrows L2 is read again for each query head, up to all of them', () => {
  const kernel = {
    computePerContextToken: 3e-9,
    readPerContextToken: 2e-9,
    paddingTokens: 100,
    reReads: 5,
    cachedTokens: 1000,
    stragglerPerToken: 0,
  };
  const time = (context: number) => fusedDecodeTime(kernel, 2, context) / (context + 200);
  expect(time(900)).toBeCloseTo(3e-9, 15); // computing, as reading once is faster
  expect(time(1500)).toBeCloseTo(2e-9 * 3, 15); // half way: 1 + 4/2 readings
  expect(time(2000)).toBeCloseTo(2e-9 * 5, 15);
  expect(time(9000)).toBeCloseTo(2e-9 * 5, 15);
});

test('experts shared by two data-parallel ranks cost each half of what one rank with both batches pays', () => {
  const base = serve('qwen3-30b-a3b', 'h200');
  const routed = (served: ServedModel, tokens: number) => {
    const { model, hardware } = served;
    const { bf16 } = hardware.coefficients.experts;
    const free = { ...hardware.coefficients, experts: { bf16: { ...bf16, launch: 0 } } };
    const changed = { ...hardware, coefficients: free };
    const inner = model.hidden;
    const router = matrixTime(matrixRates(changed, 'bf16'), { rows: tokens, columns: 128, inner });
    const batch = decodes(tokens, tokens);
    const { experts } = iterationComponents({ ...served, hardware: changed }, batch);
    return experts / 48 - router;
  };
  const shared = serve('qwen3-30b-a3b', 'h200', { data: 2, expert: 2 });
  for (const tokens of [1, 10, 100, 4000])
    expect((2 * routed(shared, tokens)) / routed(base, 2 * tokens)).toBeCloseTo(1, 9);
});

test('rows travel to the experts and back at the link rate, seven eighths of them', () => {
  const served = serve('deepseek-v3', 'h200', { data: 8, expert: 8, weights: 'fp8' });
  const { expertExchange } = iterationComponents(served, decodes(64, 64_000));
  const bytes = (7 / 8) * 2 * 512 * 7168; // 64 tokens × 8 experts a rank
  const oneWay = 4e-6 + 0.5e-6 * 3 + bytes / (0.6 * 450e9);
  expect(expertExchange).toBeCloseTo(58 * 2 * oneWay, 9);
});

test('the sustained share slows what is bound by computing, and only that', () => {
  const served = serve('qwen3-14b', 'h100-sxm');
  const at = (sustainedCompute: number, batch: Batch) => {
    const coefficients = { ...served.hardware.coefficients, sustainedCompute };
    const hardware = { ...served.hardware, coefficients };
    return iterationComponents({ ...served, hardware }, batch);
  };
  expect(at(0.5, prompt(16_384)).feedForward / at(1, prompt(16_384)).feedForward).toBeCloseTo(2, 1);
  expect(at(0.5, decodes(1, 1)).feedForward / at(1, decodes(1, 1)).feedForward).toBeCloseTo(1, 3);
  forAll(
    anyBatch,
    (batch) => expect(at(0.5, batch).decodeAttention).toBe(at(1, batch).decodeAttention),
    50,
  );
});

test('a tensor degree that would tear key–value heads apart is no remedy', () => {
  const served = serve('phi-4-14b', 'a10g'); // 40 heads, 10 key–value heads
  const hardware = { ...served.hardware, memory: 11e9 };
  const use = { gpuMemoryUtilization: 0.9, tokenBudget: 2048, maxBatchSize: 64 };
  const { remedy } = memoryFit({ ...served, hardware }, use);
  expect(remedy).toMatch(/^tensor: 5, or/); // not 4
});
