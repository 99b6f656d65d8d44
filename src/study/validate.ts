/** The answer by formula held against the answer by experiment, figure by figure. */
import { bandOf, limitBand } from '../analysis/accuracy.ts';
import { predict } from '../analysis/predict.ts';
import type { Prediction } from '../scenario/metrics.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Simulation } from '../scenario/simulation.ts';
import type { Comparison, Validation, Verdict } from '../scenario/validation.ts';
import { type SimulateOptions, simulate } from '../simulation/simulate.ts';
import { classFigures, FIGURES, type Figure, predictedFigure, simulatedFigure } from './figures.ts';

/**
 * Predicts and simulates a scenario, and says of each figure whether the two agree within the
 * interval of the simulation, within the declared error of the formula, or not.
 *
 * @throws InvalidInputError if the scenario or an option is not usable, or the formulas do not
 * cover the scenario.
 */
export function validate(scenario: Scenario, options: SimulateOptions = {}): Validation {
  const prediction = predict(scenario);
  return compareAnswers(prediction, simulate(scenario, validationRun(options)));
}

/** Long enough to tell the formulas' errors from noise at moderate load, unless told how long. */
export function validationRun(options: SimulateOptions): SimulateOptions {
  return options.precision === undefined ? { requests: 400_000, ...options } : options;
}

/** The same of two answers to one scenario. */
export function compareAnswers(prediction: Prediction, simulation: Simulation): Validation {
  const comparisons = [
    stability(prediction, simulation),
    ...FIGURES.flatMap((figure) => comparison(prediction, simulation, figure) ?? []),
    ...classFigures(prediction.classes?.length ?? 0).flatMap(
      ({ figure, ofAll }) => comparison(prediction, simulation, figure, ofAll) ?? [],
    ),
  ];
  const has = (verdict: Verdict) => comparisons.some((one) => one.verdict === verdict);
  const verdict = VERDICTS.find(has) ?? 'agrees';
  return { verdict, prediction, simulation, comparisons };
}

/** The worst first. */
const VERDICTS: readonly Verdict[] = ['disagrees', 'not judged', 'within band', 'agrees'];

/** Whether both say that the load can be carried; close to the limit either may be wrong. */
function stability({ stable, utilization, kinds }: Prediction, { kind }: Simulation): Comparison {
  const isCarried = kind !== 'overload';
  const band = limitBand(kinds);
  const near = Math.abs(utilization - 1) <= band;
  const verdict =
    kind === 'unsettled'
      ? 'not judged'
      : stable === isCarried
        ? 'agrees'
        : near
          ? 'within band'
          : 'disagrees';
  return {
    figure: 'stable',
    predicted: stable ? 1 : 0,
    simulated: { value: isCarried ? 1 : 0, halfWidth: 0 },
    ...{ error: null, band, verdict },
  };
}

/** Nothing where the experiment saw nothing, or where both are beyond all limits. */
function comparison(
  prediction: Prediction,
  simulation: Simulation,
  figure: Figure,
  ofAll: Figure = figure,
): Comparison | undefined {
  const simulated = simulatedFigure(simulation, figure);
  const predicted = predictedFigure(prediction, figure);
  if (simulated === null || simulated.value === Infinity || predicted === Infinity)
    return undefined;
  const band = bandOf(ofAll, prediction.utilization, prediction.kinds);
  const difference = Math.abs(predicted - simulated.value);
  const error = simulated.value > 0 ? predicted / simulated.value - 1 : null;
  const beyond = difference - simulated.halfWidth;
  const verdict = verdictOf(simulation, beyond, band * simulated.value);
  return { figure, predicted, simulated, error, band, verdict };
}

function verdictOf({ kind }: Simulation, beyond: number, allowed: number): Verdict {
  if (beyond <= ROUNDING) return 'agrees';
  if (kind === 'unsettled') return 'not judged';
  return beyond <= allowed ? 'within band' : 'disagrees';
}

const ROUNDING = 1e-12;
