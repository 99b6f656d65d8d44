import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../../src/analysis/open.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { serving } from '../scenarios.ts';

const first = (options: Parameters<typeof serving>[0] = {}): Scenario =>
  serving({ ...options, engine: { policy: 'prefill-first', ...options.engine } });
const fixed = (value: number) => ({ distribution: 'fixed', value }) as const;
/** One second for a prompt of any length and a tenth for a decode iteration. */
const clock = { kind: 'linear', base: 0.1, perPrefillToken: 9e-3 } as const;
const TIME = { ...clock, perAttentionPair: 0, perDecodeRequest: 0, perContextToken: 0 };

test('one slot is M/G/1, whatever the token budget', () => {
  const scenario = first({
    time: TIME,
    engine: { maxBatchSize: 1, tokenBudget: 64 },
    traffic: { promptTokens: fixed(100), outputTokens: fixed(11) },
  });
  const { maxArrivalRate, at } = openAnalysis(scenario);
  // A prompt of 0.1 + 100·0.009 s and ten decodes of 0.1 s: service 2 s, constant.
  expect(maxArrivalRate).toBeCloseTo(1 / 2, 9);
  const answer = at(0.3);
  expect(answer.queues.prefillWait.mean).toBeCloseTo((0.3 * 2 * 2) / (2 * 0.4), 6);
  expect(answer.ttft.mean - answer.queues.prefillWait.mean).toBeCloseTo(1, 6);
  expect(answer.tbt.mean).toBeCloseTo(0.1, 6);
});

test('prompts that never fit together are M/G/1 with the decode iteration as a vacation', () => {
  const scenario = first({
    time: TIME,
    engine: { maxBatchSize: 500, tokenBudget: 100 },
    traffic: { promptTokens: fixed(100), outputTokens: fixed(200) },
  });
  const answer = openAnalysis(scenario).at(0.4);
  // W of M/D/1 at load 0.4, and half of what is left of a decode iteration of 0.1 s.
  expect(answer.queues.prefillWait.mean).toBeCloseTo(0.4 / (2 * 0.6) + 0.05, 2);
  expect(answer.queues.generationWait.mean).toBeCloseTo((0.1 * 0.4) / 0.6, 2);
});

test('a lone request waits for nobody', () => {
  const { at, maxArrivalRate } = openAnalysis(first());
  const { ttft, queues } = at(1e-5 * maxArrivalRate);
  expect(queues.prefillWait.mean / ttft.mean).toBeLessThan(1e-3);
  expect(queues.generationWait.mean).toBeLessThan(1e-5);
});

describe.each<readonly [string, Scenario]>([
  ['chat', first()],
  ['few slots', first({ engine: { maxBatchSize: 6 } })],
  ['a small budget', first({ engine: { tokenBudget: 300, maxBatchSize: 40 } })],
  ['answers of one token', first({ traffic: { outputTokens: fixed(1) } })],
  ['fixed lengths', first({ traffic: { promptTokens: fixed(700), outputTokens: fixed(60) } })],
])('%s', (_, scenario) => {
  const { maxArrivalRate, at } = openAnalysis(scenario);

  test('E2E is TTFT and the gaps, TBT the decode iteration and t_qg', () => {
    for (const load of [0.05, 0.5, 0.9]) {
      const { ttft, tbt, e2e, throughput, queues } = at(load * maxArrivalRate);
      const gaps = throughput.outputTokens / throughput.requests - 1;
      expect(e2e.mean / (ttft.mean + gaps * tbt.mean)).toBeCloseTo(1, 6);
      expect(tbt.mean).toBeGreaterThanOrEqual(queues.generationWait.mean);
      expect(queues.chunkWait.mean).toBe(0);
    }
  });

  test('TTFT and E2E grow with the rate, without a jump', () => {
    const rates = Array.from({ length: 40 }, (_, i) => ((i + 1) / 41) * 0.97 * maxArrivalRate);
    const answers = rates.map(at);
    answers.slice(1).forEach((answer, i) => {
      const before = answers[i] ?? answer;
      for (const key of ['ttft', 'e2e'] as const) {
        const growth = answer[key].mean / before[key].mean;
        expect(growth, `${key} at load ${(i + 2) / 41}`).toBeGreaterThan(0.995);
        expect(growth, `${key} at load ${(i + 2) / 41}`).toBeLessThan(2.5);
      }
    });
  });

  test('overload is infinite', () => {
    const answer = at(1.2 * maxArrivalRate);
    expect(answer.stable).toBe(false);
    expect(answer.ttft.mean).toBe(Infinity);
    expect(answer.tbt.mean).toBeLessThan(Infinity);
  });
});
