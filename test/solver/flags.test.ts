import { expect, test } from 'vitest';
import { predict } from '../../src/analysis/predict.ts';
import { flags } from '../../src/solver/flags.ts';
import { serving } from '../analysis/scenarios.ts';
import { serve } from '../performance/served.ts';

const settings = { maxBatchSize: 64, tokenBudget: 1024, chunkSize: undefined };

/** The value of a flag. */
const flagOf = (line: string, name: string) => {
  const words = line.split(' ');
  return words[words.indexOf(name) + 1];
};

test('settings are written as each engine calls them', () => {
  const { vllm, sglang, tensorrtLlm } = flags(serving(), settings, 40);
  expect(vllm).toBe(
    '--enable-chunked-prefill --max-num-seqs 64 --max-num-batched-tokens 1024 --gpu-memory-utilization 0.9',
  );
  expect(flagOf(sglang, '--max-running-requests')).toBe('64');
  expect(flagOf(sglang, '--chunked-prefill-size')).toBe('984'); // what 40 decodes leave
  expect(flagOf(sglang, '--mem-fraction-static')).toBe('0.9');
  expect(flagOf(tensorrtLlm, '--max_batch_size')).toBe('64');
  expect(flagOf(tensorrtLlm, '--max_num_tokens')).toBe('1024');
});

test('a cap on prompt tokens becomes a budget with room for the decodes', () => {
  const { vllm, sglang } = flags(serving(), { ...settings, chunkSize: 256 }, 40);
  expect(flagOf(vllm, '--max-num-batched-tokens')).toBe('296');
  expect(flagOf(sglang, '--chunked-prefill-size')).toBe('256');
});

test('a budget is never below the batch, and a chunk never below one token', () => {
  const { vllm, sglang } = flags(serving(), { ...settings, chunkSize: 1 }, 2);
  expect(Number(flagOf(vllm, '--max-num-batched-tokens'))).toBeGreaterThanOrEqual(64);
  expect(flagOf(sglang, '--chunked-prefill-size')).toBe('1');
});

test('parallel degrees above one are named', () => {
  const time = serve('llama-3.1-8b', 'h100-sxm', { tensor: 4, data: 2 });
  const { vllm, sglang, tensorrtLlm } = flags(serving({ time }), settings, 40);
  expect(flagOf(vllm, '--tensor-parallel-size')).toBe('4');
  expect(flagOf(vllm, '--data-parallel-size')).toBe('2');
  expect(flagOf(sglang, '--tp-size')).toBe('4');
  expect(tensorrtLlm).toContain('--tp_size 4');
  expect([vllm, sglang, tensorrtLlm].join(' ')).not.toMatch(/pipeline|pp/);
  const pipelined = serve('llama-3.1-8b', 'h100-sxm', { pipeline: 2 });
  expect(flags(serving({ time: pipelined }), settings, 40).vllm).toContain(
    '--pipeline-parallel-size 2',
  );
});

test('memory shares are of what each engine counts: all, weights and cache, or what is left', () => {
  const time = serve('llama-3.1-8b', 'h100-sxm', { expert: 2 });
  const scenario = serving({ time });
  const perGpu = predict(scenario).memory.perGpu;
  if (perGpu === undefined) throw new Error('a model on a GPU has its memory in the answer');
  const { usable, weights, activations, kvCache } = perGpu;
  const { vllm, sglang, tensorrtLlm } = flags(scenario, settings, 40, perGpu);
  const memory = usable / 0.9;
  expect(flagOf(vllm, '--gpu-memory-utilization')).toBe('0.9');
  const share = Number(flagOf(sglang, '--mem-fraction-static'));
  expect(share).toBeLessThanOrEqual((weights + kvCache) / memory);
  expect(share).toBeGreaterThan((weights + kvCache) / memory - 0.011);
  const free = Number(flagOf(tensorrtLlm, '--kv_cache_free_gpu_memory_fraction'));
  expect(free).toBeLessThanOrEqual(kvCache / (memory - weights - activations));
  expect(free).toBeGreaterThan(kvCache / (memory - weights - activations) - 0.011);
  expect(vllm).toContain('--enable-expert-parallel');
  expect(flagOf(sglang, '--ep-size')).toBe('2');
});
