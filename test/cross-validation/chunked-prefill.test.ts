/**
 * The formulas against the simulated engine, which share t_inf and nothing else. Each case is one
 * long run in 20 parts, of which Student's 99.9 % interval; the interval of the relative error must
 * reach into the band that is declared for its load.
 */
import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import { workloadOf } from '../../src/analysis/workload.ts';
import {
  type Measured,
  measuredIterations,
  measuredRequests,
  perIteration,
} from '../support/engine/summary.ts';
import { studentInterval } from '../support/replicate.ts';
import { CASES, rateAt, simulated } from './cases.ts';

/** Student t, 19 degrees of freedom: two-sided 99.9 % over the 95 % of the summaries. */
const WIDER = 3.883 / 2.093;
/** Relative error up to load 0.85; twice as much beyond. */
const BAND = {
  ttft: { mean: 0.08, p99: 0.15 },
  tbt: { mean: 0.04, p99: 0.08 },
  e2e: { mean: 0.05, p99: 0.1 },
} as const;
const REQUESTS = 100_000;

/** The least relative error that the interval of the simulation allows. */
function leastError(formula: number, { value, halfWidth }: Measured, key: 'mean' | 'p99'): number {
  const distance = Math.abs(formula - value[key]) - WIDER * halfWidth[key];
  return Math.max(0, distance) / value[key];
}

describe.each(CASES)('%s', (_, scenario, load) => {
  const rate = rateAt(scenario, load);
  const answer = openAnalysis(scenario).at(rate);
  const run = simulated(scenario, rate, load > 0.85 ? 2 * REQUESTS : REQUESTS);
  const measured = {
    ttft: measuredRequests(run, 'ttft'),
    tbt: measuredIterations(run, 'tbt'),
    e2e: measuredRequests(run, 'e2e'),
  };
  const room = load > 0.85 ? 2 : 1;

  test.each(['ttft', 'tbt', 'e2e'] as const)('%s is in its band', (metric) => {
    for (const key of ['mean', 'p99'] as const) {
      const simulatedValue = measured[metric];
      expect(simulatedValue.halfWidth[key] / simulatedValue.value[key]).toBeLessThan(0.25);
      expect(
        leastError(answer[metric][key], simulatedValue, key),
        `${metric}.${key}: ${answer[metric][key]} for ${simulatedValue.value[key]}`,
      ).toBeLessThan(BAND[metric][key] * room);
    }
  });

  test('the wait before the first chunk is in its band', () => {
    const wait = measuredRequests(run, 'prefillWait');
    const { mean, p99 } = answer.queues.prefillWait;
    expect(leastError(mean, wait, 'mean')).toBeLessThan(0.1 * room);
    expect(leastError(p99, wait, 'p99')).toBeLessThan(0.15 * room);
  });

  test('the batch has the decodes, prompt tokens and context of the simulated one', () => {
    const { mean } = answer.batch;
    for (const [formula, field] of [
      [mean.decodes, 'decodes'],
      [mean.chunkTokens, 'prefillTokens'],
      [mean.contextTokens, 'contextTokens'],
    ] as const)
      expect(Math.abs(formula / perIteration(run, field) - 1), field).toBeLessThan(0.05 * room);
    const requests = mean.prefillRequests / perIteration(run, 'prefillRequests');
    expect(Math.abs(requests - 1)).toBeLessThan(0.16);
    const iteration = measuredIterations(run, 'iterationTime');
    expect(leastError(mean.iterationTime, iteration, 'mean')).toBeLessThan(0.04 * room);
  });
});

test.each(CASES.slice(1, 9))('%s: simulated saturation is the stability limit', (_, scenario) => {
  const { maxArrivalRate } = openAnalysis(scenario);
  const { segments } = simulated(scenario, 1.5 * maxArrivalRate, 20_000);
  const { decodeMean } = workloadOf(scenario.traffic).outputs;
  const { center, halfWidth } = studentInterval(
    segments.map(({ decodes, busy }) => decodes / busy / decodeMean / maxArrivalRate),
  );
  expect(halfWidth).toBeLessThan(0.05);
  expect(Math.max(0, Math.abs(center - 1) - halfWidth)).toBeLessThan(0.015);
});

test.each(CASES.slice(1, 9))('%s: tokens that leave are tokens that came', (_, scenario, load) => {
  const rate = rateAt(scenario, load);
  const { throughput } = openAnalysis(scenario).at(rate);
  const { requests } = simulated(scenario, rate, 20_000);
  const times = requests.arrival;
  const seconds = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const total = (lengths: Float64Array) => lengths.reduce((sum, x) => sum + x, 0) / seconds;
  expect(Math.abs(total(requests.promptTokens) / throughput.promptTokens - 1)).toBeLessThan(0.05);
  expect(Math.abs(total(requests.outputTokens) / throughput.outputTokens - 1)).toBeLessThan(0.05);
});
