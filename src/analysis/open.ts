/** Answers by formula at any rate, for the solver: all of one, or the cheap parts of it. */
import type { Prediction } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { checkFormulas } from './check.ts';
import { analyze, analyzeGaps } from './predict.ts';
import { analyzeMeans, type MeanPrediction } from './predict-means.ts';
import { prepare } from './prepare.ts';
import { type Stated, withoutTimes } from './recorded.ts';

export interface OpenAnalysis {
  readonly maxArrivalRate: number;
  readonly at: (arrivalRate: number) => Prediction;
  readonly gaps: (arrivalRate: number) => Pick<Prediction, 'tbt' | 'tpot' | 'errorBand'>;
  readonly means: (arrivalRate: number) => MeanPrediction;
}

export function openAnalysis(scenario: Scenario): OpenAnalysis {
  return openStated(withoutTimes(scenario));
}

/** Of a scenario whose trace has been replaced, with what is to be said of that. */
export function openStated({ scenario, warnings }: Stated): OpenAnalysis {
  checkFormulas(scenario);
  const prepared = prepare(scenario, warnings);
  return {
    maxArrivalRate: prepared.analysis.limits.arrivalRate * prepared.server.engines,
    at: (arrivalRate) => analyze(prepared, arrivalRate),
    gaps: (arrivalRate) => analyzeGaps(prepared, arrivalRate),
    means: (arrivalRate) => analyzeMeans(prepared, arrivalRate),
  };
}
