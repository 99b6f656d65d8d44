/**
 * Where a batch ends: which prompts do not fit any more, and of what kind the batch is that they open.
 *
 * @see docs/model.md#prefill-batches
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Begun } from './batch-times.ts';
import { onLattice, type PromptLattice, within } from './prompt-lattice.ts';

/** P(a prompt is one of these), and from 1 on P(it has more than i − 1 cells, too). */
export function beyond(
  lattice: PromptLattice,
  { values, weights }: DiscreteLaw,
  counts: (x: number) => boolean,
): Float64Array {
  const { cells, cell, budget } = lattice;
  const law = { values, weights: weights.map((p, i) => (counts(values[i] as number) ? p : 0)) };
  const short = onLattice(lattice, within(law, budget * cell));
  const out = new Float64Array(cells + 2);
  let left = law.weights.reduce((sum, p) => sum + p, 0) - short.reduce((sum, p) => sum + p, 0);
  for (let i = cells; i >= 0; i--) {
    out[i + 1] = Math.max(0, left);
    left += short[i] as number;
  }
  out[0] = left;
  return out;
}

/**
 * P(the next does not fit), for each beginning, and in all by its kind: it is an average one if B are
 * together.
 */
export function turnsOf(
  { share, room }: Begun,
  next: readonly Float64Array[],
  { budget, cells }: PromptLattice,
  full: boolean,
): { readonly each: Float64Array; readonly total: number[] } {
  if (full) {
    return { each: share, total: [share.reduce((sum, p) => sum + p, 0), ...next.map(() => 0)] };
  }
  const each = new Float64Array(share.length);
  const total = next.map((law) => {
    let sum = 0;
    for (let i = 0; i < share.length; i++) {
      const left = room[i] as number;
      const beyondRoom = left < 0 ? (law[0] as number) : between(law, 1 + left - (budget - cells));
      const p = (share[i] as number) * beyondRoom;
      each[i] = (each[i] as number) + p;
      sum += p;
    }
    return sum;
  });
  return { each, total: [0, ...total] };
}

function between(values: Float64Array, at: number): number {
  const low = Math.min(values.length - 1, Math.max(0, Math.floor(at)));
  const high = Math.min(values.length - 1, low + 1);
  const [a, b] = [values[low] as number, values[high] as number];
  return a + (b - a) * Math.max(0, at - low);
}
