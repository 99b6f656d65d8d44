/**
 * How many chunks fit into an iteration when they are kept whole: chunks are taken in order until
 * one does not fit, and that one is the first of the next iteration (next fit).
 *
 * Exact for independent chunks and a room that does not change, up to the lattice.
 *
 * @see docs/model.md#whole-chunks; E. G. Coffman, K. So, M. Hofri, A. C. Yao, Information and
 *   Control 44 (1980), pp. 105–115 (the chain of first items of next fit).
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import { normalCdf } from '../../numerics/special.ts';
import type { Prompts } from '../traffic/workload.ts';

/** The chunks of prompts that are cut at a fixed size. */
export interface Chunks {
  /** Tokens of a full chunk. */
  readonly size: number;
  /** n = ⌈x/size⌉, iterations of a prompt: E[n], E[n²]. */
  readonly perPrompt: number;
  readonly perPromptSquare: number;
  /** Tokens of a chunk, full or last: E[c], Var c. */
  readonly mean: number;
  readonly variance: number;
  /** E[tokens of the last chunk of a prompt]. */
  readonly meanLast: number;
  /** The law of the tokens of a chunk. */
  readonly law: DiscreteLaw;
  /** Mean tokens of an iteration with this much room, when chunks enough wait. */
  readonly packed: (room: number) => number;
  /** P(so many chunks fit into the room). */
  readonly fits: (count: number, room: number) => number;
}

/** Sums of more chunks than this are taken as normal. */
const FEW = 8;
/** Cells of a full chunk: at least 24, and about five of a mean chunk. */
const [FEWEST_CELLS, MOST_CELLS] = [24, 80];

export function chunksOf({ fresh, mean }: Prompts, size: number, mostRoom: number): Chunks {
  const law = chunkLaw(fresh, size);
  const { perPrompt, perPromptSquare, meanLast } = countMoments(fresh, size);
  const meanChunk = mean / perPrompt;
  const square = law.values.reduce((sum, c, i) => sum + c * c * (law.weights[i] as number), 0);
  const variance = Math.max(0, square - meanChunk ** 2);
  const cells = Math.min(MOST_CELLS, Math.max(FEWEST_CELLS, Math.round((5 * size) / meanChunk)));
  const cell = size / cells;
  const onCells = lattice(law, cell, cells);
  const renewals = renewalFunction(onCells, Math.ceil(mostRoom / cell) + 1);
  const sums = cumulativeSums(onCells, lattice(firstLaw(fresh, size), cell, cells));
  const counts: number[] = [];
  const countAt = (z: number) => (counts[z] ??= packedCount(onCells, renewals, z));
  // Chunks shorter than a cell count as one: so as many tokens as the cells hold, not chunks.
  const meanOnCells = cell * onCells.reduce((sum, p, z) => sum + p * z, 0);
  const packed = (room: number) => meanOnCells * between(room / cell, cells, countAt);
  const fits = (count: number, room: number) =>
    count <= FEW
      ? between(room / cell, cells, (z) => sums[count]?.[Math.min(z, count * cells)] ?? 1)
      : normalCdf((room - count * meanChunk) / Math.sqrt(Math.max(1, count * variance)));
  return {
    ...{ size, perPrompt, perPromptSquare, mean: meanChunk, variance, meanLast, law },
    ...{ packed, fits },
  };
}

/** A function of whole cells, with straight lines between, but a step where one more full chunk fits. */
function between(z: number, cells: number, f: (whole: number) => number): number {
  const low = Math.floor(z + 1e-9);
  const part = Math.max(0, z - low);
  const isStep = (low + 1) % cells === 0;
  return part < 1e-6 || isStep ? f(low) : (1 - part) * f(low) + part * f(low + 1);
}

function countMoments({ values, weights }: DiscreteLaw, size: number) {
  let [perPrompt, perPromptSquare, meanLast] = [0, 0, 0];
  values.forEach((x, i) => {
    const n = countOf(x, size);
    const weight = weights[i] as number;
    perPrompt += weight * n;
    perPromptSquare += weight * n * n;
    meanLast += weight * (x - (n - 1) * size);
  });
  return { perPrompt, perPromptSquare, meanLast };
}

/** ⌈x/size⌉. */
export function countOf(x: number, size: number): number {
  return Math.max(1, Math.ceil(x / size - 1e-9));
}

/** Of all chunks of all prompts: full ones, and the last of each prompt. */
function chunkLaw({ values, weights }: DiscreteLaw, size: number): DiscreteLaw {
  let [full, total] = [0, 0];
  const last: [number, number][] = [];
  values.forEach((x, i) => {
    const n = countOf(x, size);
    const weight = weights[i] as number;
    full += weight * (n - 1);
    total += weight * n;
    last.push([x - (n - 1) * size, weight]);
  });
  const all = [...last, [size, full] as const].sort(([a], [b]) => a - b);
  return {
    values: Float64Array.from(all, ([value]) => value),
    weights: Float64Array.from(all, ([, weight]) => weight / total),
  };
}

/** Of the first chunks of prompts. */
function firstLaw({ values, weights }: DiscreteLaw, size: number): DiscreteLaw {
  return { values: values.map((x) => Math.min(x, size)), weights };
}

/** P(a chunk takes z cells), 0 ≤ z ≤ cells; between two cells in the proportion that keeps the mean. */
function lattice({ values, weights }: DiscreteLaw, cell: number, cells: number): Float64Array {
  const out = new Float64Array(cells + 1);
  values.forEach((value, i) => {
    const y = Math.max(1, Math.min(cells, value / cell));
    const low = Math.min(cells - 1, Math.floor(y));
    out[low] = (out[low] as number) + (weights[i] as number) * (1 - y + low);
    out[low + 1] = (out[low + 1] as number) + (weights[i] as number) * (y - low);
  });
  return out;
}

/** H(z) = Σ_j P(the first j chunks take at most z cells), j ≥ 0. */
function renewalFunction(chunk: Float64Array, most: number): Float64Array {
  const density = new Float64Array(most + 1);
  const total = new Float64Array(most + 1);
  density[0] = 1;
  total[0] = 1;
  for (let z = 1; z <= most; z++) {
    let sum = 0;
    for (let c = 1; c < chunk.length && c <= z; c++)
      sum += (chunk[c] as number) * (density[z - c] as number);
    density[z] = sum;
    total[z] = (total[z - 1] as number) + sum;
  }
  return total;
}

/** P(a first chunk after s − 1 chunks ≤ z cells) for s ≤ FEW. */
function cumulativeSums(chunk: Float64Array, first: Float64Array): Float64Array[] {
  let law: Float64Array = Float64Array.of(1);
  const out: Float64Array[] = [Float64Array.of(1)];
  for (let s = 1; s <= FEW; s++) {
    let sum = 0;
    out.push(convolved(law, first).map((p) => (sum += p)));
    law = convolved(law, chunk);
  }
  return out;
}

function convolved(one: Float64Array, other: Float64Array): Float64Array {
  const out = new Float64Array(one.length + other.length - 1);
  for (let a = 0; a < one.length; a++) {
    const mass = one[a] as number;
    if (mass < 1e-12) continue;
    for (let c = 0; c < other.length; c++)
      out[a + c] = (out[a + c] as number) + mass * (other[c] as number);
  }
  return out;
}

/**
 * Mean chunks of an iteration with room for z cells: the one left over from before, y cells, and
 * as many more as fit, H(z − y) altogether. The one left over next has c cells with probability
 * f(c)·[H(z − y) − H(z − y − c)].
 */
function packedCount(chunk: Float64Array, renewals: Float64Array, z: number): number {
  const most = chunk.length - 1;
  if (z < most) return 0;
  const upTo = (x: number) => (x < 0 ? 0 : (renewals[Math.min(x, renewals.length - 1)] as number));
  let first = chunk.slice();
  for (let step = 0; step < 15; step++) {
    const next = new Float64Array(most + 1);
    for (let y = 0; y <= most; y++) {
      const mass = first[y] as number;
      if (mass < 1e-12) continue;
      for (let c = 1; c <= most; c++)
        next[c] =
          (next[c] as number) + mass * (chunk[c] as number) * (upTo(z - y) - upTo(z - y - c));
    }
    const moved = next.reduce((sum, p, c) => sum + Math.abs(p - (first[c] as number)), 0);
    first = next;
    if (moved < 1e-4) break;
  }
  let count = 0;
  first.forEach((p, y) => {
    count += p * upTo(z - y);
  });
  return count;
}
