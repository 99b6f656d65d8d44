/** The stability limit against the rate that a simulated engine completes under 1.5 times as much. */
import { openAnalysis } from '../../src/analysis/open.ts';
import { workloadOf } from '../../src/analysis/workload.ts';
import { SEGMENTS } from '../../test/support/engine/summary.ts';
import { timeOf } from '../../test/support/engine/time-of.ts';
import { simulateEngine } from '../../test/support/engine.ts';
import { studentInterval, T_95_19 } from '../../test/support/replicate.ts';
import type { Case } from './cases.ts';

export interface Saturation {
  /** Requests per second the simulated engine completes. */
  readonly rate: number;
  /** rate / stability limit of the formulas. */
  readonly ratio: number;
  /** Of the 95 % interval of the ratio. */
  readonly halfWidth: number;
}

const REQUESTS = 20_000;

function saturation({ scenario }: Case): Saturation {
  const { iterationTime, engine, traffic } = scenario;
  const { arrivals: _, ...lengths } = traffic;
  const { maxArrivalRate } = openAnalysis(scenario);
  const { segments } = simulateEngine({
    arrivalRate: 1.5 * maxArrivalRate,
    iterationTime: timeOf(iterationTime),
    ...{ engine, ...lengths, requests: REQUESTS, warmUp: REQUESTS / 2 },
    ...{ segments: SEGMENTS, seed: 20_261 },
  });
  const { decodeMean } = workloadOf(traffic).outputs;
  const { center, halfWidth } = studentInterval(
    segments.map(({ decodes, busy }) => decodes / busy / decodeMean / maxArrivalRate),
    T_95_19,
  );
  return { rate: center * maxArrivalRate, ratio: center, halfWidth };
}

/** Scenarios that differ in nothing but the rate share a saturation. */
export function saturations(cases: readonly Case[]): ReadonlyMap<string, Saturation> {
  const byScenario = new Map<string, Saturation>();
  const found = cases.map((one): [string, Saturation] => {
    const { traffic, ...rest } = one.scenario;
    const key = JSON.stringify({ ...rest, ...traffic, arrivals: undefined });
    const known = byScenario.get(key) ?? saturation(one);
    byScenario.set(key, known);
    return [one.id, known];
  });
  return new Map(found);
}
