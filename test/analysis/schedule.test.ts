import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import { predict } from '../../src/analysis/predict.ts';
import { predictMeans } from '../../src/analysis/predict-means.ts';
import { metBy, type Piece } from '../../src/analysis/schedule/plan.ts';
import { solve } from '../../src/index.ts';
import type { Arrivals, Scenario, SchedulePhase } from '../../src/scenario/scenario.ts';
import { serving } from './scenarios.ts';

const under = (arrivals: Arrivals, base: Scenario = serving()): Scenario => ({
  ...base,
  traffic: { ...base.traffic, arrivals },
});
const plan = (phases: readonly SchedulePhase[], base?: Scenario) =>
  under({ process: 'schedule', phases, repeat: true }, base);
const limit = openAnalysis(serving()).maxArrivalRate;
const hours = (...loads: number[]) => loads.map((load) => ({ duration: 3600, rate: load * limit }));

describe.each(['chunked-prefill', 'prefill-first', 'decode-first', 'static'] as const)(
  '%s',
  (policy) => {
    const base = serving({ engine: { policy } });
    const most = openAnalysis(base).maxArrivalRate;

    test('a plan of one rate is Poisson at that rate', () => {
      const rate = 0.6 * most;
      const {
        kinds: _,
        errorBand: _band,
        warnings: _said,
        ...answer
      } = predict(
        plan(
          [
            { duration: 60, rate },
            { duration: 600, rate },
          ],
          base,
        ),
      );
      const poisson = predict(under({ process: 'poisson', rate }, base));
      for (const metric of ['ttft', 'tbt', 'tpot', 'e2e'] as const)
        for (const name of ['mean', 'p50', 'p99'] as const)
          expect(answer[metric][name] / poisson[metric][name]).toBeCloseTo(1, 2);
      expect(answer.batch.mean.decodes).toBeCloseTo(poisson.batch.mean.decodes, 6);
    });

    test('of two rates the means are those of both, by requests', () => {
      const [low, high] = [0.3 * most, 0.7 * most];
      const answer = predict(
        plan(
          [
            { duration: 4000, rate: low },
            { duration: 2000, rate: high },
          ],
          base,
        ),
      );
      const each = [low, high].map((rate) => predict(under({ process: 'poisson', rate }, base)));
      const share = (2 * low) / (2 * low + high);
      for (const metric of ['ttft', 'tbt', 'e2e'] as const) {
        const mean =
          share * (each[0]?.[metric].mean ?? 0) + (1 - share) * (each[1]?.[metric].mean ?? 0);
        expect(answer[metric].mean / mean).toBeCloseTo(1, 3);
      }
      const { ttft, e2e, tbt } = answer;
      const { decodeMean } = { decodeMean: (e2e.mean - ttft.mean) / tbt.mean };
      expect(decodeMean).toBeGreaterThan(1);
    });
  },
);

test('a swing of the rate costs more than its mean, and more the wider it is', () => {
  const ttft = (...loads: number[]) => predict(plan(hours(...loads))).ttft;
  expect(ttft(0.5, 0.9).p99).toBeGreaterThan(ttft(0.6, 0.8).p99);
  expect(ttft(0.6, 0.8).p99).toBeGreaterThan(ttft(0.7, 0.7).p99);
  expect(ttft(0.4, 1.1).p99).toBeGreaterThan(ttft(0.5, 0.9).p99);
});

test('in overload the backlog grows in a line, and is worked off at what is left', () => {
  const pieces: Piece[] = Array.from({ length: 100 }, (_, i) => ({
    seconds: 10,
    rate: i < 50 ? 1.5 : 0.5,
  }));
  const met = metBy(pieces, true, 0.8, 1e9);
  // Up by 0.2 of each second for 500 s, down by 0.6: 100 s at most, gone 167 s later.
  expect(Math.max(...met.map(({ backlog }) => backlog))).toBeCloseTo(99, 0);
  expect(met[49]?.backlog).toBeCloseTo(99, 0);
  expect(met[60]?.backlog).toBeCloseTo(100 - 0.6 * 105, 0);
  expect(met[70]?.backlog).toBe(0);
  expect(met.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
});

test('a plan that repeats begins with what it left', () => {
  const pieces: Piece[] = [
    { seconds: 10, rate: 0.2 },
    { seconds: 10, rate: 1.8 },
  ];
  const backlog = (repeats: boolean) => metBy(pieces, repeats, 0.9, 1e9)[0]?.backlog ?? 0;
  expect(backlog(true)).toBeGreaterThan(0);
  expect(backlog(false)).toBe(0);
});

test('the rate of a stage may pass the limit without a jump', () => {
  let before = 0;
  for (let load = 0.985; load < 1.015; load += 0.001) {
    const { ttft } = predict(plan(hours(0.5, load)));
    expect(ttft.mean).toBeGreaterThan(before);
    if (before > 0) expect(ttft.mean / before).toBeLessThan(1.3);
    before = ttft.mean;
  }
});

test('the peak is named, overload of it too, and phases that are too short', () => {
  const said = (phases: readonly SchedulePhase[]) => predict(plan(phases)).warnings.join();
  expect(said(hours(0.4, 0.8))).toContain('the load is 80.0 %');
  expect(said(hours(0.4, 1.2))).toContain('overload for a part of the plan');
  expect(said(hours(0.4, 0.8))).not.toContain('shortest phase');
  expect(
    said([
      { duration: 5, rate: 4 },
      { duration: 5, rate: 8 },
    ]),
  ).toContain('shortest phase');
});

test('more than the limit on average is overload', () => {
  const answer = predict(plan(hours(0.9, 1.4)));
  expect(answer.stable).toBe(false);
  expect(answer.ttft.mean).toBe(Infinity);
});

test('means alone agree, and the solver scales the plan', () => {
  const scenario = plan(hours(0.4, 0.7));
  expect(predictMeans(scenario).tbt / predict(scenario).tbt.mean).toBeCloseTo(1, 2);
  const sla = { ttft: { p99: 0.4 } };
  const solution = solve({ ...scenario, sla }, { fixed: true });
  if (solution.kind !== 'feasible') throw new Error('it can be kept');
  expect(solution.ttft.p99).toBeLessThanOrEqual(0.4);
  const steady = solve({ ...serving(), sla }, { fixed: true });
  if (steady.kind !== 'feasible') throw new Error('it can be kept');
  expect(solution.arrivalRate).toBeLessThan(steady.arrivalRate);
  expect(solution.arrivalRate).toBeGreaterThan(0.5 * steady.arrivalRate);
  expect(solution.replicasNeeded).toBeGreaterThanOrEqual(1);
});
