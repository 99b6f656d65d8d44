import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import { predict } from '../../src/analysis/predict.ts';
import type { LengthLaw } from '../../src/scenario/scenario.ts';
import { type Draw, forAll } from '../support/cases.ts';
import { atLoad, LINE, lineOf, ordinary, serving } from './scenarios.ts';

const fixed = (value: number): LengthLaw => ({ distribution: 'fixed', value });
/** Seconds of a prompt alone in the engine, in chunks of a budget. */
const alone = (line: typeof LINE, tokens: number, budget: number) =>
  Math.ceil(tokens / budget) * line.base +
  line.perPrefillToken * tokens +
  (line.perAttentionPair * tokens ** 2) / 2;
/** Seconds of an iteration with one decode. */
const decode = (line: typeof LINE, context: number) =>
  line.base + line.perDecodeRequest + line.perContextToken * context;

describe('a vanishing rate', () => {
  test.each([
    [300, 2, 1024],
    [1000, 50, 512],
    [5000, 200, 700],
  ])('prompts of %d and outputs of %d tokens: everybody is alone', (prompt, output, budget) => {
    const scenario = serving({
      engine: { tokenBudget: budget },
      traffic: { promptTokens: fixed(prompt), outputTokens: fixed(output) },
    });
    const answer = atLoad(scenario, 1e-7);
    const lone = alone(LINE, prompt, budget);
    const gap = decode(LINE, prompt + output / 2);
    expect(answer.ttft.mean / lone).toBeCloseTo(1, 4);
    for (const p of ['p50', 'p90', 'p99'] as const)
      expect(Math.abs(answer.ttft[p] / lone - 1)).toBeLessThan(0.01);
    expect(answer.tbt.mean / gap).toBeCloseTo(1, 4);
    expect(answer.tpot.mean / gap).toBeCloseTo(1, 3);
    expect(answer.e2e.mean / (lone + (output - 1) * gap)).toBeCloseTo(1, 4);
    expect(answer.queues.prefillWait.mean).toBeLessThan(1e-4 * lone);
    expect(answer.batch.mean.decodes).toBeLessThanOrEqual(1);
  });

  test('TTFT has the spread of the prompts', () => {
    const promptTokens: LengthLaw = { distribution: 'uniform', min: 1, max: 999 };
    const { ttft } = atLoad(serving({ traffic: { promptTokens } }), 1e-7);
    const secondMoment = (1000 * 1999) / 6;
    const mean =
      LINE.base + LINE.perPrefillToken * 500 + (LINE.perAttentionPair * secondMoment) / 2;
    expect(ttft.mean / mean).toBeCloseTo(1, 3);
    expect(Math.abs(ttft.p50 / alone(LINE, 500, 1024) - 1)).toBeLessThan(0.03);
    expect(Math.abs(ttft.p99 / alone(LINE, 990, 1024) - 1)).toBeLessThan(0.03);
  });
});

describe('outputs of one token', () => {
  const scenario = serving({ traffic: { outputTokens: fixed(1) } });

  test.each([1e-6, 0.3, 0.8, 0.95])('at load %d end with their first token', (load) => {
    const { ttft, e2e, tpot, tbt, batch, throughput } = atLoad(scenario, load);
    expect(ttft.mean).toBeGreaterThanOrEqual(LINE.base);
    expect(e2e.mean / ttft.mean).toBeCloseTo(1, 9);
    for (const p of ['p50', 'p90', 'p99'] as const)
      expect(Math.abs(e2e[p] / ttft[p] - 1)).toBeLessThan(0.02);
    expect(batch.mean.decodes).toBe(0);
    expect(throughput.outputTokens).toBe(throughput.requests);
    for (const value of [...Object.values(tpot), ...Object.values(tbt)])
      expect(Number.isFinite(value)).toBe(true);
  });

  test('carry what full budgets carry', () => {
    const full = LINE.base + 1024 * (LINE.perPrefillToken + LINE.perAttentionPair * 600);
    expect(openAnalysis(scenario).maxArrivalRate / (1024 / 600 / full)).toBeCloseTo(1, 2);
  });
});

describe('one slot', () => {
  const one = { maxBatchSize: 1, tokenBudget: 100_000 };

  test('outputs of one token: M/G/1 whose service is the prefill', () => {
    const traffic = { promptTokens: fixed(100), outputTokens: fixed(1) };
    const scenario = serving({ engine: one, traffic });
    const service = alone(LINE, 100, 1e5);
    expect(openAnalysis(scenario).maxArrivalRate * service).toBeCloseTo(1, 2);
  });

  test.each<readonly [string, LengthLaw, number]>([
    ['fixed', fixed(40), 0],
    ['geometric', { distribution: 'geometric', mean: 40 }, 40 * 39],
    ['uniform', { distribution: 'uniform', min: 1, max: 79 }, (79 ** 2 - 1) / 12],
  ])('outputs that are %s: M/G/1 whose service is the request', (_, outputTokens, variance) => {
    const scenario = serving({ engine: one, traffic: { promptTokens: fixed(400), outputTokens } });
    const gap = decode(LINE, 400 + 40);
    const service = alone(LINE, 400, 1e5) + 39 * gap;
    const scv = (variance * gap ** 2) / service ** 2;
    expect(openAnalysis(scenario).maxArrivalRate * service).toBeCloseTo(1, 2);
    for (const load of [0.1, 0.3, 0.6, 0.8, 0.9]) {
      // Pollaczek and Khinchine: ρ/(1 − ρ) · (1 + c²)/2 · E[S].
      const rate = load / service;
      const exact = ((load / (1 - load)) * (1 + scv) * service) / 2;
      const { queues } = openAnalysis(scenario).at(rate);
      expect(Math.abs(queues.prefillWait.mean / exact - 1)).toBeLessThan(0.05);
    }
  });

  test.each([0.1, 0.5, 0.9])('no prompt is computed beside a decode at load %d', (load) => {
    const traffic = { promptTokens: fixed(400), outputTokens: fixed(5) };
    const { tbt } = atLoad(serving({ engine: one, traffic }), load);
    expect(tbt.mean / decode(LINE, 402.5)).toBeCloseTo(1, 2);
  });
});

test('constant iterations, room for all: TTFT is the rest of one iteration and the own', () => {
  const time = {
    ...LINE,
    perPrefillToken: 0,
    perAttentionPair: 0,
    perDecodeRequest: 0,
    perContextToken: 0,
  };
  const engine = { maxBatchSize: 2000, tokenBudget: 4_000_000 };
  const outputTokens = fixed(200);
  const { at } = openAnalysis(serving({ time, engine, traffic: { outputTokens } }));
  const { ttft, tbt, e2e, tpot, batch } = at(200);
  expect(tbt.mean / LINE.base).toBeCloseTo(1, 6);
  expect(Math.abs(tbt.p99 / LINE.base - 1)).toBeLessThan(0.008);
  expect(tpot.mean / LINE.base).toBeCloseTo(1, 3);
  expect(ttft.mean / (1.5 * LINE.base)).toBeCloseTo(1, 3);
  expect(Math.abs(ttft.p50 / (1.5 * LINE.base) - 1)).toBeLessThan(0.15); // three nodes of a uniform
  expect(e2e.mean / (200.5 * LINE.base)).toBeCloseTo(1, 4);
  expect(batch.mean.decodes / (200 * 199 * LINE.base)).toBeCloseTo(1, 3);
});

describe('overload', () => {
  test.each([1, 1.001, 3, 1e6])('at %d times the limit is an answer', (load) =>
    forAll(
      ordinary,
      (scenario) => {
        const { at, maxArrivalRate } = openAnalysis(scenario);
        const answer = at(load * maxArrivalRate);
        expect(answer).toMatchObject({ stable: false, maxArrivalRate });
        expect(answer.utilization).toBeCloseTo(load, 3 - Math.round(Math.log10(load)));
        expect(answer.throughput.requests).toBeLessThanOrEqual(maxArrivalRate * (1 + 1e-9));
        expect(Object.values(answer.ttft).every((time) => time === Infinity)).toBe(true);
        expect(Object.values(answer.e2e).every((time) => time === Infinity)).toBe(true);
        expect(Object.values(answer.tbt).every((time) => time > 0 && time < Infinity)).toBe(true);
        expect(answer.warnings.join(' ')).toContain('overload');
      },
      10,
    ),
  );

  test('below the limit there is a steady state; close to it a warning', () => {
    expect(atLoad(serving(), 0.9)).toMatchObject({ stable: true, warnings: [] });
    expect(atLoad(serving(), 0.97).stable).toBe(true);
    expect(atLoad(serving(), 0.97).warnings).toHaveLength(1);
  });
});

test('a KV cache too small for one request is an answer, with what would help', () => {
  const answer = predict(serving({ engine: { kvCapacity: 50 } }));
  expect(answer).toMatchObject({ stable: false, maxArrivalRate: 0, bottleneck: 'memory' });
  expect(answer.throughput.requests).toBe(0);
  expect(answer.e2e.p99).toBe(Infinity);
  expect(answer.warnings.join(' ')).toContain('kvCapacity');
});

/** Two rates close to each other anywhere below the limit. */
const neighbours = (between: Draw) => ({ scenario: ordinary(between), load: between(0.01, 0.98) });

test('a step of 0.1 % in the rate moves no mean by more than its load explains', () =>
  forAll(
    neighbours,
    ({ scenario, load }) => {
      const { at, maxArrivalRate } = openAnalysis(scenario);
      const [here, there] = [at(load * maxArrivalRate), at(load * 1.001 * maxArrivalRate)];
      for (const metric of ['ttft', 'tbt', 'e2e', 'tpot'] as const) {
        const step = there[metric].mean / here[metric].mean - 1;
        expect(step, metric).toBeGreaterThan(-0.001);
        expect(step, metric).toBeLessThan(0.001 + 0.004 / (1 - load));
      }
    },
    100,
  ));

test('a step of 0.1 % in a coefficient moves no mean by more than its load explains', () =>
  forAll(
    (between) => ({ line: lineOf(between), load: between(0.05, 0.9) }),
    ({ line, load }) => {
      const { at, maxArrivalRate } = openAnalysis(serving({ time: line }));
      const here = at(load * maxArrivalRate);
      for (const part of [
        'base',
        'perPrefillToken',
        'perDecodeRequest',
        'perContextToken',
      ] as const) {
        const time = { ...line, [part]: line[part] * 1.001 };
        const there = openAnalysis(serving({ time })).at(load * maxArrivalRate);
        for (const metric of ['ttft', 'tbt', 'e2e'] as const) {
          const step = there[metric].mean / here[metric].mean - 1;
          expect(Math.abs(step), metric).toBeLessThan(0.002 + 0.005 / (1 - load));
        }
      }
    },
    25,
  ));
