import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import { workloadOf } from '../../src/analysis/traffic/workload.ts';
import type { Composition, Prediction } from '../../src/scenario/metrics.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { type Draw, forAll } from '../support/cases.ts';
import { LINE, lengths, lineOf, ordinary, serving } from './scenarios.ts';

interface Case {
  readonly scenario: Scenario;
  readonly rate: number;
  readonly answer: Prediction;
}

const loaded = (between: Draw): Case => {
  const scenario = ordinary(between);
  const { at, maxArrivalRate } = openAnalysis(scenario);
  const rate = between(0.02, 0.98) * maxArrivalRate;
  return { scenario, rate, answer: at(rate) };
};

const moments = ({ traffic }: Scenario) => {
  const { prompts, outputs, meanDecodeContext } = workloadOf(traffic);
  return { prompts, decodes: outputs.decodeMean, outputs: outputs.mean, meanDecodeContext };
};

describe('what goes in comes out', () => {
  test('throughput is the rate times the lengths', () =>
    forAll(
      loaded,
      ({ scenario, rate, answer }) => {
        const { prompts, outputs } = moments(scenario);
        expect(answer.throughput.requests).toBe(rate);
        expect(answer.throughput.promptTokens / (rate * prompts.meanLength)).toBeCloseTo(1, 9);
        expect(answer.throughput.outputTokens / (rate * outputs)).toBeCloseTo(1, 9);
      },
      60,
    ));

  test('an iteration has as many prompt tokens to a decode as a request', () =>
    forAll(
      loaded,
      ({ scenario, answer }) => {
        const { prompts, decodes, meanDecodeContext } = moments(scenario);
        for (const mix of [answer.batch.mean, answer.batch.atCapacity]) {
          expect(mix.chunkTokens / mix.decodes / (prompts.mean / decodes)).toBeCloseTo(1, 6);
          expect(mix.contextTokens / mix.decodes / meanDecodeContext).toBeCloseTo(1, 6);
        }
      },
      60,
    ));

  test('at the limit an iteration admits as many requests as arrive meanwhile', () =>
    forAll(
      loaded,
      ({ scenario, answer }) => {
        const { atCapacity } = answer.batch;
        const admitted = answer.maxArrivalRate * atCapacity.iterationTime;
        expect(atCapacity.chunkTokens / (admitted * moments(scenario).prompts.mean)).toBeCloseTo(
          1,
          6,
        );
        expectWithinEngine(scenario, atCapacity);
      },
      60,
    ));

  test('the engine works no longer than there is time, and idles when there is little', () =>
    forAll(
      loaded,
      ({ scenario, rate, answer }) => {
        const perSecond = (rate * moments(scenario).decodes) / answer.batch.mean.decodes;
        const busy = perSecond * answer.iterationTime.mean;
        expect(busy).toBeLessThanOrEqual(1 + 1e-9);
        expect(busy).toBeGreaterThan(0.9 * answer.utilization);
        expectWithinEngine(scenario, answer.batch.mean);
      },
      60,
    ));
});

/** No more requests or tokens than the engine takes into an iteration. */
function expectWithinEngine({ engine }: Scenario, mix: Composition): void {
  const { maxBatchSize, tokenBudget, chunkSize = Infinity } = engine;
  expect(mix.decodes + mix.prefillRequests).toBeLessThanOrEqual(maxBatchSize * 1.02);
  expect(mix.decodes + mix.chunkTokens).toBeLessThanOrEqual(tokenBudget * (1 + 1e-6));
  expect(mix.chunkTokens).toBeLessThanOrEqual(chunkSize * (1 + 1e-6));
}

describe('what a request takes', () => {
  test('E2E is TTFT and E[N − 1] gaps, on average', () =>
    forAll(
      loaded,
      ({ scenario, answer }) => {
        const sum = answer.ttft.mean + moments(scenario).decodes * answer.tbt.mean;
        expect(answer.e2e.mean / sum).toBeCloseTo(1, 9);
      },
      60,
    ));

  test('TTFT is its wait and at least the shortest iteration', () =>
    forAll(
      loaded,
      ({ answer }) => {
        const { prefillWait, chunkWait, generationWait } = answer.queues;
        expect(answer.ttft.mean).toBeGreaterThan(prefillWait.mean);
        expect(answer.ttft.p99).toBeGreaterThanOrEqual(prefillWait.p99 * 0.995);
        expect([chunkWait.mean, generationWait.mean]).toEqual([0, 0]);
      },
      60,
    ));

  test('Little: the KV cache holds the context of those who decode and half of a prompt', () =>
    forAll(
      loaded,
      ({ scenario, rate, answer }) => {
        const { decodes, meanDecodeContext, prompts } = moments(scenario);
        const running = rate * decodes * answer.tbt.mean * meanDecodeContext;
        const prefilling = rate * (answer.ttft.mean - answer.queues.prefillWait.mean);
        const expected = running + (prefilling * prompts.meanLength) / 2;
        expect(answer.memory.kvUsed / expected).toBeCloseTo(1, 6);
      },
      60,
    ));
});

test('for a line the mean iteration is the line of the mean batch', () =>
  forAll(
    (between) => ({
      line: lineOf(between),
      prompt: lengths(between, 1500),
      load: between(0.05, 0.95),
    }),
    ({ line, prompt, load }) => {
      const scenario = serving({ time: line, traffic: { promptTokens: prompt } });
      const { at, maxArrivalRate } = openAnalysis(scenario);
      const { mean } = at(load * maxArrivalRate).batch;
      const { prompts } = moments(scenario);
      const exact =
        line.base +
        (line.perPrefillToken + line.perAttentionPair * prompts.pairsPerToken) * mean.chunkTokens +
        line.perDecodeRequest * mean.decodes +
        line.perContextToken * mean.contextTokens;
      expect(Math.abs(mean.iterationTime / exact - 1)).toBeLessThan(0.02);
    },
    60,
  ));

describe('the stability limit', () => {
  test('with full budgets is what one full iteration carries', () => {
    const scenario = serving({
      engine: { maxBatchSize: 1000, tokenBudget: 1100 },
      traffic: {
        promptTokens: { distribution: 'fixed', value: 1000 },
        outputTokens: { distribution: 'fixed', value: 101 },
      },
    });
    const full =
      LINE.base +
      1000 * LINE.perPrefillToken +
      5e5 * LINE.perAttentionPair +
      100 * (LINE.perDecodeRequest + 1050.5 * LINE.perContextToken);
    const { maxArrivalRate, at } = openAnalysis(scenario);
    expect(maxArrivalRate * full).toBeCloseTo(1, 3);
    const { bottleneck, batch } = at(1);
    expect(bottleneck).toBe('tokenBudget');
    expect(batch.atCapacity.decodes).toBeCloseTo(100, 0);
    expect(batch.atCapacity.chunkTokens / 1000).toBeCloseTo(1, 2);
  });

  test('with full slots is what decodes and the prompts between them let through', () => {
    const outputs = 400;
    const scenario = serving({
      engine: { maxBatchSize: 32, tokenBudget: 16_000 },
      traffic: {
        promptTokens: { distribution: 'fixed', value: 500 },
        outputTokens: { distribution: 'geometric', mean: outputs },
      },
    });
    // 32 slots turn over every E1 + 1 iterations, each with its share of the prompts.
    const admitted = 32 / outputs;
    const decodes = admitted * (outputs - 1);
    const cycle =
      LINE.base +
      admitted * (500 * LINE.perPrefillToken + 125_000 * LINE.perAttentionPair) +
      decodes * (LINE.perDecodeRequest + (500 + outputs) * LINE.perContextToken);
    const { maxArrivalRate, at } = openAnalysis(scenario);
    expect(at(1).bottleneck).toBe('slots');
    expect(maxArrivalRate / (admitted / cycle)).toBeCloseTo(1, 2);
  });

  test('with little KV cache is that of so many slots as fit', () => {
    const traffic = {
      promptTokens: { distribution: 'fixed', value: 500 },
      outputTokens: { distribution: 'fixed', value: 201 },
    } as const;
    const engine = { preemption: 'reserve', kvBlockSize: 1, kvCapacity: 20 * 701 } as const;
    const limited = serving({ engine, traffic });
    const { maxArrivalRate, at } = openAnalysis(limited);
    expect(at(1).bottleneck).toBe('kvCache');
    const slots = openAnalysis(serving({ engine: { maxBatchSize: 20 }, traffic })).maxArrivalRate;
    expect(maxArrivalRate / slots).toBeCloseTo(1, 6);
  });
});
