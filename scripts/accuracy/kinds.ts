/** Errors of the formulas on every kind of scenario beside plain chunked prefill. */
import { predict } from '../../src/analysis/predict.ts';
import { InvalidInputError } from '../../src/checks.ts';
import type { Kind } from '../../src/scenario/kinds.ts';
import type { Prediction } from '../../src/scenario/metrics.ts';
import type { Estimate } from '../../src/scenario/simulation.ts';
import type { Question } from './case.ts';
import { type ErrorRow, errorRows } from './errors.ts';
import { runExperiments } from './experiment.ts';
import { type ExternalSet, isPlain } from './external.ts';
import { PERCENTILE_NAMES, tbtProbabilityErrors } from './probability.ts';
import { type PromisedRate, promisedRates } from './promises.ts';
import { measuredFigures } from './simulated-sets.ts';
import { varietyQuestions } from './variety.ts';

/** A case of a kind that the formulas answer. */
export interface KindCase {
  readonly id: string;
  readonly kind: Kind;
  readonly rows: readonly ErrorRow[];
  readonly promises: readonly PromisedRate[];
  /** Percentage points of TBT percentiles on the scale of probability, by their name. */
  readonly points: ReadonlyMap<string, number>;
  /** Simulated saturation over the stability limit; absent where only the load was simulated. */
  readonly limitRatio?: number;
}

export interface KindSet {
  readonly cases: readonly KindCase[];
  /** Questions that the formulas decline, by kind. */
  readonly declined: ReadonlyMap<Kind, number>;
  /** Cases answered as overload though the simulation carried the load. */
  readonly overloaded: readonly string[];
}

interface Asked {
  readonly id: string;
  /** Absent: the most special of those the answer names. */
  readonly kind?: Kind;
  readonly scenario: Question;
  readonly measured: { readonly [figure: string]: Estimate };
  /** Requests per second of the saturated simulation. */
  readonly saturated?: number;
}

/** Scenarios of slaq, simulated here. */
export async function ownKinds(): Promise<KindSet> {
  const questions = await varietyQuestions();
  const answers = await runExperiments(
    questions.map(({ scenario, requests }) => ({ scenario, requests })),
  );
  return judged(
    questions.flatMap(({ id, kind, scenario, saturated }, place): Asked[] => {
      const answer = answers[place];
      // A simulation whose backlog grew all through it has no steady state to compare with.
      if (answer === undefined || answer.kind !== 'steady') return [];
      return [{ id, kind, scenario, saturated, measured: measuredFigures(answer) }];
    }),
  );
}

/** Those of sets that other programs simulated. */
export function externalKinds(sets: readonly ExternalSet[]): KindSet {
  return judged(sets.flatMap(({ cases }) => cases.filter((one) => !isPlain(one))));
}

function judged(asked: readonly Asked[]): KindSet {
  const declined = new Map<Kind, number>();
  const overloaded: string[] = [];
  const cases = asked.flatMap((one): KindCase[] => {
    const answer = answerOf(one);
    if (answer === undefined) {
      const kind = one.kind ?? 'chunked-prefill';
      declined.set(kind, (declined.get(kind) ?? 0) + 1);
      return [];
    }
    if (!answer.stable) {
      overloaded.push(one.id);
      return [];
    }
    return [judgedCase(one, answer)];
  });
  return { cases, declined, overloaded };
}

function judgedCase({ id, scenario, measured, saturated, ...asked }: Asked, answer: Prediction) {
  const kind = asked.kind ?? answer.kinds.at(-1) ?? 'chunked-prefill';
  const one = { id, scenario, measured, kind };
  const errors = tbtProbabilityErrors(one);
  return {
    ...{ id, kind, rows: errorRows({ one, answer }) },
    promises: promisedRates(scenario, answer.utilization, measured),
    points: new Map(PERCENTILE_NAMES.map((name) => [name, errors.get(name) ?? Number.NaN])),
    ...(saturated === undefined ? {} : { limitRatio: saturated / answer.maxArrivalRate }),
  };
}

function answerOf({ scenario }: Asked): Prediction | undefined {
  try {
    return predict(scenario);
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}
