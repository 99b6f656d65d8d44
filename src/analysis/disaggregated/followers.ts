/**
 * Prompts that come after one and still fit into its batch.
 *
 * @see docs/model.md#prefill-pool
 */
import type { Batches, PrefillBatches } from './batches.ts';

interface Followers {
  /** P(somebody comes after and fits). */
  readonly some: number;
  /** Mean tokens of those that do. */
  readonly tokens: number;
}

/** By how many are expected to have come, and the cells of room there are. */
export type FollowersOf = (expected: number, room: number) => Followers;

/** Neighbouring expectations are so far apart. */
const STEP = 1.25;
const LEAST = 0.01;

/** Rounded to the nearest of a row of expectations, each worked out once for every room. */
export function followers({ lattice, kinds }: PrefillBatches): FollowersOf {
  const { cells } = lattice;
  const held = tokensHeld(kinds[0] as Batches, lattice.cell);
  const one = cumulated(kinds[0]?.sums[1]?.mass ?? new Float64Array(cells + 1));
  const known = new Map<number, Float64Array>();
  return (expected, room) => {
    const step = Math.max(0, Math.round(Math.log(expected / LEAST) / Math.log(STEP)));
    const place = Math.min(cells, Math.max(0, Math.floor(room + 1e-9)));
    const about = LEAST * STEP ** step;
    const tokens = known.get(step) ?? meanTokens(held, about, cells);
    known.set(step, tokens);
    // Few are about as many as they are likely.
    const scale = expected < LEAST ? expected / LEAST : 1;
    return {
      some: (1 - Math.exp(-about)) * (one[place] as number) * scale,
      tokens: (tokens[place] as number) * scale,
    };
  };
}

/** E[tokens of the k-th; the first k fit], up to each room. */
function tokensHeld({ sums }: Batches, cell: number): Float64Array[] {
  return sums.map(({ mass }, k) =>
    cumulated(mass.map((p, y) => (k === 0 ? 0 : (p * y * cell) / k))),
  );
}

function cumulated(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}

/** Σ_k P(at least k came) · E[tokens of the k-th; the first k fit]. */
function meanTokens(held: readonly Float64Array[], expected: number, cells: number): Float64Array {
  const out = new Float64Array(cells + 1);
  let p = Math.exp(-expected);
  let above = 1 - p;
  for (let k = 1; k < held.length && above > 1e-9; k++) {
    const more = held[k] as Float64Array;
    for (let y = 0; y <= cells; y++) out[y] = (out[y] as number) + above * (more[y] as number);
    p *= expected / k;
    above -= p;
  }
  return out;
}
