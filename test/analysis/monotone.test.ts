import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import { predict } from '../../src/analysis/predict.ts';
import type { Prediction } from '../../src/scenario/metrics.ts';
import type { LinearTime, RooflineTime, Scenario } from '../../src/scenario/scenario.ts';
import { forAll } from '../support/cases.ts';
import { atLoad, LINE, lengths, lineOf, ordinary, serving } from './scenarios.ts';

const MEANS = [
  ['ttft', 'mean'],
  ['tbt', 'mean'],
  ['e2e', 'mean'],
] as const;
const PERCENTILES = [
  ['ttft', 'p90'],
  ['ttft', 'p99'],
  ['e2e', 'p90'],
  ['e2e', 'p99'],
] as const;
type Which = readonly (readonly ['ttft' | 'tbt' | 'e2e', 'mean' | 'p90' | 'p99'])[];

/** No value of `worse` is below that of `better` by more than the tolerance. */
function expectNoGain(
  worse: Prediction,
  better: Prediction,
  which: Which,
  tolerance: number,
): void {
  for (const [metric, statistic] of which) {
    const [high, low] = [worse[metric][statistic], better[metric][statistic]];
    expect(high, `${metric}.${statistic}`).toBeGreaterThanOrEqual(low * (1 - tolerance));
  }
}

test('more load: TTFT, TBT and E2E grow; percentiles do not fall by more than 1 %', () =>
  forAll(
    ordinary,
    (scenario) => {
      const { at, maxArrivalRate } = openAnalysis(scenario);
      let before = at(0.02 * maxArrivalRate);
      for (const load of [0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.75, 0.85, 0.92, 0.96, 0.99]) {
        const after = at(load * maxArrivalRate);
        expectNoGain(after, before, MEANS, 0.002);
        expectNoGain(after, before, PERCENTILES, 0.01);
        before = after;
      }
    },
    25,
  ));

describe('slower hardware: each coefficient a tenth larger', () => {
  const coefficients = [
    'base',
    'perPrefillToken',
    'perAttentionPair',
    'perDecodeRequest',
    'perContextToken',
  ] as const;

  test.each(coefficients)('%s: nothing gets faster, and no more is carried', (coefficient) =>
    forAll(
      (between) => ({ line: lineOf(between), load: between(0.1, 0.85) }),
      ({ line, load }) => {
        const slower: LinearTime = { ...line, [coefficient]: line[coefficient] * 1.1 };
        const [fast, slow] = [serving({ time: line }), serving({ time: slower })];
        const { maxArrivalRate } = openAnalysis(fast);
        const { at, maxArrivalRate: less } = openAnalysis(slow);
        expect(less).toBeLessThanOrEqual(maxArrivalRate * (1 + 1e-9));
        const [before, after] = [
          openAnalysis(fast).at(load * maxArrivalRate),
          at(load * maxArrivalRate),
        ];
        expectNoGain(after, before, MEANS, 0.002);
        expectNoGain(after, before, PERCENTILES, 0.01);
      },
      12,
    ),
  );
});

/** Both at the rate that is a share of what the heavier one carries. */
function compare(light: Scenario, heavy: Scenario, load: number): [Prediction, Prediction] {
  const [lighter, heavier] = [openAnalysis(light), openAnalysis(heavy)];
  expect(heavier.maxArrivalRate).toBeLessThanOrEqual(lighter.maxArrivalRate * 1.002);
  const rate = load * Math.min(heavier.maxArrivalRate, lighter.maxArrivalRate);
  return [lighter.at(rate), heavier.at(rate)];
}

test('longer prompts: nothing gets faster, and no more is carried', () =>
  forAll(
    (between) => ({ mean: between(50, 3000), factor: between(1.05, 2), load: between(0.1, 0.85) }),
    ({ mean, factor, load }) => {
      const prompts = (tokens: number) =>
        serving({ traffic: { promptTokens: { distribution: 'gamma', mean: tokens, cv: 1 } } });
      const [short, long] = compare(prompts(mean), prompts(mean * factor), load);
      expectNoGain(long, short, MEANS, 0.002);
      expectNoGain(long, short, PERCENTILES, 0.01);
    },
    25,
  ));

test('longer outputs: E2E and TTFT do not fall, and no more is carried', () =>
  forAll(
    (between) => ({ mean: between(5, 600), factor: between(1.05, 2), load: between(0.1, 0.85) }),
    ({ mean, factor, load }) => {
      const outputs = (tokens: number) =>
        serving({ traffic: { outputTokens: { distribution: 'gamma', mean: tokens, cv: 1 } } });
      const [short, long] = compare(outputs(mean), outputs(mean * factor), load);
      for (const metric of ['ttft', 'e2e'] as const)
        expect(long[metric].mean).toBeGreaterThanOrEqual(short[metric].mean * 0.998);
    },
    25,
  ));

test('a larger cached part: TTFT does not grow, and no less is carried', () =>
  forAll(
    (between) => ({
      prompt: lengths(between, 3000),
      share: between(0.01, 0.8),
      load: between(0.1, 0.85),
    }),
    ({ prompt, share, load }) => {
      const cached = (part: number) =>
        serving({ traffic: { promptTokens: prompt, cachedPrefix: { share: part } } });
      const [more, less] = compare(cached(Math.min(0.99, share * 1.2)), cached(share), load);
      expectNoGain(less, more, MEANS, 0.002);
    },
    25,
  ));

test('a law of more cached tokens: TTFT does not grow, and no less is carried', () =>
  forAll(
    (between) => ({
      prompt: lengths(between, 3000),
      mean: between(20, 1500),
      cv: between(0.3, 2),
      load: between(0.1, 0.85),
    }),
    ({ prompt, mean, cv, load }) => {
      const cached = (tokens: number) =>
        serving({
          traffic: {
            promptTokens: prompt,
            cachedPrefix: { tokens: { distribution: 'gamma', mean: tokens, cv } },
          },
        });
      const [more, less] = compare(cached(1.2 * mean), cached(mean), load);
      expectNoGain(less, more, MEANS, 0.004);
    },
    25,
  ));

test('no prefix in the cache is no cache', () => {
  const none = atLoad(serving(), 0.6);
  const never = { distribution: 'empirical', values: [0] } as const;
  for (const cachedPrefix of [{ share: 0 }, { tokens: 0 }, { tokens: never }])
    expect(atLoad(serving({ traffic: { cachedPrefix } }), 0.6)).toEqual(none);
});

test('more KV cache: no less is carried, and nobody waits longer', () =>
  forAll(
    (between) => ({
      tokens: between(3000, 60_000),
      factor: between(1.05, 3),
      load: between(0.2, 0.9),
    }),
    ({ tokens, factor, load }) => {
      const cache = (kvCapacity: number) =>
        serving({ engine: { kvCapacity: Math.round(kvCapacity) } });
      const [more, less] = compare(cache(tokens * factor), cache(tokens), load);
      expect(less.ttft.mean).toBeGreaterThanOrEqual(more.ttft.mean * 0.995);
      expect(less.memory.kvUtilization).toBeGreaterThanOrEqual(more.memory.kvUtilization);
    },
    25,
  ));

test('a KV cache beyond all need is none', () => {
  const vast = predict(serving({ engine: { kvCapacity: 1e9 } }));
  const none = predict(serving());
  expect(vast.ttft).toEqual(none.ttft);
  expect(vast.maxArrivalRate).toBe(none.maxArrivalRate);
});

test('more slots never carry less, until the token budget is full', () => {
  const most = (maxBatchSize: number) =>
    openAnalysis(serving({ engine: { maxBatchSize, tokenBudget: 8192 }, time: LINE }))
      .maxArrivalRate;
  const rates = [1, 2, 3, 5, 8, 16, 32, 64, 128, 256, 512].map(most);
  rates.slice(1).forEach((rate, i) => {
    expect(rate).toBeGreaterThanOrEqual((rates[i] ?? 0) * (1 - 1e-6));
  });
});

test('slots beyond need change nothing: at half load 512 are as good as 2048', () =>
  forAll(
    (between) => ({ scenario: ordinary(between), extra: Math.round(between(500, 14_000)) }),
    ({ scenario, extra }) => {
      const { chunkSize: _, ...engine } = scenario.engine;
      const slots = (maxBatchSize: number) =>
        openAnalysis({
          ...scenario,
          engine: { ...engine, maxBatchSize, tokenBudget: 2048 + extra },
        });
      const rate = 0.5 * Math.min(slots(256).maxArrivalRate, slots(2048).maxArrivalRate);
      const [few, many] = [slots(512).at(rate), slots(2048).at(rate)];
      if (few.batch.mean.decodes > 250) return;
      expect(many.batch.mean.decodes / few.batch.mean.decodes).toBeCloseTo(1, 2);
      expect(many.tbt.mean / few.tbt.mean).toBeCloseTo(1, 2);
      expect(many.ttft.mean / few.ttft.mean).toBeCloseTo(1, 1);
    },
    30,
  ));

// Simulated: 75.1 decodes on average, TTFT p99 59.4 ms ± 1.4 ms, with 256 slots and with 2048.
test.each([256, 512, 1024, 2048])(
  'prompts free until the ridge of a roofline, %d slots',
  (slots) => {
    const time: RooflineTime = {
      kind: 'roofline',
      base: 3.9e-3,
      memory: { base: 8.7e-3, perContextToken: 14e-9, perPrefillToken: 0.4e-6 },
      compute: {
        perPrefillToken: 15e-6,
        perAttentionPair: 0.44e-9,
        perDecodeRequest: 68e-6,
        perContextToken: 0.9e-9,
      },
    };
    const { at } = openAnalysis(
      serving({
        time,
        engine: { maxBatchSize: slots, tokenBudget: 16_000 },
        traffic: {
          promptTokens: { distribution: 'exponential', mean: 365 },
          outputTokens: { distribution: 'geometric', mean: 186 },
        },
      }),
    );
    const { batch, ttft } = at(28);
    expect(Math.abs(batch.mean.decodes / 75 - 1)).toBeLessThan(0.05);
    expect(Math.abs(ttft.mean / 0.0259 - 1)).toBeLessThan(0.05);
  },
);
