/** Statistics of samples, by simple-statistics, and Student's intervals. */
import { linearRegression, mean, sampleStandardDeviation } from 'simple-statistics';

/** Student's t, two-sided 95 % and 99.9 %, by degrees of freedom from 1 (Fisher and Yates 1963, table III). */
const T_95 = [
  ...[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228],
  ...[2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093],
];
const T_999 = [
  ...[636.619, 31.599, 12.924, 8.61, 6.869, 5.959, 5.408, 5.041, 4.781, 4.587],
  ...[4.437, 4.318, 4.221, 4.14, 4.073, 4.015, 3.965, 3.922, 3.883],
];

/** Half width of the interval of the mean of independent results, 2 to 20 of them. */
export function halfWidthOfMean(results: readonly number[], confidence: 0.95 | 0.999): number {
  const t = (confidence === 0.95 ? T_95 : T_999)[results.length - 2];
  if (t === undefined) throw new RangeError(`2 to 20 results, not ${results.length}`);
  return (t * sampleStandardDeviation([...results])) / Math.sqrt(results.length);
}

/** Arithmetic mean; not of nothing. */
export function sampleMean(values: readonly number[]): number {
  return mean([...values]);
}

/** Slope of the least-squares line through points [x, y]. */
export function slopeOf(points: readonly (readonly [number, number])[]): number {
  return linearRegression(points.map(([x, y]) => [x, y])).m;
}
