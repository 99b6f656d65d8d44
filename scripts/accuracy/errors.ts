/** Relative error of each figure of each case, with the load it was measured at. */
import { predict } from '../../src/analysis/predict.ts';
import type { Kind } from '../../src/scenario/kinds.ts';
import type { Prediction } from '../../src/scenario/metrics.ts';
import { classFigures, FIGURES, type Figure, predictedFigure } from '../../src/study/figures.ts';
import type { Case } from './case.ts';

export interface ErrorRow {
  readonly id: string;
  readonly figure: Figure;
  readonly load: number;
  readonly kind: Kind;
  /** predicted/simulated − 1; ∞ where overload is answered. */
  readonly error: number;
  /** Half width of the 95 % interval / simulated value. */
  readonly halfWidth: number;
}

export interface Answered {
  readonly one: Case;
  readonly answer: Prediction;
}

export function answerCase(one: Case): Answered {
  return { one, answer: predict(one.scenario) };
}

export function errorRows({
  one,
  answer,
}: {
  readonly one: Pick<Case, 'id' | 'kind' | 'measured'>;
  readonly answer: Prediction;
}): readonly ErrorRow[] {
  const ofAll = FIGURES.map((figure) => ({ figure, ofAll: figure }));
  const ofClasses = classFigures(answer.classes?.length ?? 0);
  // The figures of a class count as those of all: they share a band.
  return [...ofAll, ...ofClasses].flatMap(({ figure: own, ofAll: figure }): ErrorRow[] => {
    const measured = one.measured[own];
    if (measured === undefined || !(measured.value > 0)) return [];
    const error = predictedFigure(answer, own) / measured.value - 1;
    const halfWidth = measured.halfWidth / measured.value;
    const { utilization: load, kinds } = answer;
    const kind = one.kind ?? kinds[0] ?? 'chunked-prefill';
    return [{ id: one.id, figure, load, kind, error, halfWidth }];
  });
}
