/** A promise of the SLA as a constraint on an answer. */
import type { LimitName, Prediction } from '../scenario/metrics.ts';
import {
  METRICS,
  type Metric,
  type Sla,
  STATISTICS,
  type Statistic,
} from '../scenario/scenario.ts';

/** What limits are asked of: all latencies, or only those that the limits name. */
export type Latencies = Partial<Pick<Prediction, Metric | 'errorBand'>>;

export interface Constraint {
  readonly name: LimitName;
  readonly metric: Metric;
  readonly statistic: Statistic;
  /** The mean, or a percentile that is above it in practice. */
  readonly aboveMean: boolean;
  /** Upper limit, seconds. */
  readonly limit: number;
  readonly value: (answer: Latencies) => number;
  /** What is held against the limit: the value, or with a margin the most it may be by its error band. */
  readonly held: (answer: Latencies) => number;
}

/** The limits of an SLA, in the order of its metrics and statistics. */
export function constraints(sla: Sla, withMargin = false): Constraint[] {
  return METRICS.flatMap((metric) =>
    STATISTICS.flatMap((statistic): Constraint[] => {
      const limit = sla[metric]?.[statistic];
      if (limit === undefined) return [];
      const of = { metric, statistic, aboveMean: statistic !== 'p50' };
      const value = (answer: Latencies) => answer[metric]?.[statistic] ?? Infinity;
      const band = ({ errorBand }: Latencies) => errorBand?.[metric][statistic] ?? 0;
      const held = withMargin ? (answer: Latencies) => value(answer) * (1 + band(answer)) : value;
      return [{ ...of, name: `${metric}.${statistic}`, limit, value, held }];
    }),
  );
}

/** limit/value of the constraint that is nearest to its limit or farthest beyond: ≥ 1 when all hold. */
export function margin(
  limits: readonly Constraint[],
  answer: Latencies,
): { readonly ratio: number; readonly tightest: Constraint | undefined } {
  let ratio = Infinity;
  let tightest: Constraint | undefined;
  for (const constraint of limits) {
    const room = constraint.limit / constraint.held(answer);
    if (room < ratio) [ratio, tightest] = [room, constraint];
  }
  return { ratio, tightest };
}
