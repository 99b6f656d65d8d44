/**
 * The formulas against the simulator, which share t_inf and nothing else. Each case is 20 results
 * of long runs, of which Student's 99.9 % interval; the interval of the relative error must reach
 * into the band that is declared for its load.
 */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { CASES, rateAt, simulatedAt } from './cases.ts';

/** Student t, 19 degrees of freedom: two-sided 99.9 % over the 95 % of the simulator. */
const WIDER = 3.883 / 2.093;
/** Relative error up to load 0.85; twice as much beyond. */
const BAND = {
  ttft: { mean: 0.08, p99: 0.15 },
  tbt: { mean: 0.04, p99: 0.08 },
  e2e: { mean: 0.05, p99: 0.1 },
} as const;
const REQUESTS = 100_000;

/** The least relative error that the interval of the simulation allows. */
function leastError(formula: number, { value, halfWidth }: Estimate): number {
  return Math.max(0, Math.abs(formula - value) - WIDER * halfWidth) / value;
}

function known(estimate: Estimate | null): Estimate {
  if (estimate === null) throw new Error('it was not measured');
  return estimate;
}

describe.each(CASES)('%s', (_, scenario, load) => {
  const rate = rateAt(scenario, load);
  const answer = openAnalysis(scenario).at(rate);
  const requests = load >= 0.8 ? 3 * REQUESTS : REQUESTS;
  const simulated = simulatedAt(scenario, rate, requests);
  const room = load > 0.85 ? 2 : 1;

  test.each(['ttft', 'tbt', 'e2e'] as const)('%s is in its band', (metric) => {
    for (const key of ['mean', 'p99'] as const) {
      const measured = known(simulated[metric][key]);
      expect(measured.halfWidth / measured.value).toBeLessThan(0.25);
      expect(
        leastError(answer[metric][key], measured),
        `${metric}.${key}: ${answer[metric][key]} for ${measured.value}`,
      ).toBeLessThan(BAND[metric][key] * room);
    }
  });

  test('the wait before the first chunk is in its band', () => {
    const { mean, p99 } = simulated.queues.prefillWait;
    const { prefillWait } = answer.queues;
    expect(leastError(prefillWait.mean, known(mean))).toBeLessThan(0.1 * room);
    expect(leastError(prefillWait.p99, known(p99))).toBeLessThan(0.15 * room);
  });

  test('the batch has the decodes, prompt tokens and context of the simulated one', () => {
    const [{ mean }, { mean: measured }] = [answer.batch, simulated.batch];
    for (const key of ['decodes', 'chunkTokens', 'contextTokens'] as const)
      expect(Math.abs(mean[key] / known(measured[key]).value - 1), key).toBeLessThan(0.05 * room);
    const prompts = mean.prefillRequests / known(measured.prefillRequests).value;
    expect(Math.abs(prompts - 1)).toBeLessThan(0.16);
    expect(leastError(mean.iterationTime, known(measured.iterationTime))).toBeLessThan(0.04 * room);
  });

  test('tokens that leave are tokens that came', () => {
    for (const key of ['requests', 'promptTokens', 'outputTokens'] as const) {
      const { value, halfWidth } = simulated.throughput[key];
      expect(halfWidth / value).toBeLessThan(0.03);
      expect(leastError(answer.throughput[key], simulated.throughput[key]), key).toBe(0);
    }
  });
});

test.each(CASES.slice(1, 9))('%s: simulated saturation is the stability limit', (_, scenario) => {
  const { maxArrivalRate } = openAnalysis(scenario);
  const { kind, throughput } = simulatedAt(scenario, 1.5 * maxArrivalRate, 40_000);
  const ratio = throughput.requests.value / maxArrivalRate;
  const halfWidth = (WIDER * throughput.requests.halfWidth) / maxArrivalRate;
  expect(kind).toBe('overload');
  expect(halfWidth).toBeLessThan(0.05);
  expect(Math.max(0, Math.abs(ratio - 1) - halfWidth)).toBeLessThan(0.015);
});
