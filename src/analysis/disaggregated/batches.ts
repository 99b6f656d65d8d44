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
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Server } from '../engine/server.ts';
import { alone, condensed, together } from './batch-times.ts';
import { beyond, turnsOf } from './batch-turns.ts';
import type { Points } from './points.ts';
import { overflowLaw, type PromptLattice, promptLattice } from './prompt-lattice.ts';
import { noPrompts, onePrompt, onePromptMore, type Sums } from './prompt-sums.ts';

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
