/**
 * How whole prompts, first come first served, are packed into iterations of at most C tokens:
 * iterations that k waiting prompts take, and what one iteration takes on behind a long queue.
 * A prompt longer than C has an iteration of its own.
 *
 * Exact up to the lattice of the lengths.
 *
 * @see docs/model.md#packing-of-whole-prompts
 */
import { expectation } from '../../numerics/discrete-law.ts';
import { latticeLaw } from '../../queueing/lattice.ts';
import type { Server } from '../engine/server.ts';
import type { Prompts } from '../traffic/workload.ts';

export interface Packing {
  /** Iterations of k prompts that wait together; k may be a fraction, ≥ 0. */
  readonly iterations: (prompts: number) => number;
  /** P(the first k of those that wait fit into one iteration); 1 for k = 1. */
  readonly fits: (prompts: number) => number;
  /** κ: prompts of an iteration behind a long queue, ≥ 1. */
  readonly perIteration: number;
  /** Tokens of such an iteration. */
  readonly tokens: number;
  /** P(a prompt is longer than the budget). */
  readonly oversized: number;
}

const CELLS = 48;
/** Prompts for which iterations are counted one by one; beyond, 1/κ each. */
const COUNTED = 120;
/** Budgets of more mean prompts than this have the limit of a renewal process. */
const MANY = 40;

export function packing({ workload, tokenBudget, maxBatchSize }: Server): Packing {
  const { prompts } = workload;
  const ratio = tokenBudget / prompts.mean;
  const { counts, fits, rate } =
    ratio > MANY ? renewalCounts(prompts, tokenBudget) : latticeCounts(prompts, tokenBudget);
  const perIteration = Math.min(maxBatchSize, 1 / rate);
  const most = counts.length - 1;
  return {
    perIteration,
    tokens: perIteration * prompts.mean,
    fits: (k) => fits[k] ?? 0,
    oversized: expectation(prompts.fresh, (x) => (x > tokenBudget ? 1 : 0)),
    iterations: (k) => {
      const whole = Math.min(most - 1, Math.floor(k));
      const [low, high] = [counts[whole] as number, counts[whole + 1] as number];
      return k >= most
        ? (counts[most] as number) + (k - most) * rate
        : low + (high - low) * (k - whole);
    },
  };
}

interface Counts {
  /** Iterations of 0, 1, 2, … prompts. */
  readonly counts: readonly number[];
  /** P(so many fit together). */
  readonly fits: readonly number[];
  /** Iterations of each further prompt. */
  readonly rate: number;
}

/** Many prompts fill a budget but for the age of a renewal process, E[x²]/(2E[x]) on average. */
function renewalCounts({ mean, secondMoment }: Prompts, tokenBudget: number): Counts {
  const perIteration = (tokenBudget - secondMoment / (2 * mean)) / mean;
  const first = Math.floor(perIteration);
  const ones = Array.from({ length: first }, () => 1);
  return { counts: [0, ...ones], fits: [1, ...ones], rate: 1 / perIteration };
}

/** The law of the tokens in the latest iteration, prompt by prompt. */
function latticeCounts({ fresh, mean }: Prompts, tokenBudget: number): Counts {
  const sizes = cellsOf(fresh.values, fresh.weights, tokenBudget);
  const [counts, fits] = [
    [0, 1],
    [1, 1],
  ];
  let [filled, first] = [sizes, sizes];
  for (let j = 2; j <= COUNTED; j++) {
    const { next, starts } = withNext(filled, sizes);
    counts.push((counts[j - 1] as number) + starts);
    filled = next;
    if ((fits[j - 1] as number) < 1e-4) continue;
    first = joined(first, sizes);
    fits.push(first.reduce((sum, mass) => sum + mass, 0));
  }
  // Fixed lengths repeat with the number that fits; averages are over whole repetitions.
  const period = Math.max(1, Math.floor(tokenBudget / mean));
  const window = period * Math.max(1, Math.floor(COUNTED / 2 / period));
  const counted = (counts[COUNTED] as number) - (counts[COUNTED - window] as number);
  return { counts, fits, rate: Math.min(1, counted / window) };
}

/** The law of the sum of what is filled and one more, where it fits. */
function joined(filled: Float64Array, sizes: Float64Array): Float64Array {
  const next = new Float64Array(CELLS + 2);
  for (let i = 0; i <= CELLS; i++) {
    const size = sizes[i] as number;
    if (size === 0) continue;
    for (let x = 0; x + i <= CELLS; x++)
      next[x + i] = (next[x + i] as number) + (filled[x] as number) * size;
  }
  return next;
}

/** P(a prompt has i cells of the budget); the last entry: it exceeds the budget. */
function cellsOf(values: Float64Array, weights: Float64Array, tokenBudget: number): Float64Array {
  const law = { values: values.map((x) => Math.min(x, tokenBudget)), weights };
  const out = new Float64Array(CELLS + 2);
  latticeLaw(law, tokenBudget / CELLS).forEach((mass, i) => {
    const at = Math.min(CELLS, i);
    out[at] = (out[at] as number) + mass;
  });
  values.forEach((value, i) => {
    if (value <= tokenBudget) return;
    out[CELLS] = (out[CELLS] as number) - (weights[i] as number);
    out[CELLS + 1] = (out[CELLS + 1] as number) + (weights[i] as number);
  });
  return out;
}

/** One more prompt: joins what is filled where it fits, else it starts an iteration. */
function withNext(
  filled: Float64Array,
  sizes: Float64Array,
): { readonly next: Float64Array; readonly starts: number } {
  const next = joined(filled, sizes);
  let starts = 0;
  let fits = 1 - (filled[CELLS + 1] as number);
  for (let i = 0; i < sizes.length; i++) {
    if (i > CELLS) fits = 0;
    const alone = (sizes[i] as number) * (1 - fits);
    next[i] = (next[i] as number) + alone;
    starts += alone;
    if (i <= CELLS) fits -= filled[CELLS - i] as number;
  }
  return { next, starts };
}
