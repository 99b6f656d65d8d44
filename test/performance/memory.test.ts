import { expect, test } from 'vitest';
import { kvCacheBytes } from '../../src/performance/memory/kv-cache.ts';
import { weightBytes } from '../../src/performance/memory/weights.ts';
import { type MemoryUse, memoryFit } from '../../src/performance/memory.ts';
import { serve } from './served.ts';

const use: MemoryUse = { gpuMemoryUtilization: 0.9, tokenBudget: 2048, maxBatchSize: 128 };

/**
 * Tokens of KV cache that vLLM 0.15.1 to 0.23 printed when it started (blocks × 16), from the
 * logs published with inference-sim/training @ed5c1d2 and casys-kaist/LLMServingSim @5daddb2.
 * The Qwen3 run is of a version whose default utilization is 0.92.
 */
test.each([
  ['llama-2-7b', 'h100-sxm', 1, {}, 119_392, 0.01],
  ['llama-2-70b', 'h100-sxm', 4, {}, 501_696, 0.01],
  ['mixtral-8x7b', 'h100-sxm', 2, {}, 440_160, 0.01],
  ['codellama-34b', 'h100-sxm', 2, {}, 425_632, 0.01],
  [
    'qwen3-14b',
    'h100-sxm',
    1,
    { gpuMemoryUtilization: 0.92, tokenBudget: 8192, maxBatchSize: 256 },
    288_608,
    0.02,
  ],
  ['llama-3.1-8b', 'rtx4090', 1, { maxBatchSize: 256 }, 41_408, 0.08],
])(
  '%s on %s × %i holds the tokens vLLM reports',
  (model, hardware, tensor, changed, reported, band) => {
    const { kvCapacity } = memoryFit(serve(model, hardware, { tensor }), { ...use, ...changed });
    expect(Math.abs(kvCapacity / reported - 1)).toBeLessThan(band);
  },
);

test('what is used, free and missing adds up', () => {
  const fits = memoryFit(serve('llama-3.1-8b', 'h100-sxm'), use);
  expect(fits.weights + fits.activations + fits.kvCache).toBeCloseTo(fits.usable, 0);
  expect(fits).toMatchObject({ shortfall: 0 });
  expect(fits.remedy).toBeUndefined();
  const misfits = memoryFit(serve('llama-3.1-70b', 'h100-sxm'), use);
  expect(misfits).toMatchObject({ kvCache: 0, kvCapacity: 0 });
  expect(misfits.usable + misfits.shortfall).toBeGreaterThan(misfits.weights + misfits.activations);
});

test('a model that does not fit is told the smallest change of each kind that would', () => {
  const served = serve('llama-3.1-70b', 'l40s');
  const request = { ...use, contextTokens: 4000 };
  const { remedy, shortfall } = memoryFit(served, request);
  expect(shortfall).toBeGreaterThan(0);
  expect(remedy).toMatch(/^tensor: 4, or weights: int4, or a GPU with ≥ \d+ GB$/);
  const memory = Number(remedy?.match(/≥ (\d+) GB/)?.[1]) * 1e9;
  const missingOn = (bytes: number) =>
    memoryFit({ ...served, hardware: { ...served.hardware, memory: bytes } }, request).shortfall;
  expect(missingOn(memory)).toBe(0);
  expect(missingOn(memory - 2e9)).toBeGreaterThan(0);
});

test('each remedy named does fit, and the next smaller one does not', () => {
  const shortfall = (tensor: number, weights: 'bf16' | 'fp4' | 'int4' = 'bf16') =>
    memoryFit(serve('llama-3.1-70b', 'l40s', { tensor, weights }), use).shortfall;
  expect(shortfall(2)).toBeGreaterThan(0);
  expect(shortfall(4)).toBe(0);
  expect(shortfall(1, 'fp4')).toBeGreaterThan(0);
  expect(shortfall(1, 'int4')).toBe(0);
});

test('ranks, stages and narrow formats divide the weights', () => {
  const bytes = (deployment: object) => weightBytes(serve('llama-3.1-70b', 'h200', deployment));
  const embedding = 128_256 * 8192 * 2;
  expect(bytes({}) / bytes({ tensor: 8 })).toBeCloseTo(8, 6);
  expect(bytes({ pipeline: 4 })).toBeCloseTo((bytes({}) - 2 * embedding) / 4 + embedding, 0);
  expect(bytes({ weights: 'fp8' })).toBeCloseTo((bytes({}) - 2 * embedding) / 2 + 2 * embedding, 0);
});

test('expert parallelism divides the experts and nothing else', () => {
  const bytes = (deployment: object) =>
    weightBytes(serve('deepseek-v3', 'h200', { weights: 'fp8', ...deployment }));
  const oneExpert = 3 * 7168 * 2048 * 58;
  expect(bytes({}) - bytes({ data: 32, expert: 32 })).toBeCloseTo((256 - 8) * oneExpert, 0);
  // Data-parallel ranks without expert groups cut every expert instead: the same bytes.
  expect(bytes({ data: 32 })).toBeCloseTo(bytes({ data: 32, expert: 32 }), 0);
});

test('a token is kept by each rank as its heads, its latent, or its window ask', () => {
  const perToken = (model: string, deployment: object = {}) =>
    kvCacheBytes(serve(model, 'h100-sxm', deployment), 10_000) / 10_000;
  expect(perToken('llama-3.1-8b')).toBe(131_072);
  expect(perToken('llama-3.1-8b', { tensor: 4 })).toBe(32_768);
  expect(perToken('llama-3.1-8b', { tensor: 32 })).toBe(16_384); // 8 key–value heads
  expect(perToken('deepseek-v3', { tensor: 8 })).toBe(70_272); // 576 numbers, whole on each rank
  // 36 layers × 2048 bytes; 18 of them keep 128 tokens of the 10 000
  expect(perToken('gpt-oss-120b')).toBeCloseTo(2048 * (18 + 18 * 0.0128), 6);
  expect(kvCacheBytes(serve('gpt-oss-120b', 'h100-sxm'), 100)).toBe(100 * 73_728);
});
