/**
 * The rate at which a promise breaks: what a simulated engine had at some rate is promised, and the
 * formulas are asked for the largest rate that keeps it.
 */
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import { solveWith } from '../../src/solver/solve.ts';
import { predictedFigure } from '../../src/study/figures.ts';
import { meanRate } from './case.ts';

const PROMISED = ['ttft.p90', 'ttft.p99', 'e2e.p90', 'e2e.p99'] as const;
/** Below it percentiles are flat in the rate. */
const LEAST_LOAD = 0.65;
/** Where a percentile is less than this times what it is on an idle engine, it says nothing of the rate. */
const REACTS = 1.5;

export interface PromisedRate {
  readonly figure: string;
  /** promised rate / simulated rate − 1. */
  readonly error: number;
}

export function promisedRates(
  scenario: Scenario,
  load: number,
  measured: { readonly [figure: string]: Estimate },
): readonly PromisedRate[] {
  if (load < LEAST_LOAD) return [];
  const rate = meanRate(scenario.traffic.arrivals);
  const { at, maxArrivalRate } = openAnalysis(scenario);
  const idle = at(0.02 * maxArrivalRate);
  return PROMISED.flatMap((figure) => {
    const value = measured[figure]?.value;
    const [metric = '', statistic = ''] = figure.split('.');
    if (value === undefined || value < REACTS * predictedFigure(idle, figure)) return [];
    const asked = { ...scenario, sla: { [metric]: { [statistic]: value } } };
    const solution = solveWith(openAnalysis, asked, { fixed: true });
    const promised = solution.kind === 'feasible' ? solution.arrivalRate : 0;
    return [{ figure, error: promised / rate - 1 }];
  });
}
