import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import { predict } from '../../src/analysis/predict.ts';
import type { Engine, Scenario } from '../../src/scenario/scenario.ts';
import { serving } from './scenarios.ts';

const fixed = (promptTokens: number, outputTokens: number) => ({
  promptTokens: { distribution: 'fixed', value: promptTokens },
  outputTokens: { distribution: 'fixed', value: outputTokens },
});
const limit = (engine: Partial<Engine>, traffic: Partial<Scenario['traffic']> = {}) =>
  openAnalysis(serving({ engine, traffic } as never)).maxArrivalRate;

test('reservations of one size leave the remainder of a division free', () => {
  const traffic = fixed(500, 201) as never;
  const reserve = { preemption: 'reserve', kvBlockSize: 1 } as const;
  const most = limit({ maxBatchSize: 20 }, traffic);
  for (const spare of [0, 300, 700])
    expect(limit({ ...reserve, kvCapacity: 20 * 701 + spare }, traffic)).toBeCloseTo(most, 6);
  // A block more than 701 tokens fill is a block less for the last request.
  const blocks = { preemption: 'reserve', kvBlockSize: 16 } as const;
  expect(limit({ ...blocks, kvCapacity: 20 * 704 }, traffic)).toBeCloseTo(most, 6);
  expect(limit({ ...blocks, kvCapacity: 20 * 704 - 1 }, traffic)).toBeLessThan(0.97 * most);
});

test('geometric reservations leave the mean age of a renewal process free', () => {
  const traffic = {
    promptTokens: { distribution: 'fixed', value: 1 },
    outputTokens: { distribution: 'geometric', mean: 101 },
  } as never;
  const reserve = { preemption: 'reserve', kvBlockSize: 1, kvCapacity: 40_000 } as const;
  // X = 1 + N: E[X(X − 1)]/(2E[X]) free, and E[X·N]/E[N] held by each, who stays N iterations.
  const [mean, square] = [102, 102 ** 2 + 101 * 100];
  const free = (square - mean) / (2 * mean);
  const held = (square - mean) / 101;
  const slots = Math.floor((40_000 - free) / held);
  const near = limit({ maxBatchSize: slots, tokenBudget: 4096 }, traffic);
  const next = limit({ maxBatchSize: slots + 1, tokenBudget: 4096 }, traffic);
  const found = limit({ ...reserve, maxBatchSize: 2000, tokenBudget: 4096 }, traffic);
  expect(found).toBeGreaterThan(near * 0.999);
  expect(found).toBeLessThan(next * 1.001);
});

describe.each(['reserve', 'recompute'] as const)('%s', (preemption) => {
  const engine = { preemption, maxBatchSize: 1000, tokenBudget: 2048 } as const;

  test('more memory carries more, up to what the batch size allows', () => {
    let last = 0;
    for (const kvCapacity of [15_000, 20_000, 40_000, 80_000, 160_000, 1e7]) {
      const rate = limit({ ...engine, kvCapacity });
      expect(rate).toBeGreaterThan(last * 0.9999);
      last = rate;
    }
    expect(last).toBeCloseTo(limit(engine), 6);
  });

  test('the limit passes smoothly from memory to the batch size', () => {
    const rates = Array.from({ length: 41 }, (_, i) =>
      limit({ ...engine, kvCapacity: 40_000, maxBatchSize: 30 + i }),
    );
    for (let i = 1; i < rates.length; i++) {
      const step = (rates[i] as number) / (rates[i - 1] as number);
      expect(step).toBeGreaterThan(0.9999);
      expect(step).toBeLessThan(1.04);
    }
  });

  test('larger blocks leave less room', () => {
    const rates = [1, 16, 64, 256].map((kvBlockSize) =>
      limit({ ...engine, kvCapacity: 40_000, kvBlockSize }),
    );
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
    expect(rates[0]).toBeGreaterThan(1.02 * (rates[3] as number));
  });

  test('waits and preemptions grow with the load, and the mean of E2E is that of its parts', () => {
    let before = { ttft: 0, preemptions: 0 };
    const scenario = serving({ engine: { ...engine, kvCapacity: 40_000 } });
    const { maxArrivalRate, at } = openAnalysis(scenario);
    for (const load of [0.3, 0.6, 0.8, 0.9, 0.95]) {
      const { ttft, tbt, e2e, memory } = at(load * maxArrivalRate);
      expect(ttft.mean).toBeGreaterThan(before.ttft);
      expect(memory.preemptions).toBeGreaterThanOrEqual(before.preemptions);
      expect(e2e.mean).toBeGreaterThan(ttft.mean + tbt.mean);
      before = { ttft: ttft.mean, preemptions: memory.preemptions };
    }
    expect(before.preemptions > 0).toBe(preemption === 'recompute');
  });
});

test('a larger watermark preempts fewer, and says nothing when nobody is', () => {
  const asked = [0, 0.01, 0.05, 0.2].map((kvWatermark) => {
    const scenario = serving({
      engine: { maxBatchSize: 1000, tokenBudget: 2048, kvCapacity: 30_000, kvWatermark },
    });
    const { maxArrivalRate } = openAnalysis(scenario);
    const arrivals = { process: 'poisson', rate: 0.95 * maxArrivalRate } as const;
    return predict({ ...scenario, traffic: { ...scenario.traffic, arrivals } });
  });
  const counts = asked.map(({ memory }) => memory.preemptions);
  expect(counts).toEqual([...counts].sort((a, b) => b - a));
  const warned = asked.map(({ warnings }) => warnings.some((text) => text.includes('preemptions')));
  expect(warned).toEqual(counts.map((count) => count > 0.01));
  expect(warned[0]).toBe(true);
  expect(warned[3]).toBe(false);
});

test('a batch size that binds long before memory hears nothing of the cache', () => {
  const scenario = serving({ engine: { maxBatchSize: 8, kvCapacity: 100_000 } });
  const free = serving({ engine: { maxBatchSize: 8 } });
  expect(openAnalysis(scenario).maxArrivalRate).toBeCloseTo(openAnalysis(free).maxArrivalRate, 6);
  expect(predict(scenario).bottleneck).toBe('slots');
  expect(predict(scenario).memory.preemptions).toBeLessThan(1e-6);
});
