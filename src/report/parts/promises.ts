/** What was promised, in the report of `solve`: limits, slack, and what relaxing them is worth. */
import type { Feasible, LimitName } from '../../scenario/metrics.ts';
import type { Metric, Scenario, Statistic } from '../../scenario/scenario.ts';
import { duration, rate, writtenDuration } from './format.ts';
import { SHOWN } from './limits.ts';
import { faint, type Paint, type Row, table } from './text.ts';

/** Whose limit it is, of which figure: `classes.chat.ttft.p99` is that of class chat. */
function parsed(name: LimitName) {
  const parts = name.split('.');
  const [metric, statistic] = parts.slice(-2) as [Metric, Statistic];
  const ofClass = parts.length > 2 ? parts.slice(1, -2).join('.') : undefined;
  return { metric, statistic, ofClass };
}

/** `TTFT p99`, of a class `chat: TTFT p99`. */
function figureText(name: LimitName): string {
  const { metric, statistic, ofClass } = parsed(name);
  const figure = `${SHOWN[metric]} ${statistic}`;
  return ofClass === undefined ? figure : `${ofClass}: ${figure}`;
}

function limitOf(name: LimitName, { sla, traffic }: Scenario): number {
  const { metric, statistic, ofClass } = parsed(name);
  const own = traffic.classes?.find((one) => one.name === ofClass)?.sla ?? {};
  return (ofClass === undefined ? sla : own)[metric]?.[statistic] ?? Infinity;
}

/** `TBT p99 ≤ 50 ms`. */
export function limitText(name: LimitName, scenario: Scenario): string {
  return `${figureText(name)} ≤ ${writtenDuration(limitOf(name, scenario))}`;
}

/** Each promise: its limit, what is reached, what is left, and what relaxing it is worth. */
export function limitTable(solution: Feasible, scenario: Scenario, paint: Paint): string[] {
  const names = Object.keys(solution.slack) as LimitName[];
  if (names.length === 0) return ['No limit is promised: add sla to the scenario.'];
  const head = ['Promise', 'limit', 'reached', 'slack', ''];
  const rows = names.map((name): Row => {
    const limit = limitOf(name, scenario);
    const slack = solution.slack[name] ?? 0;
    return [
      figureText(name),
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
