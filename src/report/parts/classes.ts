/** Classes of requests: latencies and promises of each, beside those of all. */
import type { Prediction } from '../../scenario/metrics.ts';
import { type Metric, type Scenario, STATISTICS } from '../../scenario/scenario.ts';
import { durations, percent } from './format.ts';
import { type Judge, limitRow, promiseRow, SHOWN } from './limits.ts';
import { faint, type Paint, type Row, table } from './text.ts';

/** Of a class; its TBT is that of all. */
export const OF_CLASS = ['ttft', 'tpot', 'e2e'] as const satisfies readonly Metric[];

/** Nothing where requests are all of one kind. */
export function classTable(
  { traffic }: Scenario,
  answer: Pick<Prediction, 'classes' | 'tbt'>,
  paint: Paint,
): string[] {
  const rows = (answer.classes ?? []).map((one, place) => {
    const { sla = {} } = traffic.classes?.[place] ?? {};
    const figures = OF_CLASS.map((metric): ClassRow => {
      const texts = durations(STATISTICS.map((statistic) => one[metric][statistic]));
      return [metric, [texts]];
    });
    return { name: one.name, share: one.share, sla, figures, judge: classJudge(answer, place) };
  });
  return tableOf(rows, paint);
}

/** A metric, and its lines of texts. */
export type ClassRow = readonly [metric: Metric, lines: readonly (readonly string[])[]];

interface ClassRows {
  readonly name: string;
  readonly share: number;
  readonly sla: Scenario['sla'];
  readonly figures: readonly ClassRow[];
  readonly judge: Judge;
}

/** The figures of each class; those of TBT only where they are promised. */
export function tableOf(classes: readonly ClassRows[], paint: Paint): string[] {
  if (classes.length === 0) return [];
  const rows = classes.flatMap(rowsOf);
  return [
    'By class of requests',
    ...table([faint(['', 'share', '', ...STATISTICS]), ...rows], paint, { left: [0, 2] }),
  ];
}

/** The name stands before the first of them. */
function rowsOf({ name, share, sla, figures, judge }: ClassRows): Row[] {
  const ofMetrics = figures.flatMap(([metric, lines], place): Row[] => {
    const [values = [], ...spreads] = lines;
    const label = place === 0 ? [name, percent(share)] : ['', ''];
    return [
      [...label, SHOWN[metric], ...values],
      ...spreads.map((texts) => faint(['', '', '', ...texts])),
      ...limits(metric, sla, judge),
    ];
  });
  return [...ofMetrics, ...limits('tbt', sla, judge, SHOWN.tbt)];
}

function limits(metric: Metric, sla: Scenario['sla'], judge: Judge, name = ''): Row[] {
  return limitRow(metric, sla, judge).map((row) => ['', '', name, ...row.slice(1)]);
}

/** The promises to each class that are kept or broken. */
export function classPromises({ traffic }: Scenario, judgeOf: (place: number) => Judge) {
  return (traffic.classes ?? []).flatMap(({ name, sla = {} }, place) =>
    promiseRow(sla, judgeOf(place)).map(([what, said]) => [`${what} to ${name}`, said] as const),
  );
}

/** A figure without an interval keeps its limit or breaks it. */
export function classJudge(
  { classes = [], tbt }: Pick<Prediction, 'classes' | 'tbt'>,
  place: number,
): Judge {
  return (metric, statistic, limit) => {
    const own = metric === 'tbt' ? tbt : classes[place]?.[metric];
    return (own?.[statistic] ?? Infinity) <= limit ? 'kept' : 'broken';
  };
}
