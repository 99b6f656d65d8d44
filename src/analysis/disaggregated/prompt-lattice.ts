/**
 * Prompt lengths in cells of the token budget, and which of them open a batch because they did not
 * fit into the last.
 *
 * @see docs/model.md#prefill-batches
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import { latticeLaw } from '../../queueing/lattice.ts';
import type { Server } from '../engine/server.ts';

export interface PromptLattice {
  /** Whole cells of the budget, and tokens of a cell. */
  readonly cells: number;
  readonly cell: number;
  /** The budget, in cells: half a cell more, as sums are rounded; the same for a single length. */
  readonly budget: number;
  /** P(a prompt has i cells), i ≤ cells. */
  readonly law: Float64Array;
  /** P(a prompt is longer than the budget). */
  readonly longer: number;
}

const FEWEST_CELLS = 48;
const MOST_CELLS = 112;
const CELLS_PER_PROMPT = 8;

export function promptLattice({ workload, tokenBudget }: Server): PromptLattice {
  const { fresh, mean } = workload.prompts;
  const wanted = Math.ceil((CELLS_PER_PROMPT * tokenBudget) / mean);
  const cells = Math.max(FEWEST_CELLS, Math.min(MOST_CELLS, wanted));
  const size = cellsOf(fresh, tokenBudget, cells);
  const law = onLattice(size, within(fresh, tokenBudget));
  return { ...size, law, longer: Math.max(0, 1 - total(law)) };
}

/** A single length must stand on the lattice: whether j of it fit is a matter of a token. */
function cellsOf({ values }: DiscreteLaw, budget: number, wanted: number) {
  const [only] = values;
  if (values.length > 1 || only === undefined || only > budget)
    return { cells: wanted, cell: budget / (wanted + 0.5), budget: wanted + 0.5 };
  const cell = only / Math.ceil((only * wanted) / budget);
  const cells = Math.floor(budget / cell + 1e-9);
  return { cells, cell, budget: cells };
}

/** The part of a law up to a length. */
export function within({ values, weights }: DiscreteLaw, most: number): DiscreteLaw {
  const count = values.findIndex((x) => x > most);
  if (count < 0) return { values, weights };
  return { values: values.slice(0, count), weights: weights.slice(0, count) };
}

export function onLattice(
  { cells, cell }: { readonly cells: number; readonly cell: number },
  law: DiscreteLaw,
): Float64Array {
  const out = new Float64Array(cells + 1);
  if (law.values.length === 0) return out;
  const spread = latticeLaw(law, cell);
  for (let i = 0; i < spread.length; i++) {
    const at = Math.min(i, cells);
    out[at] = (out[at] as number) + (spread[i] as number);
  }
  return out;
}

const total = (law: Float64Array) => law.reduce((sum, p) => sum + p, 0);

const ROUNDS = 40;

/**
 * The length of the prompt that opens a batch when the last one had no room for it: the stationary
 * law of a packing that goes on for ever (next fit). Exact up to the lattice.
 */
export function overflowLaw(lattice: PromptLattice, fresh: DiscreteLaw): DiscreteLaw {
  const { values, weights } = fresh;
  const { cells, cell, longer } = lattice;
  const visits = renewals(lattice);
  const places = values.map((x) => Math.min(cells + 1, Math.round(x / cell)));
  let opening = Float64Array.from(weights);
  for (let round = 0; round < ROUNDS && longer < 1 - 1e-9; round++) {
    const beyond = overflowsAt(places, opening, visits);
    const next = weights.map((w, i) => w * (beyond[places[i] as number] as number));
    const sum = total(next);
    if (!(sum > 0)) break;
    const moved = next.reduce((m, p, i) => m + Math.abs(p / sum - (opening[i] as number)), 0);
    opening = next.map((p) => p / sum);
    if (moved < 1e-6) break;
  }
  return { values, weights: opening };
}

/** How often a packing that begins with such a prompt stands where one of x cells does not fit. */
function overflowsAt(
  places: Float64Array,
  opening: Float64Array,
  visits: Float64Array,
): Float64Array {
  const cells = visits.length - 1;
  const start = new Float64Array(cells + 2);
  places.forEach((at, i) => {
    start[at] = (start[at] as number) + (opening[i] as number);
  });
  const reached = new Float64Array(cells + 2);
  for (let a = 0; a <= cells; a++) {
    const share = start[a] as number;
    if (share === 0) continue;
    for (let v = 0; a + v <= cells; v++)
      reached[a + v] = (reached[a + v] as number) + share * (visits[v] as number);
  }
  const over = new Float64Array(cells + 2);
  over[0] = start[cells + 1] as number;
  for (let x = 1; x <= cells + 1; x++)
    over[x] = (over[x - 1] as number) + (reached[cells + 1 - x] as number);
  return over;
}

/** Σ_j P(sum of j prompts = y), y ≤ cells. */
function renewals({ law, cells }: PromptLattice): Float64Array {
  const visits = new Float64Array(cells + 1);
  const stay = 1 - (law[0] as number);
  for (let y = 0; y <= cells; y++) {
    let sum = y === 0 ? 1 : 0;
    for (let x = 1; x <= y; x++) sum += (law[x] as number) * (visits[y - x] as number);
    visits[y] = sum / stay;
  }
  return visits;
}
