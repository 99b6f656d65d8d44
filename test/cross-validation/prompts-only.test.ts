/** Answers of one token: nobody decodes, and the engine computes prompts and nothing else. */
import { describe, expect, test } from 'vitest';
import { predict } from '../../src/analysis/predict.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { simulate } from '../../src/simulation/simulate.ts';

const prompts = (rate: number): Scenario => ({
  iterationTime: {
    kind: 'linear',
    base: 6e-3,
    perPrefillToken: 25e-6,
    perAttentionPair: 0,
    perDecodeRequest: 20e-6,
    perContextToken: 40e-9,
  },
  engine: {
    policy: 'chunked-prefill',
    maxBatchSize: 256,
    tokenBudget: 2048,
    gpuMemoryUtilization: 0.9,
  },
  traffic: {
    arrivals: { process: 'poisson', rate },
    promptTokens: { distribution: 'lognormal', mean: 800, cv: 0.8, max: 8192 },
    outputTokens: { distribution: 'fixed', value: 1 },
  },
  sla: {},
});

describe.each([4, 20, 36])('at %d requests a second', (rate) => {
  const answer = predict(prompts(rate));
  const measured = simulate(prompts(rate), { requests: 80_000, seed: 12 });
  /** Relative error beyond the interval of the simulation. */
  const error = (predicted: number, simulated: Estimate | null) => {
    if (simulated === null) throw new Error('it was not measured');
    const beyond = Math.abs(predicted - simulated.value) - simulated.halfWidth;
    return Math.max(0, beyond) / simulated.value;
  };

  test('iterations take as long, on average and at the 99th percentile', () => {
    expect(error(answer.iterationTime.mean, measured.iterationTime.mean)).toBeLessThan(0.02);
    expect(error(answer.iterationTime.p99, measured.iterationTime.p99)).toBeLessThan(0.05);
  });

  test('and carry as many prompt tokens, of as many prompts', () => {
    const [{ mean }, { mean: found }] = [answer.batch, measured.batch];
    expect(error(mean.chunkTokens, found.chunkTokens)).toBeLessThan(0.02);
    expect(error(mean.prefillRequests, found.prefillRequests)).toBeLessThan(0.15);
    expect(mean.decodes).toBe(0);
  });

  test('the law of TTFT is that of the prompts', () => {
    expect(error(answer.ttft.mean, measured.ttft.mean)).toBeLessThan(0.1);
    expect(error(answer.ttft.p99, measured.ttft.p99)).toBeLessThan(0.1);
  });
});
