import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/checks.ts';
import type { Scenario, Traffic } from '../../src/scenario/scenario.ts';
import type { Simulation } from '../../src/scenario/simulation.ts';
import { imprecision, nextSize } from '../../src/simulation/answer/precision.ts';
import { simulate, simulationRounds } from '../../src/simulation/simulate.ts';
import { serving } from '../analysis/scenarios.ts';
import { serve } from '../performance/served.ts';

const scenarioOf = (traffic: Partial<Traffic> = {}): Scenario => ({
  iterationTime: ({ prefillTokens }) => 0.004 + 1e-4 * prefillTokens,
  engine: {
    policy: 'chunked-prefill',
    ...{ maxBatchSize: 16, tokenBudget: 200, gpuMemoryUtilization: 0.9 },
  },
  traffic: {
    arrivals: { process: 'poisson', rate: 30 },
    promptTokens: { distribution: 'gamma', mean: 40, cv: 1 },
    outputTokens: { distribution: 'geometric', mean: 8 },
    ...traffic,
  },
  sla: {},
});

describe('without a precision', () => {
  const answer = simulate(scenarioOf(), { requests: 20_000, seed: 3 });

  test('it runs so many requests, warm-up included', () => {
    const { arrived, completed, warmUp } = answer.requests;
    expect(arrived + warmUp).toBe(20_000);
    expect(completed).toBe(arrived);
    expect(answer.run).toMatchObject({ replications: 4, seed: 3 });
    expect(warmUp).toBeGreaterThanOrEqual(2000);
  });

  test('means fit each other: E2E = TTFT + (N − 1)·TBT, and what comes leaves', () => {
    const value = (one: { value: number } | null) => one?.value ?? Number.NaN;
    const { ttft, tbt, e2e, throughput } = answer;
    const sum = value(ttft.mean) + 7 * value(tbt.mean);
    expect(Math.abs(sum / value(e2e.mean) - 1)).toBeLessThan(0.02);
    expect(Math.abs(throughput.requests.value / 30 - 1)).toBeLessThan(0.03);
    expect(Math.abs(throughput.outputTokens.value / 240 - 1)).toBeLessThan(0.05);
    for (const { p50, p90, p95, p99 } of [ttft, tbt, e2e]) {
      const percentiles = [p50, p90, p95, p99].map(value);
      expect(percentiles).toEqual(percentiles.toSorted((a, b) => a - b));
    }
  });
});

describe('with a precision', () => {
  test('it runs until figures are so well known, and no longer', () => {
    const answer = simulate(scenarioOf(), { precision: 0.05, seed: 2 });
    expect(answer.kind).toBe('steady');
    expect(imprecision(answer)).toBeLessThanOrEqual(0.05);
    expect(answer.requests.arrived).toBeLessThan(1_000_000);
  });

  test('it says when so many requests were not enough', () => {
    const { warnings } = simulate(scenarioOf(), { precision: 1e-3, requests: 4000 });
    expect(warnings.join()).toContain('the wanted precision was not reached');
  });

  test('the next attempt is as much longer as half widths demand: twice to eight times', () => {
    expect([nextSize(1000, 1.1), nextSize(1000, 2), nextSize(1000, 20)]).toEqual([
      2000, 4800, 8000,
    ]);
  });

  test('imprecision is the largest relative half width; what is endless or unseen is none', () => {
    const latency = (value: number, halfWidth: number) => {
      const estimate = { value, halfWidth };
      return { mean: estimate, p50: estimate, p90: estimate, p95: estimate, p99: estimate };
    };
    const of = (ttft: object, tbt: object) =>
      imprecision({ ttft, tbt, e2e: latency(Infinity, 0) } as unknown as Simulation);
    expect(of(latency(2, 0.1), latency(1, 0.2))).toBe(0.2);
    expect(of(latency(0, 0), { ...latency(1, 0.1), mean: null })).toBe(0.1);
  });
});

test('the KV cache of a rank holds what Little’s law says', () => {
  const fixed = (value: number) => ({ distribution: 'fixed', value }) as const;
  const { traffic } = scenarioOf({ promptTokens: fixed(100), outputTokens: fixed(5) });
  const time = serve('llama-3.1-8b', 'h100-sxm', { data: 4 });
  const scenario = { ...serving({ time, engine: { maxBatchSize: 64 } }), traffic };
  const { memory } = simulate(scenario, { requests: 40_000 }, { timeOf: () => 0.01 });
  // An iteration of the prompt, half of it computed on average, then four of a growing context.
  const tokenSeconds = 0.01 * (50 + 101 + 102 + 103 + 104);
  const expected = (30 / 4) * tokenSeconds;
  expect(Math.abs(memory.kvUsed.value / expected - 1)).toBeLessThan(0.02);
  expect(memory.kvUsed.halfWidth / expected).toBeLessThan(0.03);
});

test('a round at a time gives the same answer, on whatever thread its replications run', () => {
  const rounds = simulationRounds(scenarioOf(), { requests: 2000 });
  const specs = rounds.next().value;
  expect(specs).toHaveLength(4);
  expect(new Set((specs as readonly { seed: number }[]).map(({ seed }) => seed)).size).toBe(4);
});

test('a plan with an end is measured from its first request to its last, nothing dropped', () => {
  const phases = [{ duration: 20, rate: 30 }];
  const answer = simulate(scenarioOf({ arrivals: { process: 'schedule', phases } }));
  expect(answer.kind).toBe('finite');
  expect(answer.requests.warmUp).toBe(0);
  expect(answer.run.replications).toBe(10);
  expect(Math.abs(answer.requests.completed / 6000 - 1)).toBeLessThan(0.05);
});

test('a recorded trace is played once', () => {
  const times = Array.from({ length: 300 }, (_, i) => i / 30);
  const lengthPairs = { promptTokens: times.map(() => 40), outputTokens: times.map(() => 5) };
  const answer = simulate(scenarioOf({ arrivals: { process: 'trace', times }, lengthPairs }));
  expect(answer).toMatchObject({ kind: 'finite', requests: { arrived: 300, completed: 300 } });
  expect(answer.run.replications).toBe(1);
  expect(answer.ttft.mean?.halfWidth).toBe(0);
});

test('a recorded trace is played ten times where copies of the engine share it at random', () => {
  const times = Array.from({ length: 300 }, (_, i) => i / 30);
  const lengthPairs = { promptTokens: times.map(() => 40), outputTokens: times.map(() => 5) };
  const { traffic } = scenarioOf({ arrivals: { process: 'trace', times }, lengthPairs });
  const scenario = serving({ time: serve('llama-3.1-8b', 'h100-sxm', { data: 2 }) });
  const answer = simulate({ ...scenario, traffic });
  expect(answer.run.replications).toBe(10);
  expect(answer.ttft.mean?.halfWidth).toBeGreaterThan(0);
});

test('an option out of range is refused with all others, before anything runs', () => {
  const options = { requests: 10, seed: -1, precision: 0 };
  expect(() => simulate(scenarioOf(), options)).toThrow(InvalidInputError);
  expect(() => simulate(scenarioOf(), options)).toThrow(
    [
      'requests: given 10, allowed a whole number 100 to 50000000',
      'seed: given -1, allowed a whole number 0 to 4294967296',
      'precision: given 0, allowed a share > 0 and < 1, such as 0.02',
    ].join('\n'),
  );
});

test('a scenario out of range is refused', () => {
  const none: Scenario = scenarioOf({ arrivals: { process: 'poisson', rate: 0 } });
  expect(() => simulate(none)).toThrow('traffic.arrivals.rate');
});
