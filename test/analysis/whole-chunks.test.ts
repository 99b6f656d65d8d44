import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import { predict } from '../../src/analysis/predict.ts';
import { prepare } from '../../src/analysis/prepare.ts';
import { chunksOf } from '../../src/analysis/whole-chunks/packing.ts';
import { promptChain } from '../../src/analysis/whole-chunks/prompt-chain.ts';
import type { LengthLaw } from '../../src/scenario/scenario.ts';
import { forAll } from '../support/cases.ts';
import { atLoad, serving } from './scenarios.ts';

const of = (promptTokens: LengthLaw, size: number, room: number) => {
  const { server } = prepare(serving({ traffic: { promptTokens } }));
  return { server, chunks: chunksOf(server.workload.prompts, size, room) };
};

describe('chunks in an iteration', () => {
  // Coffman, So, Hofri & Yao (1980): uniform pieces fill bins to 3/4 by next fit.
  test('of uniform tokens fill three quarters of a room as large as the largest', () => {
    const { chunks } = of({ distribution: 'uniform', min: 1, max: 1000 }, 1000, 1000);
    expect(chunks.packed(1000) / 1000).toBeGreaterThan(0.73);
    expect(chunks.packed(1000) / 1000).toBeLessThan(0.765);
  });

  test.each([
    [350, 300],
    [399, 300],
    [400, 400],
    [1000, 1000],
  ])('of 100 tokens fill a room of %d with %d', (room, tokens) => {
    const { chunks } = of({ distribution: 'fixed', value: 100 }, 100, 1000);
    expect(chunks.packed(room)).toBeCloseTo(tokens, 6);
  });

  test('a large room loses half of the mean of the chunk that does not fit', () => {
    const { chunks } = of({ distribution: 'gamma', mean: 90, cv: 0.8, max: 400 }, 400, 8000);
    const left = (chunks.mean + chunks.variance / chunks.mean) / 2;
    expect(8000 - chunks.packed(8000)).toBeGreaterThan(0.6 * left);
    expect(8000 - chunks.packed(8000)).toBeLessThan(1.4 * left);
  });
});

test('an iteration computes the prompt tokens that arrive during one', () =>
  forAll(
    (between) => ({ size: Math.round(between(60, 900)), load: between(0.05, 0.9) }),
    ({ size, load }) => {
      const { server, chunks } = of({ distribution: 'lognormal', mean: 600, cv: 1 }, size, 1024);
      const probe = promptChain(server, chunks, 1e-6, 10);
      const chain = promptChain(server, chunks, (load * 1e-6) / (probe?.load ?? 1), 10);
      if (chain === undefined) throw new Error('no steady state');
      const arriving = chain.arrivalRate * chain.meanDuration * server.workload.prompts.mean;
      expect(Math.abs(chain.meanTokens / arriving - 1)).toBeLessThan(0.02);
      expect(chain.law.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      expect(chain.partial.reduce((sum, p) => sum + p, chain.full)).toBeCloseTo(1, 6);
    },
    40,
  ));

test('a chunk longer than any prompt in a large budget changes nothing', () => {
  const traffic = { promptTokens: { distribution: 'uniform', min: 50, max: 400 } } as const;
  const usual = serving({ engine: { tokenBudget: 8192 }, traffic, rate: 6 });
  const whole = { ...usual, engine: { ...usual.engine, chunkSize: 400, wholeChunks: true } };
  const [one, other] = [predict(usual), predict(whole)];
  for (const metric of ['ttft', 'tbt', 'e2e'] as const)
    expect(Math.abs(other[metric].mean / one[metric].mean - 1), metric).toBeLessThan(0.02);
  expect(Math.abs(other.ttft.p99 / one.ttft.p99 - 1)).toBeLessThan(0.05);
});

test('latencies grow with the load, and whole chunks never carry more than cut ones', () => {
  const engine = { tokenBudget: 1500, chunkSize: 512 };
  const whole = serving({ engine: { ...engine, wholeChunks: true } });
  let [ttft, wait] = [0, 0];
  for (const load of [0.1, 0.3, 0.5, 0.7, 0.85, 0.95]) {
    const answer = atLoad(whole, load);
    expect(answer.ttft.mean).toBeGreaterThan(ttft);
    expect(answer.queues.prefillWait.p99).toBeGreaterThan(wait);
    [ttft, wait] = [answer.ttft.mean, answer.queues.prefillWait.p99];
  }
  const cut = serving({ engine: { tokenBudget: 1500 } });
  expect(openAnalysis(whole).maxArrivalRate).toBeLessThan(1.001 * openAnalysis(cut).maxArrivalRate);
});
