/**
 * How long batches last, on few points.
 *
 * @see docs/model.md#prefill-batches
 */
import { compress, type DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Server } from '../engine/server.ts';
import type { Points } from './points.ts';
import type { PromptLattice } from './prompt-lattice.ts';
import type { Sums } from './prompt-sums.ts';

/** A batch so far, by its sum: seconds with their shares, and the room they leave. */
export interface Begun {
  readonly seconds: Float64Array;
  readonly share: Float64Array;
  /** Cells. */
  readonly room: Float64Array;
}

/** A batch of one prompt, whatever its length, by its own length. */
export function alone(server: Server, { budget, cell }: PromptLattice, first: DiscreteLaw): Begun {
  const { pairs } = server.workload.prompts;
  return {
    seconds: first.values.map((x) => server.time(x, pairs(x), 0, 0)),
    share: first.weights,
    room: first.values.map((x) => budget - x / cell),
  };
}

export function together(
  server: Server,
  { cell, budget }: PromptLattice,
  { mass, pairs }: Sums,
): Begun {
  const share = mass.filter((p) => p >= 1e-13);
  const [seconds, room] = [new Float64Array(share.length), new Float64Array(share.length)];
  for (let [y, i] = [0, 0]; y < mass.length; y++) {
    const p = mass[y] as number;
    if (p < 1e-13) continue;
    seconds[i] = server.time(y * cell, (pairs[y] as number) / p, 0, 0);
    room[i++] = budget - y;
  }
  return { seconds, share, room };
}

/** A law on few points that keep its mean; finer for the small batches that are common. */
export function condensed(seconds: Float64Array, shares: Float64Array, prompts: number): Points {
  const total = shares.reduce((sum, p) => sum + p, 0);
  if (!(total > 0)) return [];
  const law = compress(
    inOrder({ values: seconds, weights: shares.map((p) => p / total) }),
    prompts === 1 ? 32 : prompts < 4 ? 12 : 8,
    prompts < 4 ? [0.95, 0.975, 0.985, 0.992, 0.996, 0.999] : [0.95, 0.98, 0.995],
  );
  return Array.from(law.values, (value, i) => [value, law.weights[i] as number] as const);
}

/** More tokens take longer, nearly always. */
function inOrder(law: DiscreteLaw): DiscreteLaw {
  const { values, weights } = law;
  if (values.every((x, i) => i === 0 || (values[i - 1] as number) <= x)) return law;
  const order = Array.from(values, (_, i) => i).sort(
    (a, b) => (values[a] as number) - (values[b] as number),
  );
  return {
    values: Float64Array.from(order, (i) => values[i] as number),
    weights: Float64Array.from(order, (i) => weights[i] as number),
  };
}
