/** Everything the page says of one set of cases. */
import type { Figure } from '../../src/study/figures.ts';
import type { Case, CaseSet } from './case.ts';
import { type Answered, answerCase, type ErrorRow, errorRows } from './errors.ts';
import { type Percentile, tbtProbabilityErrors } from './probability.ts';
import { type Features, featuresOf } from './regimes.ts';
import { type Saturation, saturations } from './saturation.ts';

export interface MeasuredSet {
  readonly name: string;
  /** Cases with a steady state, in the answer and in the simulation. */
  readonly answered: readonly Answered[];
  readonly rows: readonly ErrorRow[];
  readonly features: ReadonlyMap<string, Features>;
  /** Left out, because the simulated engine completes less than is offered. */
  readonly overloaded: readonly string[];
  readonly saturation: readonly Saturation[];
  /** By case, errors of TBT percentiles on the scale of probability. */
  readonly probability: ReadonlyMap<string, ReadonlyMap<Percentile, number>>;
}

export async function measureSet({ name, cases }: CaseSet): Promise<MeasuredSet> {
  const limits = await saturations(cases);
  const isOverloaded = ({ id, scenario }: Case) =>
    scenario.traffic.arrivals.rate >= (limits.get(id)?.rate ?? Infinity);
  const answered = cases.filter((one) => !isOverloaded(one)).map(answerCase);
  return {
    ...{ name, answered },
    rows: answered.flatMap(errorRows),
    features: new Map(answered.map((one) => [one.one.id, featuresOf(one)])),
    overloaded: cases.filter(isOverloaded).map(({ id }) => id),
    saturation: [...new Set(limits.values())],
    probability: new Map(answered.map(({ one }) => [one.id, tbtProbabilityErrors(one)])),
  };
}

export function errorsOf(set: MeasuredSet, figure: Figure): readonly ErrorRow[] {
  return set.rows.filter((row) => row.figure === figure);
}
