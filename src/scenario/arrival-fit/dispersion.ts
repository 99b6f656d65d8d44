/** How counts of arrivals vary over windows of several lengths. */
import type { Dispersion } from '../traffic-description.ts';

const LENGTHS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000];
/** Fewer windows tell nothing of a variance. */
const LEAST_WINDOWS = 12;
/** Windows with fewer arrivals on average look like Poisson whatever the process. */
const LEAST_ARRIVALS = 0.5;

/**
 * @param counts in windows of `width` seconds.
 * @param finest seconds that times can tell apart.
 */
export function dispersionOf(counts: Uint32Array, width: number, finest: number): Dispersion[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rate = total / (counts.length * width);
  const joined = LENGTHS.map((seconds) => Math.round(seconds / width));
  const sizes = [...new Set(joined)].filter(
    (size) =>
      size >= 1 &&
      size * width >= finest &&
      Math.floor(counts.length / size) >= LEAST_WINDOWS &&
      (size * width >= 1 || rate * size * width >= LEAST_ARRIVALS),
  );
  return sizes.map((size) => dispersionAt(counts, size, width));
}

function dispersionAt(counts: Uint32Array, size: number, width: number): Dispersion {
  const windows = Math.floor(counts.length / size);
  const sums = new Float64Array(windows);
  for (let i = 0; i < windows * size; i++) {
    const at = Math.floor(i / size);
    sums[at] = (sums[at] as number) + (counts[i] as number);
  }
  const mean = sums.reduce((sum, x) => sum + x, 0) / windows;
  let [square, cube, steps] = [0, 0, 0];
  for (let i = 0; i < windows; i++) {
    const x = (sums[i] as number) - mean;
    square += x * x;
    cube += x * x * x;
    if (i > 0) steps += ((sums[i] as number) - (sums[i - 1] as number)) ** 2;
  }
  return {
    seconds: size * width,
    windows,
    index: square / (windows - 1) / mean,
    local: steps / (windows - 1) / 2 / mean,
    third: cube / windows / mean,
  };
}
