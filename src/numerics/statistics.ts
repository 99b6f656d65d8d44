/** Statistics of samples, by simple-statistics, and intervals of means, also of correlated results. */
import { mean, sampleStandardDeviation } from 'simple-statistics';

export type Confidence = 0.95 | 0.999;

/** Student's t, two-sided, by degrees of freedom from 1 (Fisher and Yates 1963, table III). */
const STUDENT: { readonly [C in Confidence]: readonly number[] } = {
  0.95: [
    ...[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228],
    ...[2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093],
  ],
  0.999: [
    ...[636.619, 31.599, 12.924, 8.61, 6.869, 5.959, 5.408, 5.041, 4.781, 4.587],
    ...[4.437, 4.318, 4.221, 4.14, 4.073, 4.015, 3.965, 3.922, 3.883],
  ],
};
const NORMAL: { readonly [C in Confidence]: number } = { 0.95: 1.959964, 0.999: 3.290527 };

/** Student's t; beyond 19 degrees of freedom by Cornish and Fisher's series, to three digits. */
export function studentT(degrees: number, confidence: Confidence): number {
  const known = STUDENT[confidence][degrees - 1];
  if (known !== undefined) return known;
  const z = NORMAL[confidence];
  const first = (z ** 3 + z) / (4 * degrees);
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3);
  return z + first + second + third;
}

/** Half width of the interval of the mean of independent results, at least two. */
export function halfWidthOfMean(results: readonly number[], confidence: Confidence): number {
  const deviation = sampleStandardDeviation([...results]);
  return (studentT(results.length - 1, confidence) * deviation) / Math.sqrt(results.length);
}

/**
 * Half width of the 95 % interval of the mean of results that follow each other in groups: the
 * variance of the mean is raised, and the degrees of freedom lowered, as for a series of first-order
 * autocorrelation r. Approximation: r, pooled over the groups, is taken as known (Law 2015, §9.5.3).
 */
export function halfWidthOfSeries(groups: readonly (readonly number[])[]): number {
  const results = groups.flat();
  const count = results.length;
  if (count < 2) return 0;
  const correlation = autocorrelation(groups, mean(results));
  const inflation = (1 + correlation) / (1 - correlation);
  const degrees = Math.max(Math.min(3, count - 1), Math.round((count - 1) / inflation));
  const variance = sampleStandardDeviation(results) ** 2 * inflation;
  return studentT(degrees, 0.95) * Math.sqrt(variance / count);
}

/** First-order, from 0 to 0.9; its bias of −1/n is taken off. */
function autocorrelation(groups: readonly (readonly number[])[], center: number): number {
  let [products, squares, pairs, count] = [0, 0, 0, 0];
  for (const group of groups)
    group.forEach((value, place) => {
      squares += (value - center) ** 2;
      count += 1;
      if (place === 0) return;
      products += (value - center) * ((group[place - 1] as number) - center);
      pairs += 1;
    });
  if (pairs === 0 || squares === 0) return 0;
  return Math.min(0.9, Math.max(0, products / pairs / (squares / count) + 1 / count));
}

/** Arithmetic mean; not of nothing. */
export function sampleMean(values: readonly number[]): number {
  return mean([...values]);
}
