import { expect, test } from 'vitest';
import { iterationComponents } from '../../src/performance/iteration-components.ts';
import { iterationTimeOf } from '../../src/performance/iteration-time.ts';
import { matrixRates, matrixTime } from '../../src/performance/operators/matrix.ts';
import type { Batch } from '../../src/scenario/batch.ts';
import type { Hardware } from '../../src/scenario/hardware.ts';
import type { ServedModel } from '../../src/scenario/scenario.ts';
import { forAll } from '../support/cases.ts';
import { anyBatch, deployments, serve } from './served.ts';

const EMPTY: Batch = {
  prefillTokens: 0,
  prefillRequests: 0,
  attentionPairs: 0,
  prefillContext: 0,
  decodeRequests: 0,
  contextTokens: 0,
};
const FIELDS = Object.keys(EMPTY) as Exclude<keyof Batch, 'decodeTokens'>[];

test.each(deployments)('%s: more of anything never takes less time', (_, served) => {
  const time = iterationTimeOf(served);
  const isFused = served.hardware.coefficients.mixedAttention.kind === 'fused';
  // Spreading the same tokens over more requests shortens the longest context, the straggler
  // of a fused kernel; there a request is added with its tokens.
  const counts: readonly string[] = isFused ? ['prefillRequests', 'decodeRequests'] : [];
  const fields = FIELDS.filter((field) => !counts.includes(field));
  forAll(anyBatch, (batch) => {
    const before = time(batch);
    for (const field of fields) {
      const more = { ...batch, [field]: batch[field] * 1.01 };
      expect(time(more), field).toBeGreaterThanOrEqual(before * (1 - 1e-12));
    }
    const { decodeRequests, contextTokens } = batch;
    const joined = { decodeRequests: decodeRequests * 1.1, contextTokens: contextTokens * 1.1 };
    expect(time({ ...batch, ...joined })).toBeGreaterThan(before);
  });
});

test.each(deployments)('%s: a step of 0.1 %% moves the time by less than 1 %%', (_, served) => {
  const time = iterationTimeOf(served);
  forAll(anyBatch, (batch) => {
    for (const field of FIELDS) {
      const ratio = time({ ...batch, [field]: batch[field] * 1.001 }) / time(batch);
      expect(Math.abs(ratio - 1), field).toBeLessThan(0.01);
    }
  });
});

test.each(deployments)('%s: a billionth of a prompt or of a decode is almost none', (_, served) => {
  const time = iterationTimeOf(served);
  forAll(anyBatch, (batch) => {
    for (const kind of [decodesOf(batch), promptsOf(batch)]) {
      const rest: Batch = { ...batch, ...zeros(kind) };
      const trace = { ...batch, ...scaled(kind, 1e-9) };
      expect(time(trace) / time(rest)).toBeCloseTo(1, 4);
    }
  });
});

function decodesOf({ decodeRequests, contextTokens }: Batch): Partial<Batch> {
  return { decodeRequests, contextTokens };
}
function promptsOf({ decodeRequests: _, contextTokens: __, ...prompts }: Batch): Partial<Batch> {
  return prompts;
}
function scaled(part: Partial<Batch>, factor: number): Partial<Batch> {
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, value * factor]));
}
function zeros(part: Partial<Batch>): Partial<Batch> {
  return scaled(part, 0);
}

test.each(deployments)('%s: t_inf is the sum of its components to 0.01 %%', (_, served) => {
  const time = iterationTimeOf(served);
  forAll(anyBatch, (batch) => {
    const parts = Object.values(iterationComponents(served, batch));
    const exact = parts.reduce((total, part) => total + part, 0);
    expect(Math.abs(time(batch) / exact - 1)).toBeLessThan(1e-4);
  });
});

/** Twice the rates, half the latencies. */
function twiceAsFast(hardware: Hardware): Hardware {
  const halved = new Set(['launch', 'latency', 'latencyPerDoubling', 'base', 'perRequest']);
  const change = (value: unknown, key: string): unknown => {
    if (typeof value === 'number') return halved.has(key) ? value / 2 : value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, change(item, name)]),
    );
  };
  const { bf16, fp8, fp4 } = hardware.peakFlops;
  const coefficients = change(hardware.coefficients, '') as Hardware['coefficients'];
  const { pipelineHop } = coefficients;
  return {
    ...hardware,
    peakFlops: {
      bf16: 2 * bf16,
      ...(fp8 === undefined ? {} : { fp8: 2 * fp8 }),
      ...(fp4 === undefined ? {} : { fp4: 2 * fp4 }),
    },
    memoryBandwidth: 2 * hardware.memoryBandwidth,
    linkBandwidth: 2 * hardware.linkBandwidth,
    coefficients: {
      ...coefficients,
      pipelineHop: { ...pipelineHop, bandwidth: 2 * pipelineHop.bandwidth },
    },
  };
}

test.each(deployments)('%s: hardware twice as fast halves the time', (_, served) => {
  const fast: ServedModel = { ...served, hardware: twiceAsFast(served.hardware) };
  const [slowTime, fastTime] = [iterationTimeOf(served), iterationTimeOf(fast)];
  forAll(anyBatch, (batch) => expect(slowTime(batch) / fastTime(batch)).toBeCloseTo(2, 9), 50);
});

test('a window no context reaches is full attention', () => {
  const full = serve('qwen3-14b', 'rtx4090');
  const slidingWindow = { window: 1e6, layers: 30 };
  const windowed = { ...full, model: { ...full.model, slidingWindow } };
  forAll(anyBatch, (batch) => {
    const [a, b] = [iterationComponents(full, batch), iterationComponents(windowed, batch)];
    expect(b.decodeAttention / a.decodeAttention).toBeCloseTo(1, 12);
    expect(b.prefillAttention / a.prefillAttention).toBeCloseTo(1, 12);
  });
});

test('one expert that every token chooses is a dense feed-forward layer', () => {
  const dense = serve('qwen3-14b', 'h100-sxm');
  const { gemm, experts } = dense.hardware.coefficients;
  // Two launches against one, and rounded corners, are all that may differ: taken away.
  const shares = { ...gemm.bf16, launch: 0, sharpness: 1 };
  const hardware: Hardware = {
    ...dense.hardware,
    coefficients: {
      ...dense.hardware.coefficients,
      gemm: { bf16: shares },
      experts: { bf16: { ...experts.bf16, ...shares } },
    },
  };
  const { intermediate, layers } = dense.model;
  const only = { count: 1, active: 1, intermediate, shared: 0, sharedIntermediate: 0, layers };
  const routed = { ...dense, hardware, model: { ...dense.model, experts: only } };
  const rates = matrixRates(hardware, 'bf16');
  forAll(anyBatch, (batch) => {
    const rows = batch.decodeRequests + batch.prefillTokens;
    const router = layers * matrixTime(rates, { rows, columns: 1, inner: dense.model.hidden });
    const expected = iterationComponents({ ...dense, hardware }, batch).feedForward + router;
    expect(iterationComponents(routed, batch).experts / expected).toBeCloseTo(1, 12);
  });
});

test('int4 weights, and fp8 weights on a GPU without FP8, are computed at the BF16 peak', () => {
  const prompt: Batch = { ...EMPTY, prefillTokens: 1e5, prefillRequests: 1 };
  const seconds = (hardware: string, weights: 'bf16' | 'fp8' | 'int4') =>
    iterationComponents(serve('llama-3.1-8b', hardware, { weights }), prompt).feedForward;
  expect(seconds('a100-80g-sxm', 'fp8') / seconds('a100-80g-sxm', 'bf16')).toBeCloseTo(1, 2);
  expect(seconds('h100-sxm', 'int4') / seconds('h100-sxm', 'bf16')).toBeCloseTo(1, 2);
  expect(seconds('h100-sxm', 'fp8') / seconds('h100-sxm', 'bf16')).toBeLessThan(0.75);
});

test('key–value heads are split over the ranks down to one and then replicated', () => {
  const batch: Batch = { ...EMPTY, decodeRequests: 64, contextTokens: 1e7 };
  const reading = (tensor: number) =>
    iterationComponents(serve('qwen3-235b-a22b', 'h200', { tensor }), batch).decodeAttention;
  expect(reading(1) / reading(4)).toBeCloseTo(4, 1); // 4 key–value heads
  expect(reading(8)).toBe(reading(4));
});

test('a token is sent to other ranks only where data-parallel ranks share the experts', () => {
  const batch: Batch = { ...EMPTY, decodeRequests: 64, contextTokens: 64_000 };
  const components = (parallelism: object) =>
    iterationComponents(serve('deepseek-v3', 'h200', { weights: 'fp8', ...parallelism }), batch);
  expect(components({ tensor: 8, expert: 8 }).expertExchange).toBe(0);
  expect(components({ data: 8, expert: 8 }).expertExchange).toBeGreaterThan(0);
  // One expert group reads the weights of an eighth of the experts, eight times the tokens' choice.
  expect(components({ data: 8, expert: 8 }).experts).toBeLessThan(components({}).experts);
});

test('each further pipeline stage adds one hop of T hidden states', () => {
  const batch: Batch = { ...EMPTY, decodeRequests: 100, contextTokens: 1e5 };
  const hops = (pipeline: number) =>
    iterationComponents(serve('llama-3.1-70b', 'h100-sxm', { pipeline }), batch).pipelineHops;
  expect(hops(1)).toBe(0);
  // 7.7 us + 100 tokens × 8192 values × 2 bytes / 358 GB/s, three times
  expect(hops(4)).toBeCloseTo(3 * (7.7e-6 + 1_638_400 / 358e9), 12);
});
