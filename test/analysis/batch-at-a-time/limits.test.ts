import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../../src/analysis/open.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { ROOF, serving } from '../scenarios.ts';

type Options = Parameters<typeof serving>[0];
const batches = (policy: 'decode-first' | 'static', options: Options = {}): Scenario =>
  serving({ ...options, engine: { policy, tokenBudget: 4096, ...options.engine } });
const fixed = (value: number) => ({ distribution: 'fixed', value }) as const;
/** 0.1 s an iteration, and 0.009 s a prompt token. */
const clock = { kind: 'linear', base: 0.1, perPrefillToken: 9e-3 } as const;
const TIME = { ...clock, perAttentionPair: 0, perDecodeRequest: 0, perContextToken: 0 };

test('one slot is M/G/1: here M/D/1, whatever the token budget', () => {
  const scenario = batches('decode-first', {
    time: TIME,
    engine: { maxBatchSize: 1, tokenBudget: 64 },
    traffic: { promptTokens: fixed(100), outputTokens: fixed(11) },
  });
  const { maxArrivalRate, at } = openAnalysis(scenario);
  // A prompt of 0.1 + 100·0.009 s and ten decodes of 0.1 s: service 2 s, constant.
  expect(maxArrivalRate).toBeCloseTo(1 / 2, 9);
  const answer = at(0.3);
  expect(answer.queues.prefillWait.mean).toBeCloseTo((0.3 * 2 * 2) / (2 * 0.4), 2);
  expect(answer.ttft.mean - answer.queues.prefillWait.mean).toBeCloseTo(1, 3);
  expect(answer.tbt.mean).toBeCloseTo(0.1, 6);
});

test('full batches one after the other are the limit, sub-batches and all', () => {
  const scenario = batches('decode-first', {
    time: TIME,
    engine: { maxBatchSize: 10, tokenBudget: 450 },
    traffic: { promptTokens: fixed(100), outputTokens: fixed(31) },
  });
  const { maxArrivalRate, at } = openAnalysis(scenario);
  // Sub-batches of 4, 4 and 2 prompts, then thirty decode iterations.
  expect(maxArrivalRate).toBeCloseTo(10 / (3 * 0.1 + 1000 * 9e-3 + 3), 9);
  const { queues, batch } = at(0.98 * maxArrivalRate);
  // First tokens of full batches wait 4.6 s (two sub-batches) for four members, 2 s for four more.
  const { generationWait } = queues;
  expect(generationWait.mean).toBeLessThan((4 * (3.7 + 1.9) + 4 * 1.9) / 10 / 30);
  expect(generationWait.mean).toBeGreaterThan((0.85 * ((4 * (3.7 + 1.9) + 4 * 1.9) / 10)) / 30);
  expect(batch.atCapacity.decodes).toBeCloseTo(300 / 33, 9);
});

test('the longest of B geometric answers ends a batch', () => {
  const scenario = batches('static', {
    time: { ...TIME, perPrefillToken: 0 },
    engine: { maxBatchSize: 8 },
    traffic: { promptTokens: fixed(1), outputTokens: { distribution: 'geometric', mean: 20 } },
  });
  // E[max of 8] = Σ_n 1 − (1 − q^n)^8 for P(M ≥ n) = q^n, q = 0.95.
  let longest = 0;
  for (let n = 1; n < 2000; n++) longest += 1 - (1 - 0.95 ** n) ** 8;
  expect(openAnalysis(scenario).maxArrivalRate * 0.1 * (1 + longest)).toBeCloseTo(8, 3);
});

test('a lone request waits for nobody', () => {
  for (const policy of ['decode-first', 'static'] as const) {
    const { at, maxArrivalRate } = openAnalysis(batches(policy));
    const { ttft, queues } = at(1e-6 * maxArrivalRate);
    expect(queues.prefillWait.mean / ttft.mean).toBeLessThan(1e-3);
    expect(queues.generationWait.mean).toBeLessThan(1e-6);
  }
});

test('where all answers are equally long nobody ends early: both policies are one', () => {
  const options = { traffic: { outputTokens: fixed(60) } };
  const [shrinking, kept] = [batches('decode-first', options), batches('static', options)].map(
    openAnalysis,
  );
  expect(kept?.maxArrivalRate).toBeCloseTo(shrinking?.maxArrivalRate ?? 0, 9);
  const [a, b] = [shrinking?.at(8), kept?.at(8)];
  for (const key of ['ttft', 'tbt', 'e2e'] as const)
    expect((a?.[key].p99 ?? 0) / (b?.[key].p99 ?? 1)).toBeCloseTo(1, 2);
});

test('finished answers that are kept cost rate and time', () => {
  const [shrinking, kept] = [
    openAnalysis(batches('decode-first')),
    openAnalysis(batches('static')),
  ];
  expect(kept.maxArrivalRate).toBeLessThan(0.95 * shrinking.maxArrivalRate);
  expect(kept.at(10).tbt.mean).toBeGreaterThan(shrinking.at(10).tbt.mean);
});

describe.each<readonly [string, Scenario]>([
  ['decode first', batches('decode-first')],
  ['static', batches('static')],
  ['a roofline', batches('decode-first', { time: ROOF, engine: { maxBatchSize: 40 } })],
  ['a large batch', batches('static', { engine: { maxBatchSize: 512 } })],
  ['two slots', batches('decode-first', { engine: { maxBatchSize: 2 } })],
  ['prompts beyond the budget', batches('decode-first', { engine: { tokenBudget: 300 } })],
  ['answers of one token', batches('static', { traffic: { outputTokens: fixed(1) } })],
  [
    'fixed lengths',
    batches('static', { traffic: { promptTokens: fixed(500), outputTokens: fixed(60) } }),
  ],
  ['memory for few', batches('static', { engine: { kvCapacity: 6000, kvBlockSize: 1 } })],
])('%s', (_, scenario) => {
  const { maxArrivalRate, at } = openAnalysis(scenario);
  const answers = [0.05, 0.3, 0.6, 0.8, 0.9, 0.97].map((load) => at(load * maxArrivalRate));

  test('E2E is TTFT and the gaps, and its law has that mean', () => {
    for (const { ttft, tbt, e2e, throughput } of answers) {
      const gaps = throughput.outputTokens / throughput.requests - 1;
      expect(e2e.mean / (ttft.mean + gaps * tbt.mean)).toBeCloseTo(1, 6);
      expect(e2e.p99).toBeGreaterThanOrEqual(0.995 * ttft.p99);
    }
  });

  test('more load makes every wait longer', () => {
    for (const [n, answer] of answers.slice(1).entries()) {
      const before = answers[n] ?? answer;
      for (const key of ['mean', 'p90', 'p99'] as const)
        expect(answer.ttft[key]).toBeGreaterThan(before.ttft[key]);
      expect(answer.queues.prefillWait.mean).toBeGreaterThan(before.queues.prefillWait.mean);
    }
  });

  test('a little more load is a little more wait', () => {
    for (const load of [0.3, 0.7, 0.9]) {
      const [a, b] = [at(load * maxArrivalRate), at(1.001 * load * maxArrivalRate)];
      expect(Math.abs(b.ttft.mean / a.ttft.mean - 1)).toBeLessThan(0.02);
      expect(Math.abs(b.e2e.mean / a.e2e.mean - 1)).toBeLessThan(0.02);
    }
  });

  test('prompt tokens and decodes of the iterations are those of the requests', () => {
    for (const { batch, throughput } of answers) {
      const { chunkTokens, iterationTime, decodes } = batch.mean;
      const gaps = throughput.outputTokens / throughput.requests - 1;
      const perRequest = throughput.promptTokens / throughput.requests;
      if (scenario.engine.policy === 'decode-first')
        expect(decodes / chunkTokens / (gaps / perRequest)).toBeCloseTo(1, 6);
      else expect(decodes / chunkTokens).toBeGreaterThanOrEqual((gaps / perRequest) * 0.999);
      expect(iterationTime).toBeGreaterThan(0);
    }
  });
});

test('overload, and a cache that holds nobody, are answers', () => {
  const { maxArrivalRate, at } = openAnalysis(batches('static'));
  expect(at(1.2 * maxArrivalRate)).toMatchObject({ stable: false, bottleneck: 'slots' });
  const none = openAnalysis(batches('static', { engine: { kvCapacity: 300 } }));
  expect(none.maxArrivalRate).toBe(0);
  expect(none.at(1)).toMatchObject({ stable: false, bottleneck: 'memory' });
});

test('a cache for few requests bounds the batch; one for all changes nothing', () => {
  const free = openAnalysis(batches('static'));
  const ample = openAnalysis(batches('static', { engine: { kvCapacity: 400_000 } }));
  expect(ample.maxArrivalRate).toBe(free.maxArrivalRate);
  const tight = openAnalysis(batches('static', { engine: { kvCapacity: 12_000 } }));
  expect(tight.maxArrivalRate).toBeLessThan(0.8 * free.maxArrivalRate);
  expect(tight.at(1).bottleneck).toBe('kvCache');
});
