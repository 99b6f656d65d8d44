import { describe, expect, test } from 'vitest';
import { predict } from '../../src/analysis/predict.ts';
import type { ChunkOrder, Engine, LengthLaw, Scenario } from '../../src/scenario/scenario.ts';
import { atLoad, serving } from './scenarios.ts';

const ORDERS = ['round-robin', 'shortest-remaining'] as const;
const inOrder = (
  chunkOrder: ChunkOrder,
  promptTokens: LengthLaw,
  engine: Partial<Engine> = {},
): Scenario =>
  serving({
    engine: { chunkOrder, maxBatchSize: 256, tokenBudget: 512, ...engine },
    traffic: { promptTokens, outputTokens: { distribution: 'geometric', mean: 20 } },
  });

test('prompts of one length are served in order of arrival by whoever has least left', () => {
  const fixed: LengthLaw = { distribution: 'fixed', value: 900 };
  for (const load of [0.3, 0.6, 0.85]) {
    const first = atLoad(inOrder('ongoing-first', fixed), load);
    const shortest = atLoad(inOrder('shortest-remaining', fixed), load);
    expect(Math.abs(shortest.ttft.mean / first.ttft.mean - 1)).toBeLessThan(0.05);
    expect(Math.abs(shortest.ttft.p99 / first.ttft.p99 - 1)).toBeLessThan(0.1);
  }
});

// Under processor sharing E[T] = E[x]/(1 − ρ), what first come first served has for exponential x.
test('exponential prompts in small chunks take the same by turns as in order of arrival', () => {
  const prompts: LengthLaw = { distribution: 'exponential', mean: 3000, max: 60_000 };
  for (const load of [0.5, 0.7]) {
    const first = atLoad(inOrder('ongoing-first', prompts, { chunkSize: 200 }), load);
    const turns = atLoad(inOrder('round-robin', prompts, { chunkSize: 200 }), load);
    expect(Math.abs(turns.ttft.mean / first.ttft.mean - 1)).toBeLessThan(0.1);
  }
});

describe.each(ORDERS)('%s', (order) => {
  test('answers as in order of arrival where nobody is in the way', () => {
    const prompts: LengthLaw = { distribution: 'uniform', min: 50, max: 400 };
    const engine = { tokenBudget: 4096 };
    const first = atLoad(inOrder('ongoing-first', prompts, engine), 0.1);
    const other = atLoad(inOrder(order, prompts, engine), 0.1);
    expect(Math.abs(other.ttft.mean / first.ttft.mean - 1)).toBeLessThan(0.02);
    expect(other.queues.chunkWait.mean).toBeLessThan(1e-3 * other.ttft.mean);
  });

  test('the way is its waits and its iterations', () => {
    const prompts: LengthLaw = { distribution: 'lognormal', mean: 1500, cv: 1, max: 16_000 };
    for (const load of [0.3, 0.6, 0.8, 0.9]) {
      const { ttft, queues } = atLoad(inOrder(order, prompts), load);
      expect(queues.prefillWait.mean + queues.chunkWait.mean).toBeLessThan(ttft.mean);
      expect(queues.chunkWait.p99).toBeGreaterThanOrEqual(queues.chunkWait.mean);
    }
  });

  test('waits between chunks grow with the load, the gaps between tokens are those of any order', () => {
    const prompts: LengthLaw = { distribution: 'gamma', mean: 1500, cv: 1.2, max: 16_000 };
    let before = 0;
    for (const load of [0.2, 0.4, 0.6, 0.8]) {
      const answer = atLoad(inOrder(order, prompts), load);
      expect(answer.queues.chunkWait.mean).toBeGreaterThan(before);
      expect(answer.tbt).toEqual(atLoad(inOrder('ongoing-first', prompts), load).tbt);
      before = answer.queues.chunkWait.mean;
    }
  });

  test('overload is an answer', () => {
    const scenario = inOrder(order, { distribution: 'fixed', value: 900 });
    const arrivals = { process: 'poisson', rate: 1e4 } as const;
    const answer = predict({ ...scenario, traffic: { ...scenario.traffic, arrivals } });
    expect(answer).toMatchObject({ stable: false, ttft: { mean: Infinity } });
  });
});

test('whoever has least left makes the mean TTFT shorter, and the longest prompts wait longer', () => {
  const prompts: LengthLaw = { distribution: 'lognormal', mean: 1200, cv: 1.5, max: 16_000 };
  const [first, shortest] = (['ongoing-first', 'shortest-remaining'] as const).map((order) =>
    atLoad(inOrder(order, prompts), 0.8),
  );
  expect(shortest?.ttft.mean).toBeLessThan(0.8 * (first?.ttft.mean ?? 0));
  expect(shortest?.ttft.p50).toBeLessThan(0.8 * (first?.ttft.p50 ?? 0));
});
