/** Limits of the SLA beside the figures they are for: kept ✓, broken ✗, or not to be told ?. */
import {
  METRICS,
  type Metric,
  type Sla,
  STATISTICS,
  type Statistic,
} from '../../scenario/scenario.ts';
import { writtenDuration } from './format.ts';
import type { Cell, Row, Style } from './text.ts';

/** Metrics as people write them. */
export const SHOWN = { ttft: 'TTFT', tbt: 'TBT', tpot: 'TPOT', e2e: 'E2E' } as const;

/** `unsure`: the figure is not known well enough, or not at all. */
type Verdict = 'kept' | 'broken' | 'unsure';
export type Judge = (metric: Metric, statistic: Statistic, limit: number) => Verdict;

const MARKS: { readonly [V in Verdict]: { readonly mark: string; readonly style: Style } } = {
  kept: { mark: '✓', style: 'good' },
  broken: { mark: '✗', style: 'bad' },
  unsure: { mark: '?', style: 'warning' },
};

/** The limits of a metric, a cell per statistic; no row where nothing is promised. */
export function limitRow(metric: Metric, sla: Sla, judge: Judge): Row[] {
  const limits = sla[metric] ?? {};
  if (Object.keys(limits).length === 0) return [];
  const cells = STATISTICS.map((statistic): Cell => {
    const limit = limits[statistic];
    if (limit === undefined) return { text: '' };
    const { mark, style } = MARKS[judge(metric, statistic, limit)];
    return { text: `≤ ${writtenDuration(limit)} ${mark}`, style };
  });
  return [['', ...cells]];
}

/** Whether the SLA is kept, and by which limits it is not; nothing where nothing is promised. */
export function promiseRow(sla: Sla, judge: Judge): (readonly [name: string, said: Cell])[] {
  const limits = METRICS.flatMap((metric) =>
    STATISTICS.flatMap((statistic) => {
      const limit = sla[metric]?.[statistic];
      const name = `${SHOWN[metric]} ${statistic}`;
      return limit === undefined ? [] : [{ name, verdict: judge(metric, statistic, limit) }];
    }),
  );
  if (limits.length === 0) return [];
  const named = (wanted: Verdict) =>
    limits
      .filter(({ verdict }) => verdict === wanted)
      .map(({ name }) => name)
      .join(', ');
  const [broken, unsure] = [named('broken'), named('unsure')];
  const open = unsure === '' ? '' : `not sure: ${unsure}`;
  if (broken !== '') {
    const text = `broken: ${broken}${open === '' ? '' : `; ${open}`}`;
    return [['Promise', { text, style: 'bad' }]];
  }
  const said: Cell =
    open === '' ? { text: 'kept', style: 'good' } : { text: open, style: 'warning' };
  return [['Promise', said]];
}
