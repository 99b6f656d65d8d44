/** An answer by formula beside one by experiment. Its keys are part of the JSON contract. */
import type { Prediction } from './metrics.ts';
import type { Estimate, Simulation } from './simulation.ts';

/**
 * `agrees`: the prediction lies in the interval of the simulation. `within band`: beyond it, but no
 * further than the declared error of the formula. `disagrees`: further. `not judged`: the
 * simulation was too short to tell.
 */
export type Verdict = 'agrees' | 'within band' | 'disagrees' | 'not judged';

export interface Comparison {
  /** Path of the figure in both answers, such as ttft.p99; `stable` is 1 or 0. */
  readonly figure: string;
  readonly predicted: number;
  readonly simulated: Estimate;
  /** predicted/simulated − 1; null where the simulated value is 0. */
  readonly error: number | null;
  /** Declared relative error of the formula at this load. */
  readonly band: number;
  readonly verdict: Verdict;
}

export interface Validation {
  /** The worst of all figures. */
  readonly verdict: Verdict;
  readonly prediction: Prediction;
  readonly simulation: Simulation;
  readonly comparisons: readonly Comparison[];
}
