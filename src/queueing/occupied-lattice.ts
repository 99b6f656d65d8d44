/**
 * A law of sizes on whole cells of which each customer has at least one, for queues in which a
 * customer without work is not the same as no customer (it costs the server a round).
 */
import type { DiscreteLaw } from '../numerics/discrete-law.ts';
import { latticeLaw } from './lattice.ts';

/**
 * The lattice of `latticeLaw` with nothing at 0: sizes below one cell are raised to it, and larger
 * ones are lowered by one cell in the share that keeps the mean. The mean is exact where sizes
 * beyond one cell suffice for that; the second moment changes little.
 */
export function occupiedLattice(law: DiscreteLaw, cell: number): Float64Array {
  const raised = { values: law.values.map((x) => Math.max(x, cell)), weights: law.weights };
  const out = latticeLaw(raised, cell);
  out[1] = (out[1] as number) + (out[0] as number);
  out[0] = 0;
  let [beyond, mean] = [0, 0];
  out.forEach((mass, i) => {
    mean += i * mass;
    if (i > 1) beyond += mass;
  });
  let wanted = 0;
  law.values.forEach((x, i) => {
    wanted += (x * (law.weights[i] as number)) / cell;
  });
  const share = beyond > 0 ? Math.min(1, Math.max(0, (mean - wanted) / beyond)) : 0;
  for (let i = 2; i < out.length; i++) {
    const moved = share * (out[i] as number);
    out[i] = (out[i] as number) - moved;
    out[i - 1] = (out[i - 1] as number) + moved;
  }
  return out;
}
