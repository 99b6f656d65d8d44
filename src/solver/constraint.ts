/** A promise of the SLA as a constraint on an answer. */
import type { LimitName, Prediction } from '../scenario/metrics.ts';
import {
  METRICS,
  type Metric,
  type RequestClass,
  type Sla,
  STATISTICS,
  type Statistic,
} from '../scenario/scenario.ts';

/** What limits are asked of: all latencies, or only those that the limits name. */
export type Latencies = Partial<Pick<Prediction, Metric | 'errorBand' | 'classes'>>;

export interface Constraint {
  readonly name: LimitName;
  readonly metric: Metric;
  readonly statistic: Statistic;
  /** For one class of requests, not for all together. */
  readonly ofClass: boolean;
  /** The mean, or a percentile that is above it in practice. */
  readonly aboveMean: boolean;
  /** Upper limit, seconds. */
  readonly limit: number;
  readonly value: (answer: Latencies) => number;
  /** What is held against the limit: the value, or with a margin the most it may be by its error band. */
  readonly held: (answer: Latencies) => number;
}

/** The limits of an SLA, then those of the classes, each in the order of metrics and statistics. */
export function constraints(
  sla: Sla,
  withMargin = false,
  classes: readonly RequestClass[] = [],
): Constraint[] {
  return [
    ...limitsOf(sla, withMargin),
    ...classes.flatMap(({ name, sla: own = {} }, place) =>
      limitsOf(own, withMargin, { name, place }),
    ),
  ];
}

interface ClassAt {
  readonly name: string;
  readonly place: number;
}

function limitsOf(sla: Sla, withMargin: boolean, of?: ClassAt): Constraint[] {
  return METRICS.flatMap((metric) =>
    STATISTICS.flatMap((statistic): Constraint[] => {
      const limit = sla[metric]?.[statistic];
      if (limit === undefined) return [];
      const figure = { metric, statistic, ofClass: of !== undefined };
      const value = (answer: Latencies) => latencyOf(answer, metric, of)?.[statistic] ?? Infinity;
      const band = ({ errorBand }: Latencies) => errorBand?.[metric][statistic] ?? 0;
      const held = withMargin ? (answer: Latencies) => value(answer) * (1 + band(answer)) : value;
      const short = `${metric}.${statistic}` as const;
      const name: LimitName = of === undefined ? short : `classes.${of.name}.${short}`;
      return [{ ...figure, name, aboveMean: statistic !== 'p50', limit, value, held }];
    }),
  );
}

/** TBT of a class is that of all. */
function latencyOf(answer: Latencies, metric: Metric, of: ClassAt | undefined) {
  if (of === undefined || metric === 'tbt') return answer[metric];
  return answer.classes?.[of.place]?.[metric];
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
