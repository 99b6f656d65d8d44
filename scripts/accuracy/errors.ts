/** Relative error of each quantity of each case, with the load it was measured at. */
import { predict } from '../../src/analysis/predict.ts';
import type { Prediction } from '../../src/scenario/metrics.ts';
import { METRICS, STATISTICS } from '../../src/scenario/scenario.ts';
import { type Case, statistic } from './cases.ts';

/** What is compared: in the answer, and in the simulated figures by name and statistic. */
export interface Quantity {
  readonly label: string;
  readonly answer: (prediction: Prediction) => number;
  readonly simulated: readonly [quantity: string, statistic: string];
}

export const QUANTITIES: readonly Quantity[] = [
  ...METRICS.flatMap((metric) =>
    STATISTICS.map(
      (name): Quantity => ({
        label: `${metric.toUpperCase()} ${name}`,
        answer: (prediction) => prediction[metric][name],
        simulated: [metric, name],
      }),
    ),
  ),
  ...(['mean', 'p99'] as const).map(
    (name): Quantity => ({
      label: `t_qp ${name}`,
      answer: ({ queues }) => queues.prefillWait[name],
      simulated: ['prefillWait', name],
    }),
  ),
  ...(['mean', 'p99'] as const).map(
    (name): Quantity => ({
      label: `iteration time ${name}`,
      answer: ({ iterationTime }) => iterationTime[name],
      simulated: ['iterationTime', name],
    }),
  ),
  {
    label: 'decodes per iteration',
    answer: ({ batch }) => batch.mean.decodes,
    simulated: ['meanDecodesPerIteration', 'mean'],
  },
];

export interface ErrorRow {
  readonly id: string;
  readonly label: string;
  readonly load: number;
  readonly answer: number;
  readonly simulated: number;
  /** answer/simulated − 1; ∞ where overload is answered. */
  readonly error: number;
  /** Half width of the 95 % interval / simulated value; NaN where it is not given. */
  readonly halfWidth: number;
}

export interface Answered {
  readonly one: Case;
  readonly answer: Prediction;
}

export function answerCase(one: Case): Answered {
  return { one, answer: predict(one.scenario) };
}

export function errorRows({ one, answer }: Answered): readonly ErrorRow[] {
  return QUANTITIES.flatMap((quantity): ErrorRow[] => {
    const [name, which] = quantity.simulated;
    const simulated = statistic(one.simulated, name, which);
    if (simulated === undefined || !(simulated > 0)) return [];
    const value = quantity.answer(answer);
    const halfWidth = (statistic(one.halfWidth, name, which) ?? Number.NaN) / simulated;
    const error = value / simulated - 1;
    const { id } = one;
    const { label } = quantity;
    return [{ id, label, load: answer.utilization, answer: value, simulated, error, halfWidth }];
  });
}
