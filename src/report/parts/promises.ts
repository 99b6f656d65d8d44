/** What was promised, in the report of `solve`: limits, slack, and what relaxing them is worth. */
import type { Feasible, LimitName } from '../../scenario/metrics.ts';
import type { Metric, Sla, Statistic } from '../../scenario/scenario.ts';
import { duration, rate, writtenDuration } from './format.ts';
import { SHOWN } from './limits.ts';
import { faint, type Paint, type Row, table } from './text.ts';

function splitName(name: LimitName): readonly [Metric, Statistic] {
  return name.split('.') as [Metric, Statistic];
}

/** `TBT p99 ≤ 50 ms`. */
export function limitText(name: LimitName, sla: Sla): string {
  const [metric, statistic] = splitName(name);
  return `${SHOWN[metric]} ${statistic} ≤ ${writtenDuration(sla[metric]?.[statistic] ?? Infinity)}`;
}

/** Each promise: its limit, what is reached, what is left, and what relaxing it is worth. */
export function limitTable(solution: Feasible, sla: Sla, paint: Paint): string[] {
  const names = Object.keys(solution.slack) as LimitName[];
  if (names.length === 0) return ['No limit is promised: add sla to the scenario.'];
  const head = ['Promise', 'limit', 'reached', 'slack', ''];
  const rows = names.map((name): Row => {
    const [metric, statistic] = splitName(name);
    const limit = sla[metric]?.[statistic] ?? Infinity;
    const slack = solution.slack[name] ?? 0;
    return [
      `${SHOWN[metric]} ${statistic}`,
      writtenDuration(limit),
      duration(limit - slack),
      duration(slack),
      worth(name, limit, solution),
    ];
  });
  return table([faint(head), ...rows], paint, {
    left: [0, 4],
    indent: 0,
  });
}

/** What a slightly longer limit is worth, in words; empty where it does not bind. */
function worth(name: LimitName, limit: number, { sensitivity, binding }: Feasible): string {
  const perSecond = sensitivity[name] ?? 0;
  if (perSecond === 0) return name === binding ? 'binds' : '';
  const step = limit < 0.5 ? 1e-3 : limit < 10 ? 0.1 : 1;
  const gain = perSecond * step;
  return `${name === binding ? 'binds; ' : ''}${writtenDuration(step)} more is worth +${rate(gain)}`;
}
