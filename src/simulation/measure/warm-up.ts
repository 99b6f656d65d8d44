/**
 * Where the initial transient of a series ends: MSER-5, the truncation with the least standard error
 * of the mean of what is left (White, Cobb & Spratt 2000). Approximation: it looks at the mean
 * alone, and finds nothing in a series that is not much longer than the transient.
 */
const BATCH = 5;

export interface Truncation {
  /** Values to drop. */
  readonly drop: number;
  /** False where the best truncation would be in the second half: the series has not settled. */
  readonly settled: boolean;
}

/** @param series values in order, finite; those that are NaN count as the one before. */
export function warmUp(series: Float64Array): Truncation {
  const means = batchMeans(series);
  const count = means.length;
  let [sum, squares, kept] = [0, 0, 0];
  let [best, least] = [0, Infinity];
  // Backwards: the last tenth alone says nothing.
  for (let first = count - 1; first >= 0; first--) {
    const value = means[first] as number;
    sum += value;
    squares += value * value;
    kept += 1;
    if (kept < count / 10) continue;
    const error = (squares - (sum * sum) / kept) / (kept * kept);
    if (error <= least) [best, least] = [first, error];
  }
  return { drop: Math.min(best, count >> 1) * BATCH, settled: best <= count / 2 };
}

function batchMeans(series: Float64Array): Float64Array {
  const means = new Float64Array(Math.floor(series.length / BATCH));
  let last = 0;
  for (let batch = 0; batch < means.length; batch++) {
    let sum = 0;
    for (let i = 0; i < BATCH; i++) {
      const value = series[batch * BATCH + i] as number;
      if (!Number.isNaN(value)) last = value;
      sum += last;
    }
    means[batch] = sum / BATCH;
  }
  return means;
}
