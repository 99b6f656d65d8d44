import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import type { Simulation } from '../../../src/scenario/simulation.ts';
import { simulate } from '../../../src/simulation/simulate.ts';
import { exponentialService, SERVICE } from '../customers.ts';

const one = { distribution: 'fixed', value: 1 } as const;
/** M/M/1. */
const queue = (load: number): Scenario => ({
  iterationTime: () => SERVICE,
  engine: {
    policy: 'prefill-first',
    ...{ maxBatchSize: 1, tokenBudget: 2, gpuMemoryUtilization: 0.9 },
  },
  traffic: {
    arrivals: { process: 'poisson', rate: load / SERVICE },
    ...{ promptTokens: one, outputTokens: one },
  },
  sla: {},
});
const answers = (load: number, requests: number, seeds: number): readonly Simulation[] =>
  Array.from({ length: seeds }, (_, seed) =>
    simulate(queue(load), { requests, seed }, { serviceTime: exponentialService }),
  );

describe('a queue that', () => {
  test('can serve what arrives is steady, even near its limit', () => {
    for (const { kind } of answers(0.9, 20_000, 6)) expect(kind).toBe('steady');
  });

  test('gets 2 % more than it can serve is never called steady', () => {
    for (const { kind } of answers(1.02, 20_000, 6)) expect(kind).not.toBe('steady');
  });

  test('gets 10 % more is in overload, with endless latencies and the rate at its limit', () => {
    for (const { kind, ttft, e2e, backlogGrowth, throughput } of answers(1.1, 20_000, 6)) {
      expect(kind).toBe('overload');
      expect([ttft.mean?.value, e2e.p99?.value]).toEqual([Infinity, Infinity]);
      expect(Math.abs(throughput.requests.value * SERVICE - 1)).toBeLessThan(0.03);
      expect(Math.abs(backlogGrowth.value * SERVICE - 0.1)).toBeLessThan(0.05);
    }
  });
});

// Measured over 200 seeds: 96 % at ρ = 0.5 and 92 % at ρ = 0.8.
test.each([
  [0.5, 0.88],
  [0.8, 0.82],
])('at load %f the interval of the mean sojourn holds the exact one', (load, least) => {
  const exact = SERVICE / (1 - load);
  const found = answers(load, 8000, 40).map(({ e2e: { mean } }) => ({
    holds: Math.abs((mean?.value ?? Infinity) - exact) <= (mean?.halfWidth ?? 0),
    error: (mean?.value ?? Infinity) / exact - 1,
  }));
  const share = found.filter(({ holds }) => holds).length / found.length;
  expect(share).toBeGreaterThanOrEqual(least);
  const bias = found.reduce((sum, { error }) => sum + error, 0) / found.length;
  expect(Math.abs(bias)).toBeLessThan(0.05);
});
