import { expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Prediction } from '../../src/scenario/metrics.ts';
import { METRICS } from '../../src/scenario/scenario.ts';
import { forAll } from '../support/cases.ts';
import { extreme, numbersOf, oneOf } from './extremes.ts';
import { ordinary } from './scenarios.ts';

const LOADS = [1e-9, 1e-4, 0.1, 0.5, 0.8, 0.95, 0.99, 0.999, 0.9999, 1, 1.1, 1e3] as const;

/** Numbers that no answer has: NaN, or less than nothing. */
const faults = (answer: Prediction) =>
  numbersOf(answer).filter(([, value]) => Number.isNaN(value) || value < 0);

function expectOrder(answer: Prediction): void {
  for (const metric of METRICS) {
    const { p50, p90, p95, p99 } = answer[metric];
    const found = [p50, p90, p95, p99];
    expect(found, metric).toEqual(found.toSorted((a, b) => a - b));
  }
}

test('no answer has a NaN, whatever is asked, and percentiles are in order', () =>
  forAll(
    (between) => ({ scenario: extreme(between), load: oneOf(between, LOADS) }),
    ({ scenario, load }) => {
      const { at, maxArrivalRate } = openAnalysis(scenario);
      const answer = at(maxArrivalRate > 0 ? load * maxArrivalRate : 1);
      expect(faults(answer)).toEqual([]);
      expect(maxArrivalRate).toBeLessThan(Infinity);
      if (maxArrivalRate > 0) expect(answer.stable).toBe(load < 0.9999);
      expectOrder(answer);
    },
  ));

test('a steady state has finite times, and no mean beyond what the tail allows', () =>
  forAll(
    (between) => ({ scenario: extreme(between), load: between(1e-6, 0.99) }),
    ({ scenario, load }) => {
      const { at, maxArrivalRate } = openAnalysis(scenario);
      if (maxArrivalRate === 0) return;
      const answer = at(load * maxArrivalRate);
      const times = METRICS.flatMap((metric) => numbersOf(answer[metric]));
      expect(times.filter(([, value]) => value === Infinity)).toEqual([]);
      expect(answer.e2e.mean).toBeGreaterThanOrEqual(answer.ttft.mean);
      expect(answer.e2e.p99).toBeGreaterThanOrEqual(answer.ttft.p99 * 0.95);
    },
    200,
  ));

test('no iteration holds more than the engine takes, and no KV cache more than it has', () =>
  forAll(
    (between) => ({ scenario: extreme(between), load: between(0.05, 0.999) }),
    ({ scenario, load }) => {
      const { at, maxArrivalRate } = openAnalysis(scenario);
      if (maxArrivalRate === 0) return;
      const { batch, memory } = at(load * maxArrivalRate);
      const { maxBatchSize } = scenario.engine;
      expect(batch.mean.decodes).toBeLessThanOrEqual(maxBatchSize * 1.03);
      expect(memory.kvUtilization).toBeLessThanOrEqual(1);
    },
    120,
  ));

test('ordinary scenarios have their mean between the extremes of their law', () =>
  forAll(
    (between) => ({ scenario: ordinary(between), load: between(0.02, 0.98) }),
    ({ scenario, load }) => {
      const { at, maxArrivalRate } = openAnalysis(scenario);
      const answer = at(load * maxArrivalRate);
      for (const metric of ['ttft', 'e2e'] as const) {
        expect(answer[metric].p99, metric).toBeGreaterThan(answer[metric].mean * 0.999);
        expect(answer[metric].p50, metric).toBeLessThan(2 * answer[metric].mean);
      }
      expectOrder(answer);
    },
    60,
  ));
