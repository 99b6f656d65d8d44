/** A promise of the SLA as a constraint on an answer. */
import type { LimitName, Prediction } from '../scenario/metrics.ts';
import { METRICS, type Sla, STATISTICS } from '../scenario/scenario.ts';

export interface Constraint {
  readonly name: LimitName;
  /** Upper limit, seconds. */
  readonly limit: number;
  readonly value: (answer: Pick<Prediction, 'ttft' | 'tbt' | 'tpot' | 'e2e'>) => number;
}

/** The limits of an SLA, in the order of its metrics and statistics. */
export function constraints(sla: Sla): Constraint[] {
  return METRICS.flatMap((metric) =>
    STATISTICS.flatMap((statistic): Constraint[] => {
      const limit = sla[metric]?.[statistic];
      if (limit === undefined) return [];
      return [
        { name: `${metric}.${statistic}`, limit, value: (answer) => answer[metric][statistic] },
      ];
    }),
  );
}

/** limit/value of the constraint that is nearest to its limit or farthest beyond: ≥ 1 when all hold. */
export function margin(
  limits: readonly Constraint[],
  answer: Prediction,
): { readonly ratio: number; readonly tightest: Constraint | undefined } {
  let ratio = Infinity;
  let tightest: Constraint | undefined;
  for (const constraint of limits) {
    const room = constraint.limit / constraint.value(answer);
    if (room < ratio) [ratio, tightest] = [room, constraint];
  }
  return { ratio, tightest };
}
