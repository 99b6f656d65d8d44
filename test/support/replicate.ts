import { mean, sampleStandardDeviation } from 'simple-statistics';

/** Student t, 19 degrees of freedom, two-sided 99.9 %. A correct program fails 1 time in 1000. */
const T_999_19 = 3.883;
/** The same, two-sided 95 %. */
export const T_95_19 = 2.093;

export interface Interval {
  readonly center: number;
  readonly halfWidth: number;
}

/** Interval of the mean of 20 independent results; t: Student's quantile, 19 degrees of freedom. */
export function studentInterval(results: readonly number[], t = T_999_19): Interval {
  if (results.length !== 20) throw new Error(`20 results, not ${results.length}`);
  const sample = [...results];
  const halfWidth = (t * sampleStandardDeviation(sample)) / Math.sqrt(sample.length);
  return { center: mean(sample), halfWidth };
}
