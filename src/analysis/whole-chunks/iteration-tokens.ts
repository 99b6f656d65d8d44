/** The law of the prompt tokens of an iteration that computes whole chunks. */
import { latticeLaw } from '../../queueing/lattice.ts';
import type { IterationTokens } from '../chunked-prefill/backlog.ts';
import type { Chunks } from './packing.ts';

const CELLS = 24;

/** The law of the tokens of an iteration: of s chunks together, over the law of s. */
export function iterationTokens(
  chunks: Chunks,
  room: number,
  law: Float64Array,
  served: Float64Array,
  durations: Float64Array,
): IterationTokens {
  let [mean, square, meanDuration] = [0, 0, 0];
  const byCount: number[] = [];
  law.forEach((p, j) => {
    const s = served[j] as number;
    const low = Math.floor(s);
    byCount[low] = (byCount[low] ?? 0) + p * (1 - s + low);
    byCount[low + 1] = (byCount[low + 1] ?? 0) + p * (s - low);
    mean += p * s;
    square += p * s * s;
    meanDuration += p * (durations[j] as number);
  });
  const tokenVariance = mean * chunks.variance + (square - mean ** 2) * chunks.mean ** 2;
  const meanTokens = mean * chunks.mean;
  const budget = Math.min(room, meanTokens + 2 * chunks.size + 5 * Math.sqrt(tokenVariance));
  const onCells = sumsOnCells(chunks, byCount, budget / CELLS);
  return {
    budget,
    cells: CELLS,
    cell: budget / CELLS,
    limited: false,
    partial: onCells.slice(0, CELLS),
    full: onCells[CELLS] as number,
    meanDuration,
    meanTokens,
    tokenVariance,
  };
}

/** Σ_s P(s) · law of s chunks, on cells; the last one takes what is beyond. */
function sumsOnCells(chunks: Chunks, byCount: readonly number[], cell: number): Float64Array {
  const one = latticeLaw(chunks.law, cell);
  const out = new Float64Array(CELLS + 1);
  let sum = new Float64Array(CELLS + 1);
  sum[0] = 1;
  for (let s = 0; s < byCount.length; s++) {
    const share = byCount[s] ?? 0;
    for (let w = 0; w <= CELLS; w++) out[w] = (out[w] as number) + share * (sum[w] as number);
    const next = new Float64Array(CELLS + 1);
    for (let w = 0; w <= CELLS; w++)
      for (let c = 0; c < one.length; c++) {
        const at = Math.min(CELLS, w + c);
        next[at] = (next[at] as number) + (sum[w] as number) * (one[c] as number);
      }
    sum = next;
  }
  return out.map((p) => Math.max(0, p));
}
