/**
 * Batches of whole prompts: the longest run of waiting prompts, oldest first, that fits into the
 * token budget and the batch size. A prompt that did not fit into the last batch opens the next,
 * and is longer than others; such prompts come in two kinds, the shorter and the longer half. Behind
 * a batch that is full by count the next one is average.
 *
 * Exact up to a lattice of lengths, the points the times are put on, and the two kinds.
 *
 * @see docs/model.md#prefill-batches
 */
import { compress, type DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Server } from '../engine/server.ts';
import type { Points } from './points.ts';
import {
  onLattice,
  overflowLaw,
  type PromptLattice,
  promptLattice,
  within,
} from './prompt-lattice.ts';

/** Sums of j prompts that fit together, on the lattice. */
export interface Sums {
  /** P(Σ = y cells and it fits). */
  readonly mass: Float64Array;
  /** E[pairs; Σ = y]. */
  readonly pairs: Float64Array;
}

/** Batches whose first prompt has one law. */
export interface Batches {
  readonly first: DiscreteLaw;
  /** P(the first j of endless prompts fit), and P(they do and the next does not), j ≥ 1. */
  readonly fits: readonly number[];
  readonly stops: readonly number[];
  /** The latter by the kind of the next: the kind of the batch after. */
  readonly turns: readonly (readonly number[])[];
  /** Seconds of such batches: of j when more wait, and of j when no more do. */
  readonly stopped: readonly Points[];
  readonly all: readonly Points[];
  /** Sums of the first j. */
  readonly sums: readonly Sums[];
}

export interface PrefillBatches {
  readonly lattice: PromptLattice;
  /** The first kind: of average prompts. The others: behind a batch that had no room for more tokens. */
  readonly kinds: readonly Batches[];
  /** Of all batches of endless demand. */
  readonly shares: readonly number[];
  /** Most prompts of a batch that ever come together. */
  readonly most: number;
}

/** A batch of more prompts than this has a share that matters to nothing. */
const NEGLIGIBLE = 1e-6;
const MOST_PROMPTS = 128;
/** Batches of more prompts have first prompts of one kind: one of many makes no difference. */
const LARGE = 24;

export function prefillBatches(server: Server): PrefillBatches {
  const lattice = promptLattice(server);
  const { fresh, mean } = server.workload.prompts;
  const opening = overflowLaw(lattice, fresh);
  const few = server.tokenBudget / mean < LARGE / 2 && server.maxBatchSize > 1;
  const openings = few ? halves(opening) : [{ law: opening, from: 0 }];
  const next = openings.map(({ from }, i) => {
    const upTo = openings[i + 1]?.from ?? Infinity;
    return beyond(lattice, fresh, (x) => x >= from && x < upTo);
  });
  const limit = Math.min(server.maxBatchSize, MOST_PROMPTS);
  const kinds = [fresh, ...openings.map(({ law }) => law)].map((first) =>
    batchesOf(server, lattice, first, next, limit),
  );
  const most = Math.max(...kinds.map(({ fits }) => fits.length)) - 1;
  return { lattice, kinds, shares: stationaryShares(kinds), most };
}

/** How often each kind is among the batches of endless demand. */
function stationaryShares(kinds: readonly Batches[]): readonly number[] {
  let shares = kinds.map(() => 1 / kinds.length);
  for (let round = 0; round < 60; round++) {
    const next = kinds.map((_, to) =>
      kinds.reduce((sum, { turns }, from) => {
        const goes = turns.reduce((part, turn) => part + (turn[to] as number), 0);
        return sum + (shares[from] as number) * goes;
      }, 0),
    );
    const total = next.reduce((sum, p) => sum + p, 0);
    shares = next.map((p) => p / total);
  }
  return shares;
}

/** The shorter and the longer prompts of a law, by equal shares. */
function halves({ values, weights }: DiscreteLaw) {
  let [below, count] = [0, 0];
  while (count < values.length && below + (weights[count] as number) / 2 < 0.5)
    below += weights[count++] as number;
  if (below < 0.05 || below > 0.95) return [{ law: { values, weights }, from: 0 }];
  const part = (from: number, to: number, share: number) => ({
    law: {
      values: values.slice(from, to),
      weights: weights.slice(from, to).map((p) => p / share),
    },
    from: from === 0 ? 0 : (values[from] as number),
  });
  return [part(0, count, below), part(count, values.length, 1 - below)];
}

/** P(a prompt is one of these), and from 1 on P(it has more than i − 1 cells, too). */
function beyond(
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

/** A batch so far, by its sum: seconds with their shares, and the room they leave. */
interface Begun {
  readonly seconds: Float64Array;
  readonly share: Float64Array;
  /** Cells. */
  readonly room: Float64Array;
}

function batchesOf(
  server: Server,
  lattice: PromptLattice,
  first: DiscreteLaw,
  next: readonly Float64Array[],
  limit: number,
): Batches {
  const [fits, stops]: [number[], number[]] = [[1], [0]];
  const turns: (readonly number[])[] = [[0, ...next.map(() => 0)]];
  const [stopped, all]: [Points[], Points[]] = [[[]], [[]]];
  const sums: Sums[] = [noPrompts(lattice)];
  let sum = onePrompt(server, lattice, first);
  for (let [j, fit] = [1, 1]; ; j++) {
    const begun = j === 1 ? alone(server, lattice, first) : together(server, lattice, sum);
    const turn = turnsOf(begun, next, lattice, j >= limit);
    const stop = turn.total.reduce((total, p) => total + p, 0);
    fits.push(fit);
    stops.push(stop);
    turns.push(turn.total);
    sums.push(sum);
    all.push(condensed(begun.seconds, begun.share, j));
    stopped.push(condensed(begun.seconds, turn.each, j));
    fit = Math.max(0, fit - stop);
    if (j >= limit || fit < NEGLIGIBLE) break;
    sum = onePromptMore(lattice, sum, server.workload.prompts.pairs);
  }
  return { first, fits, stops, turns, stopped, all, sums };
}

/**
 * P(the next does not fit), for each beginning, and in all by its kind: it is an average one if B are
 * together.
 */
function turnsOf(
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

/** A batch of one prompt, whatever its length, by its own length. */
function alone(server: Server, { budget, cell }: PromptLattice, first: DiscreteLaw): Begun {
  const { pairs } = server.workload.prompts;
  return {
    seconds: first.values.map((x) => server.time(x, pairs(x), 0, 0)),
    share: first.weights,
    room: first.values.map((x) => budget - x / cell),
  };
}

function together(server: Server, { cell, budget }: PromptLattice, { mass, pairs }: Sums): Begun {
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

function noPrompts({ cells }: PromptLattice): Sums {
  const mass = new Float64Array(cells + 1);
  mass[0] = 1;
  return { mass, pairs: new Float64Array(cells + 1) };
}

function onePrompt(server: Server, lattice: PromptLattice, first: DiscreteLaw): Sums {
  const { pairs } = server.workload.prompts;
  const mass = onLattice(lattice, within(first, server.tokenBudget));
  return { mass, pairs: mass.map((p, i) => p * pairs(i * lattice.cell)) };
}

function onePromptMore(
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

/** A law on few points that keep its mean; finer for the small batches that are common. */
function condensed(seconds: Float64Array, shares: Float64Array, prompts: number): Points {
  const total = shares.reduce((sum, p) => sum + p, 0);
  if (!(total > 0)) return [];
  const law = compress(
    inOrder({ values: seconds, weights: shares.map((p) => p / total) }),
    prompts === 1 ? 12 : prompts < 4 ? 6 : 4,
    prompts < 4 ? [0.95, 0.985, 0.996] : [0.93],
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
