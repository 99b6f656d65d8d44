import { describe, expect, test } from 'vitest';
import { largestBatch } from '../../src/analysis/largest-batch.ts';
import { openAnalysis } from '../../src/analysis/open.ts';
import { predict } from '../../src/analysis/predict.ts';
import { predictMeans } from '../../src/analysis/predict-means.ts';
import { InvalidInputError } from '../../src/checks.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { serve } from '../performance/served.ts';
import { forAll } from '../support/cases.ts';
import { extreme } from './extremes.ts';
import { LINE, ordinary, serving } from './scenarios.ts';

describe('means alone', () => {
  test('are those of the whole answer, TTFT roughly', () =>
    forAll(
      (between) => ({ scenario: ordinary(between), load: between(0.05, 0.9) }),
      ({ scenario, load }) => {
        const { at, means, maxArrivalRate } = openAnalysis(scenario);
        const [whole, few] = [at(load * maxArrivalRate), means(load * maxArrivalRate)];
        expect(few.maxArrivalRate).toBe(maxArrivalRate);
        expect(few.utilization / whole.utilization).toBeCloseTo(1, 9);
        expect(Math.abs(few.tbt / whole.tbt.mean - 1)).toBeLessThan(0.02);
        expect(Math.abs(few.ttft / whole.ttft.mean - 1)).toBeLessThan(0.3);
        expect(Math.abs(few.e2e / whole.e2e.mean - 1)).toBeLessThan(0.1);
      },
      60,
    ));

  test('beyond the limit are Infinity, and never NaN below it', () => {
    const scenario = serving({ rate: 1e5 });
    expect(predictMeans(scenario)).toMatchObject({ ttft: Infinity, e2e: Infinity });
    forAll(
      (between) => ({ extremes: extreme(between), load: between(1e-6, 0.9999) }),
      ({ extremes, load }) => {
        const { means, maxArrivalRate } = openAnalysis(extremes);
        if (maxArrivalRate === 0) return;
        const found = Object.values(means(load * maxArrivalRate));
        expect(found.filter((value) => !(value >= 0))).toEqual([]);
      },
      150,
    );
  });

  test('gaps alone are those of the whole answer', () =>
    forAll(
      (between) => ({ scenario: ordinary(between), load: between(0.05, 0.98) }),
      ({ scenario, load }) => {
        const { at, gaps, maxArrivalRate } = openAnalysis(scenario);
        const [whole, part] = [at(load * maxArrivalRate).tbt, gaps(load * maxArrivalRate).tbt];
        for (const key of ['mean', 'p50', 'p90', 'p99'] as const)
          expect(part[key] / whole[key]).toBeCloseTo(1, 9);
      },
      30,
    ));
});

const NO_TRANSFER = { base: 0, perToken: 0 };

describe('the largest batch within a time', () => {
  const scenario = serving({
    engine: { maxBatchSize: 500, tokenBudget: 8000 },
    traffic: {
      promptTokens: { distribution: 'fixed', value: 300 },
      outputTokens: { distribution: 'fixed', value: 101 },
    },
  });
  const context = 300 + 101 / 2;

  test('for a line is (t − base) over the cost of a token of the mix, rounded down', () => {
    // 3 of 4 tokens are prompt tokens; each sees 150 on average.
    const perToken =
      0.75 * (LINE.perPrefillToken + 150 * LINE.perAttentionPair) +
      0.25 * (LINE.perDecodeRequest + context * LINE.perContextToken);
    const tokens = (0.02 - LINE.base) / perToken;
    const batch = largestBatch(scenario, 0.02);
    expect(batch.binding).toBe('time');
    expect(batch.decodes).toBe(Math.floor(tokens / 4));
    expect(batch.prefillRequests).toBe(Math.floor((0.75 * tokens) / 300));
    const prompt = batch.prefillRequests * 300 + batch.chunks * batch.chunkTokens;
    expect(prompt).toBeLessThanOrEqual(0.75 * tokens);
    expect(prompt).toBeGreaterThan(0.75 * tokens - 2);
    expect(batch.contextTokens).toBeCloseTo(batch.decodes * context, 6);
    expect(batch.arrivalRate / (tokens / 400 / 0.02)).toBeCloseTo(1, 2);
  });

  test.each(['prefill-first', 'disaggregated'] as const)('is not that of policy %s', (policy) => {
    const disaggregation = { prefillEngines: 1, decodeEngines: 1, transfer: NO_TRANSFER };
    const other = policy === 'disaggregated' ? { policy, disaggregation } : { policy };
    expect(() => largestBatch(serving({ engine: other }), 0.05)).toThrow(
      `engine.policy: given "${policy}", allowed chunked-prefill for the largest batch`,
    );
    expect(() => largestBatch(serving({ engine: other }), 0)).toThrow(
      /^seconds: given 0.*\nengine\.policy: given/,
    );
  });

  test('keeps the time, and grows with it', () =>
    forAll(
      (between) => ({ one: ordinary(between), seconds: between(0.004, 2) }),
      ({ one, seconds }) => {
        const [batch, more] = [largestBatch(one, seconds), largestBatch(one, seconds * 1.3)];
        const { maxBatchSize, tokenBudget } = one.engine;
        if (batch.iterationTime < Infinity)
          expect(batch.iterationTime).toBeLessThanOrEqual(seconds * (1 + 1e-9));
        expect(more.decodes).toBeGreaterThanOrEqual(batch.decodes);
        expect(more.arrivalRate).toBeGreaterThanOrEqual(batch.arrivalRate * (1 - 0.02));
        expect(batch.decodes).toBeLessThanOrEqual(maxBatchSize);
        const { prefillRequests, chunks, chunkTokens, decodes } = batch;
        expect(decodes + chunks * chunkTokens).toBeLessThanOrEqual(tokenBudget);
        for (const count of [prefillRequests, chunks, chunkTokens, decodes])
          expect(Number.isInteger(count) && count >= 0).toBe(true);
      },
      150,
    ));

  test.each<readonly [string, Scenario]>([
    ['maxBatchSize', serving({ engine: { maxBatchSize: 4, tokenBudget: 8000 } })],
    ['tokenBudget', serving({ engine: { maxBatchSize: 500, tokenBudget: 600 } })],
    ['kvCache', serving({ engine: { maxBatchSize: 500, tokenBudget: 8000, kvCapacity: 9000 } })],
  ])('in ample time is bounded by %s', (binding, one) => {
    expect(largestBatch(one, 10).binding).toBe(binding);
  });

  test('in less time than an iteration takes is empty', () =>
    expect(largestBatch(scenario, 0.001)).toMatchObject({
      ...{ decodes: 0, prefillRequests: 0, chunkTokens: 0, arrivalRate: 0 },
      ...{ iterationTime: Infinity, binding: 'time' },
    }));

  test.each([0, -1, Number.NaN, Infinity])('in %d seconds is a wrong question', (seconds) =>
    expect(() => largestBatch(scenario, seconds)).toThrow('allowed a finite number > 0'),
  );
});

describe('data-parallel engines', () => {
  const served = (data: number, rate: number) =>
    serving({ time: serve('llama-3.1-8b', 'h100-sxm', { data }), rate });

  test('of two carry twice as much with the latencies of one', () => {
    const [one, two] = [predict(served(1, 10)), predict(served(2, 20))];
    expect(two.maxArrivalRate / one.maxArrivalRate).toBeCloseTo(2, 9);
    for (const key of ['ttft', 'tbt', 'e2e', 'tpot', 'batch', 'utilization'] as const)
      expect(two[key]).toEqual(one[key]);
    expect(two.throughput.outputTokens / one.throughput.outputTokens).toBeCloseTo(2, 9);
  });

  test('warn of a GPU that nobody has measured', () => {
    const measured = predict(served(1, 1));
    expect(measured.warnings).toEqual([]);
    const related = predict(serving({ time: serve('llama-3.1-8b', 'a100-80g-pcie'), rate: 1 }));
    expect(related.warnings.join(' ')).toContain('not measured');
  });

  test('whose memory cannot hold the model say by how much and what would', () => {
    const answer = predict(serving({ time: serve('llama-3.1-70b', 'h100-sxm') }));
    expect(answer).toMatchObject({ stable: false, bottleneck: 'memory', maxArrivalRate: 0 });
    expect(answer.memory.perGpu?.shortfall).toBeGreaterThan(5e10);
    expect(answer.warnings.join(' ')).toContain(answer.memory.perGpu?.remedy ?? 'no remedy');
  });
});

describe('a scenario that did not come through the parser', () => {
  const faulty: Scenario = {
    ...serving({
      engine: { maxBatchSize: 0.5, tokenBudget: Number.NaN, chunkSize: 0, kvCapacity: -1 },
      traffic: {
        promptTokens: { distribution: 'lognormal', mean: -5, cv: Number.NaN },
        outputTokens: { distribution: 'empirical', values: [], weights: [-1] },
        cachedPrefix: { share: 1 },
      },
      rate: -8,
      sla: { ttft: { p99: 0 } },
    }),
  };

  test('is told everything that is wrong, by path', () => {
    const expected = [
      'engine.maxBatchSize: given 0.5, allowed a whole number ≥ 1',
      'engine.tokenBudget: given NaN',
      'engine.chunkSize: given 0',
      'engine.kvCapacity: given -1, allowed a finite number > 0',
      'traffic.arrivals.rate: given -8, allowed a finite number > 0',
      'traffic.promptTokens.mean: given -5',
      'traffic.promptTokens.cv: given NaN',
      'traffic.outputTokens.values: given 0, allowed at least one length',
      'traffic.outputTokens.weights[0]: given -1',
      'traffic.cachedPrefix.share: given 1, allowed a number ≥ 0 and < 1',
      'sla.ttft.p99: given 0, allowed a finite number > 0',
    ];
    for (const ask of [predict, predictMeans, openAnalysis]) {
      expect(() => ask(faulty)).toThrow(InvalidInputError);
      for (const line of expected) expect(() => ask(faulty)).toThrow(line);
    }
  });

  test.each<readonly [Parameters<typeof serving>[0], string]>([
    [{ engine: { maxBatchSize: 64, tokenBudget: 64 } }, 'allowed more than maxBatchSize 64'],
    [
      { traffic: { promptTokens: { distribution: 'uniform', min: 9, max: 3 } } },
      'traffic.promptTokens.max: given 3, allowed a whole number ≥ min 9',
    ],
    [{ traffic: { outputTokens: { distribution: 'fixed', value: 1.5 } } }, 'outputTokens.value'],
    [{ traffic: { cachedPrefix: { tokens: -3 } } }, 'traffic.cachedPrefix.tokens: given -3'],
    [{ engine: { gpuMemoryUtilization: 1.2 } }, 'engine.gpuMemoryUtilization: given 1.2'],
    [
      { traffic: { promptTokens: { distribution: 'empirical', values: [5, Number.NaN] } } },
      'traffic.promptTokens.values[1]: given NaN',
    ],
    [
      { traffic: { promptTokens: { distribution: 'empirical', values: [5, 6], weights: [1] } } },
      'traffic.promptTokens.weights',
    ],
    [
      { traffic: { promptTokens: { distribution: 'empirical', values: [5], weights: [0] } } },
      'traffic.promptTokens.weights',
    ],
    [{ time: { ...LINE, base: -1 } }, 'iterationTime.base'],
    [{ time: { ...LINE, perPrefillToken: Number.NaN } }, 'iterationTime.perPrefillToken'],
    [{ time: { ...LINE, base: 0, perDecodeRequest: 0 } }, 'iterationTime'],
  ])('%o is wrong', (changes, line) => expect(() => predict(serving(changes))).toThrow(line));
});
