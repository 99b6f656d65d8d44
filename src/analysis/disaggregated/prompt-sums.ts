/**
 * Tokens and query–key pairs of several prompts that fit into the token budget together, on the
 * lattice.
 *
 * @see docs/model.md#prefill-batches
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Server } from '../engine/server.ts';
import { onLattice, type PromptLattice, within } from './prompt-lattice.ts';

/** Sums of j prompts that fit together, on the lattice. */
export interface Sums {
  /** P(Σ = y cells and it fits). */
  readonly mass: Float64Array;
  /** E[pairs; Σ = y]. */
  readonly pairs: Float64Array;
}

export function noPrompts({ cells }: PromptLattice): Sums {
  const mass = new Float64Array(cells + 1);
  mass[0] = 1;
  return { mass, pairs: new Float64Array(cells + 1) };
}

export function onePrompt(server: Server, lattice: PromptLattice, first: DiscreteLaw): Sums {
  const { pairs } = server.workload.prompts;
  const mass = onLattice(lattice, within(first, server.tokenBudget));
  return { mass, pairs: mass.map((p, i) => p * pairs(i * lattice.cell)) };
}

export function onePromptMore(
  { law, cells, cell }: PromptLattice,
  { mass, pairs }: Sums,
  ofPrompt: (x: number) => number,
): Sums {
  const next = { mass: new Float64Array(cells + 1), pairs: new Float64Array(cells + 1) };
  let [from, to] = [0, cells];
  while (from < cells && Math.abs(mass[from] as number) < 1e-14) from++;
  while (to > 0 && Math.abs(mass[to] as number) < 1e-14) to--;
  for (let x = 0; x + from <= cells; x++) {
    const p = law[x] as number;
    if (p === 0) continue;
    const more = p * ofPrompt(x * cell);
    const end = Math.min(to, cells - x);
    for (let y = from; y <= end; y++) {
      const q = mass[y] as number;
      next.mass[x + y] = (next.mass[x + y] as number) + p * q;
      next.pairs[x + y] = (next.pairs[x + y] as number) + more * q + p * (pairs[y] as number);
    }
  }
  return next;
}
