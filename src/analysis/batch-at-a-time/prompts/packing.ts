/**
 * How whole prompts are packed into sub-batches of at most C tokens, the oldest first: a prompt
 * that no longer fits opens the next sub-batch, and one beyond C has its own. Walks over the
 * prompts of a batch, with the tokens of the open sub-batch on a lattice.
 *
 * Exact up to the lattice, and prompts of C tokens at most taken with average attention.
 *
 * @see docs/model.md#sub-batches
 */
import { latticeLaw } from '../../../queueing/lattice.ts';
import type { Server } from '../../engine/server.ts';

export interface Packing {
  /** Tokens of a cell; sub-batches have at most `cells` of them. */
  readonly cell: number;
  readonly cells: number;
  /** P(a prompt has c cells), c ≤ cells; and that it is larger than any sub-batch. */
  readonly sizes: Float64Array;
  readonly over: number;
  /** Seconds of a sub-batch of c cells, and of a prompt beyond C; entry cells + 1. */
  readonly seconds: Float64Array;
  /** E[seconds²] of the same: only prompts beyond C differ from each other. */
  readonly squares: Float64Array;
  /** Variance of the seconds of a prompt that unequal attention adds to that of its tokens. */
  readonly extraVariance: number;
  /** Prompts beyond C by their seconds, with their probabilities. */
  readonly large: readonly (readonly [seconds: number, weight: number])[];
  /** Seconds of `tokens` prompt tokens with average attention. */
  readonly time: (tokens: number) => number;
  /** Prompts without a change after which nothing is taken to change any more. */
  readonly patience: number;
}

const CELLS = 64;

export function packing(server: Server): Packing {
  const { prompts } = server.workload;
  const { tokenBudget } = server;
  const { values, weights } = prompts.fresh;
  const fits = values.map((x) => (x <= tokenBudget ? 1 : 0));
  const share = weights.reduce((sum, weight, i) => sum + weight * (fits[i] as number), 0);
  const inside = (f: (x: number) => number) =>
    values.reduce((sum, x, i) => sum + (weights[i] as number) * (fits[i] as number) * f(x), 0);
  const alpha = share > 0 ? inside(prompts.pairs) / inside((x) => x) : prompts.pairsPerToken;
  const time = (tokens: number) => server.time(tokens, alpha * tokens, 0, 0);
  const { cell, cells } = latticeOf(server);
  const inBudget = values.filter((x) => x <= tokenBudget).length;
  const law = latticeLaw(
    { values: values.slice(0, inBudget), weights: weights.slice(0, inBudget) },
    cell,
  );
  const sizes = new Float64Array(cells + 1);
  for (let c = 0; c < law.length; c++) {
    const at = Math.min(c, cells);
    sizes[at] = (sizes[at] as number) + (law[c] as number);
  }
  const over = 1 - share;
  const large = beyond(server);
  const alone = over > 1e-9 ? moments(large) : { mean: time(tokenBudget), square: 0 };
  const seconds = Float64Array.from({ length: cells + 2 }, (_, c) =>
    c > cells ? alone.mean : time(Math.max(1, Math.min(tokenBudget, c * cell))),
  );
  const squares = seconds.map((t, c) => (c > cells ? alone.square : t * t));
  const mean = sizes.reduce((sum, mass, c) => sum + mass * c, over * cells);
  const patience = values.length === 1 ? Infinity : 4 + (2 * cells) / mean;
  const extraVariance = unequalAttention(server, time);
  return { cell, cells, sizes, over, seconds, squares, extraVariance, large, time, patience };
}

/** Prompts that have a sub-batch of their own, by their seconds. */
function beyond({ tokenBudget, time, workload: { prompts } }: Server) {
  const { values, weights } = prompts.fresh;
  return Array.from(
    values,
    (x, i) =>
      [x > tokenBudget ? time(x, prompts.pairs(x), 0, 0) : 0, weights[i] as number] as const,
  ).filter(([seconds]) => seconds > 0);
}

function moments(law: Packing['large']): { mean: number; square: number } {
  let [sum, mean, square] = [0, 0, 0];
  for (const [x, weight] of law) {
    sum += weight;
    mean += weight * x;
    square += weight * x * x;
  }
  return { mean: mean / sum, square: square / sum };
}

/** Prompts within C: the variance of their times beyond that of their tokens. */
function unequalAttention(server: Server, time: (tokens: number) => number): number {
  const { tokenBudget, workload } = server;
  const { prompts } = workload;
  const { values, weights } = prompts.fresh;
  const full = tokenBudget * prompts.pairsPerToken;
  const perPair =
    (server.time(tokenBudget, full * 1.01, 0, 0) - server.time(tokenBudget, full, 0, 0)) /
    (full * 0.01);
  const perToken = (time(tokenBudget) - time(tokenBudget / 2)) / (tokenBudget / 2);
  const alpha =
    perToken > 0
      ? (time(tokenBudget) - server.time(tokenBudget, 0, 0, 0)) / (perPair * tokenBudget)
      : 0;
  const sums = { weight: 0, work: 0, workSquare: 0, tokens: 0, tokensSquare: 0 };
  for (const [i, x] of values.entries()) {
    if (x > tokenBudget) break;
    const p = weights[i] as number;
    const work =
      perToken * x + perPair * (prompts.pairs(x) - (Number.isFinite(alpha) ? alpha : 0) * x);
    sums.weight += p;
    sums.work += p * work;
    sums.workSquare += p * work * work;
    sums.tokens += p * x;
    sums.tokensSquare += p * x * x;
  }
  if (sums.weight <= 0) return 0;
  const variance = (square: number, mean: number) =>
    square / sums.weight - (mean / sums.weight) ** 2;
  const ofWork = variance(sums.workSquare, sums.work);
  const ofTokens = perToken ** 2 * variance(sums.tokensSquare, sums.tokens);
  return sums.weight * Math.max(0, ofWork - ofTokens);
}

/**
 * Half a cell is left above the last one, since a cell stands for what is around it; where all
 * prompts are alike, cells divide them.
 */
function latticeOf({ tokenBudget, workload }: Server): { cell: number; cells: number } {
  const { values } = workload.prompts.fresh;
  const only = values[0] as number;
  if (values.length > 1 || only > tokenBudget)
    return { cell: tokenBudget / (CELLS + 0.5), cells: CELLS };
  const perPrompt = Math.max(1, Math.round((CELLS * only) / tokenBudget));
  const cell = only / perPrompt;
  return { cell, cells: Math.floor(tokenBudget / only + 1e-9) * perPrompt };
}
