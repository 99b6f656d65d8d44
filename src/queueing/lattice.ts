/** A law of sizes on whole cells, as bulk-queue.ts needs it. */
import type { DiscreteLaw } from '../numerics/discrete-law.ts';

/** The most cells kept; larger sizes are counted at it. */
const MAX_CELLS = 4096;

/**
 * Rounds a law to multiples of `cell` so that mean and second moment stay exact: a point at
 * y = i + e cells (i = nearest) is split over i − 1, i, i + 1 with masses (e² − e)/2, 1 − e²,
 * (e² + e)/2. Where that leaves a negative mass (lone points between cells) each point is split
 * over its two neighbours instead, which keeps the mean and adds at most ¼ cell² of variance.
 */
export function latticeLaw(law: DiscreteLaw, cell: number): Float64Array {
  const three = overThree(law, cell);
  return three.some((mass) => mass < -1e-4) ? overTwo(law, cell) : three;
}

function overThree({ values, weights }: DiscreteLaw, cell: number): Float64Array {
  const out = new Float64Array(room(values, cell));
  for (let n = 0; n < values.length; n++) {
    const y = Math.min(MAX_CELLS - 1, (values[n] as number) / cell);
    const i = Math.max(1, Math.round(y));
    const e = y - i;
    const weight = weights[n] as number;
    out[i - 1] = (out[i - 1] as number) + (weight * (e * e - e)) / 2;
    out[i] = (out[i] as number) + weight * (1 - e * e);
    out[i + 1] = (out[i + 1] as number) + (weight * (e * e + e)) / 2;
  }
  return out;
}

function overTwo({ values, weights }: DiscreteLaw, cell: number): Float64Array {
  const out = new Float64Array(room(values, cell));
  for (let n = 0; n < values.length; n++) {
    const y = Math.min(MAX_CELLS - 1, (values[n] as number) / cell);
    const i = Math.floor(y);
    const weight = weights[n] as number;
    out[i] = (out[i] as number) + weight * (1 - y + i);
    out[i + 1] = (out[i + 1] as number) + weight * (y - i);
  }
  return out;
}

function room(values: Float64Array, cell: number): number {
  return Math.min(MAX_CELLS, Math.ceil((values[values.length - 1] as number) / cell)) + 2;
}
