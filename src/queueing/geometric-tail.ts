/**
 * Laws of work that in the end fall by the same factor from cell to cell, as what full rounds leave
 * behind does beyond the largest size: a transform need only reach to where that begins, however far
 * the law goes on.
 *
 * @see docs/model.md#bulk-queue; H. C. Tijms, Stochastic Models (1994), ch. 4 (asymptotic expansion).
 */
import type { CellLaw } from './cell-law.ts';

/** The last entries of a transform are its least exact ones: the law is continued from before them. */
const KEPT = 7 / 8;

/** Entries before it that fix the height of the tail, as a share of all. */
const WINDOW = 1 / 16;

/** How far a transform should reach, in lengths that the law has no tail before. */
export const BEYOND = 1.25;

/** The law whose tail falls by e^−decay from entry to entry, from a transform that reaches it. */
export function withTail(transformed: Float64Array, decay: number): CellLaw {
  const from = Math.floor(transformed.length * KEPT);
  const window = Math.floor(transformed.length * WINDOW);
  let [mass, sum] = [0, 0];
  for (let i = 1; i <= window; i++) {
    mass += transformed[from - i] as number;
    sum += Math.exp(decay * i);
  }
  return { cells: transformed.subarray(0, from), next: mass / sum, decay };
}

/** A decay less than this over a round of k cells is not told from it. */
const LEAST = 0.5e-4;

/**
 * The decay of a law whose generating function has its next pole at e^decay, where `excess`(log z)
 * is 0 again: positive before, negative beyond.
 */
export function decayAt(excess: (log: number) => number, k: number): number {
  let [low, high] = [0, (2 * LEAST) / k];
  while (high < 4 && excess(high) > 0) [low, high] = [high, 2 * high];
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return Math.max(low, LEAST / k);
}
