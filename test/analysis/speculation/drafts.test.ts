import { describe, expect, test } from 'vitest';
import { largestBatch } from '../../../src/analysis/largest-batch.ts';
import { openAnalysis } from '../../../src/analysis/open.ts';
import { predict } from '../../../src/analysis/predict.ts';
import { predictMeans } from '../../../src/analysis/predict-means.ts';
import { draftedCounts } from '../../../src/analysis/traffic/decode-counts.ts';
import { solve } from '../../../src/index.ts';
import { POLICIES } from '../../../src/scenario/choices.ts';
import type { LengthPairs, Scenario, Speculation } from '../../../src/scenario/scenario.ts';
import { type Changes, LINE, ROOF, serving } from '../scenarios.ts';

const drafting = (speculation: Speculation, changes: Changes = {}): Scenario =>
  serving({ ...changes, engine: { ...changes.engine, speculation } });
const USUAL: Speculation = { draftTokens: 4, acceptance: 0.7, draftTime: 2e-3 };
/** A budget that never binds, so that what decodes take of it plays no part. */
const AMPLE = { chunkSize: 8192, tokenBudget: 65_536 } as const;
/** Prompts that leave room for the drafts of all decodes. */
const CAPPED = { chunkSize: 256, tokenBudget: 4096 } as const;

describe('drafts that are never accepted', () => {
  // A decode is then 1 + k tokens of computation for one token: a line with decodes 1 + k times as dear.
  const dear = { ...LINE, perDecodeRequest: 3 * LINE.perDecodeRequest };
  test.each([...POLICIES])('make a dear decode of each under %s', (policy) => {
    const engine = policy === 'chunked-prefill' ? { policy, ...CAPPED } : { policy };
    // Answers of a few tokens are told apart better where drafts may make them at once.
    const outputTokens = { distribution: 'gamma', mean: 100, cv: 0.8, min: 25 } as const;
    const changes = { engine, rate: 4, traffic: { outputTokens } };
    const found = predict(drafting({ draftTokens: 2, acceptance: 0 }, changes));
    const plain = predict(serving({ ...changes, time: dear }));
    expect(found.maxArrivalRate / plain.maxArrivalRate).toBeCloseTo(1, 3);
    for (const metric of ['ttft', 'tbt', 'tpot', 'e2e'] as const)
      for (const key of ['mean', 'p50', 'p99'] as const)
        expect(found[metric][key] / plain[metric][key], `${metric}.${key}`).toBeCloseTo(1, 2);
  });
});

test('drafts that are always accepted make an answer of a (k + 1)-th of the iterations', () => {
  const free = { ...LINE, perContextToken: 0, perAttentionPair: 0 };
  const fixed = (value: number) => ({ outputTokens: { distribution: 'fixed', value } }) as const;
  const found = predict(
    drafting({ draftTokens: 4, acceptance: 1 }, { time: free, engine: AMPLE, traffic: fixed(101) }),
  );
  const time = { ...free, perDecodeRequest: 5 * free.perDecodeRequest };
  const plain = predict(serving({ time, engine: AMPLE, traffic: fixed(21) }));
  expect(found.maxArrivalRate).toBeCloseTo(plain.maxArrivalRate, 6);
  for (const key of ['mean', 'p90', 'p99'] as const) {
    expect(found.ttft[key] / plain.ttft[key]).toBeCloseTo(1, 4);
    expect(found.e2e[key] / plain.e2e[key]).toBeCloseTo(1, 4);
    expect((5 * found.tpot[key]) / plain.tpot[key]).toBeCloseTo(1, 2);
  }
  // A fifth of the gaps are those between iterations, the others zero.
  expect(found.tbt.mean).toBeCloseTo(plain.tbt.mean / 5, 9);
  expect(found.tbt.p50).toBe(0);
  expect(found.tbt.p95 / plain.tbt.p95).toBeLessThan(1);
  expect(found.speculation?.tokensPerDecode).toBeCloseTo(5, 9);
});

describe.each([...POLICIES])('%s', (policy) => {
  const changes = { engine: { policy }, rate: 4 } as const;

  test('E2E is TTFT and all gaps, zeros among them', () => {
    const scenario = drafting(USUAL, changes);
    const { ttft, tbt, e2e, throughput } = predict(scenario);
    const gaps = throughput.outputTokens / throughput.requests - 1;
    expect(e2e.mean).toBeCloseTo(ttft.mean + gaps * tbt.mean, 9);
    expect(tbt.p50).toBe(0);
    const means = predictMeans(scenario);
    expect(means.tbt).toBeCloseTo(tbt.mean, 3);
    expect(means.e2e).toBeCloseTo(means.ttft + gaps * means.tbt, 9);
  });

  test('more acceptance is never slower; a drafter that takes longer is', () => {
    const of = (change: Partial<Speculation>) =>
      predict(drafting({ ...USUAL, ...change }, changes));
    const answers = [0, 0.2, 0.5, 0.8, 0.95, 1].map((acceptance) => of({ acceptance }));
    answers.slice(1).forEach((answer, i) => {
      const before = answers[i] as typeof answer;
      expect(answer.e2e.mean).toBeLessThan(before.e2e.mean);
      expect(answer.tbt.mean).toBeLessThan(before.tbt.mean);
      expect(answer.maxArrivalRate).toBeGreaterThanOrEqual(before.maxArrivalRate * 0.999);
    });
    expect(of({ draftTime: 8e-3 }).tpot.mean).toBeGreaterThan(of({}).tpot.mean * 1.1);
  });

  test('what stands beside it is the engine without drafts', () => {
    const { speculation } = predict(drafting(USUAL, changes));
    const plain = predict(serving(changes));
    expect(speculation?.without.maxArrivalRate).toBe(plain.maxArrivalRate);
    expect(speculation?.without.tbt).toBeCloseTo(plain.tbt.mean, 3);
    expect(plain.speculation).toBeUndefined();
  });
});

test('where iterations always take the same, the time per token is their number over that of tokens', () => {
  const nothing = {
    perPrefillToken: 0,
    perAttentionPair: 0,
    perDecodeRequest: 0,
    perContextToken: 0,
  };
  const lengths = { 2: 0.05, 3: 0.05, 5: 0.1, 9: 0.3, 30: 0.3, 200: 0.2 };
  const outputTokens = {
    distribution: 'empirical',
    values: Object.keys(lengths).map(Number),
    weights: Object.values(lengths),
  } as const;
  const iterations = draftedCounts(USUAL, 200);
  // All (M/n, share), the largest first.
  const law = Object.entries(lengths)
    .flatMap(([length, weight]) => {
      const n = Number(length) - 1;
      return iterations.points(n).map(([m, share]) => [m / n, share * weight] as const);
    })
    .sort(([a], [b]) => b - a);
  for (const policy of ['chunked-prefill', 'prefill-first'] as const) {
    const { tpot } = predict(
      drafting(
        { ...USUAL, draftTime: 0 },
        {
          time: { ...LINE, ...nothing },
          traffic: { outputTokens },
          engine: { policy },
          rate: 0.05,
        },
      ),
    );
    const mean = law.reduce((sum, [ratio, share]) => sum + ratio * share, 0);
    expect(tpot.mean / LINE.base / mean, policy).toBeCloseTo(1, 2);
    let above = 0;
    for (const [ratio, share] of law) {
      above += share;
      if (above < 0.05) continue;
      expect(tpot.p95 / LINE.base / ratio, policy).toBeCloseTo(1, 1);
      break;
    }
  }
});

test('a small step of acceptance is a small step of every answer', () => {
  for (const time of [LINE, ROOF]) {
    const at = (acceptance: number) => predict(drafting({ ...USUAL, acceptance }, { time }));
    for (const acceptance of [0.3, 0.699, 0.95]) {
      const [a, b] = [at(acceptance), at(acceptance * 1.001)];
      for (const metric of ['ttft', 'tpot', 'e2e'] as const)
        expect(b[metric].mean / a[metric].mean).toBeCloseTo(1, 2);
      expect(b.tbt.p99 / a.tbt.p99).toBeCloseTo(1, 1);
    }
  }
});

test('the busiest engines are slower with drafts, idle ones faster, and the answer says so', () => {
  // Computing tokens takes all the time at full load.
  const time = { ...LINE, perDecodeRequest: 200e-6 };
  const at = (rate: number) =>
    predict(drafting({ draftTokens: 6, acceptance: 0.4 }, { time, rate, engine: CAPPED }));
  const limit = at(1).maxArrivalRate;
  const busy = at(0.93 * limit);
  expect(busy.tbt.mean).toBeGreaterThan(busy.speculation?.without.tbt ?? Infinity);
  expect(busy.warnings.join()).toContain('drafts make this engine slower at this load');
  const idle = at(0.05 * limit);
  expect(idle.tbt.mean).toBeLessThan(idle.speculation?.without.tbt ?? 0);
  expect(idle.warnings.join()).toContain('drafts cost capacity');
  const good = predict(drafting({ draftTokens: 4, acceptance: 0.9 }));
  expect(good.warnings).toEqual([]);
});

test('answers that are longest with the shortest prompts are told apart', () => {
  const rows = Array.from({ length: 400 }, (_, i) => [50 + 5 * i, 410 - i] as const);
  const pairs = (backwards: boolean): LengthPairs => ({
    promptTokens: Int32Array.from(rows, ([prompt]) => prompt),
    outputTokens: Int32Array.from(backwards ? rows.toReversed() : rows, ([, output]) => output),
  });
  const of = (backwards: boolean) =>
    predict(drafting(USUAL, { rate: 2, traffic: { lengthPairs: pairs(backwards) } }));
  const [against, along] = [of(false), of(true)];
  expect(along.memory.kvUsed).toBeGreaterThan(1.2 * against.memory.kvUsed);
  for (const { e2e, ttft, tbt } of [against, along])
    expect(e2e.mean).toBeCloseTo(ttft.mean + 209.5 * tbt.mean, 6);
});

test('the largest batch counts drafts among its tokens', () => {
  const plain = largestBatch(serving({ engine: { maxBatchSize: 200 } }), 10);
  const drafted = largestBatch(
    drafting({ draftTokens: 4, acceptance: 0.7 }, { engine: { maxBatchSize: 200 } }),
    10,
  );
  expect(plain.binding).toBe('tokenBudget');
  expect(drafted.binding).toBe('tokenBudget');
  const tokens = drafted.decodes * 5 + drafted.prefillRequests * 600 + drafted.chunkTokens;
  expect(tokens).toBeLessThanOrEqual(1024);
  expect(tokens).toBeGreaterThan(1024 - 8);
});

test('the solver leaves room for the drafts of every decode', () => {
  const sla = { ttft: { p99: 2 }, tpot: { p99: 20e-3 } };
  const scenario = drafting(USUAL, { sla });
  const answer = solve(scenario);
  if (answer.kind !== 'feasible') throw new Error('no rate was found');
  const { maxBatchSize, tokenBudget } = answer.engine;
  expect(tokenBudget).toBeGreaterThan(5 * maxBatchSize);
  expect(answer.tpot.p99).toBeLessThanOrEqual(20e-3);
  const engine = { ...scenario.engine, maxBatchSize, tokenBudget };
  const { chunkSize } = answer.engine;
  const tuned = { ...engine, ...(chunkSize === null ? {} : { chunkSize }) };
  expect(openAnalysis({ ...scenario, engine: tuned }).at(answer.arrivalRate).tpot.p99).toBeCloseTo(
    answer.tpot.p99,
    9,
  );
});

test('answers of one token have nothing to draft, also in pools of little memory', () => {
  const traffic = { outputTokens: { distribution: 'fixed', value: 1 } } as const;
  for (const policy of POLICIES) {
    const changes: Changes = { engine: { policy, kvCapacity: 30_000 }, traffic, rate: 4 };
    const answer = predict(drafting(USUAL, changes));
    const { ttft, tbt, tpot, e2e, maxArrivalRate } = predict(serving(changes));
    expect(answer, policy).toMatchObject({ ttft, tbt, tpot, e2e, maxArrivalRate });
    expect(answer.speculation?.tokensPerDecode).toBe(1);
    expect(answer.batch.atCapacity.iterationTime).not.toBeNaN();
  }
});
