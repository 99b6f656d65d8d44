/**
 * Time between tokens: the length of an iteration as a running decode sees it, that is weighted
 * by the number of decodes. Under chunked prefill a decode is in every iteration, so its wait
 * t_qg is zero and the whole gap is t_inf.
 *
 * Approximation: prompt tokens and decodes of an iteration are independent but for a covariance
 * from arrivals that were thrown together.
 *
 * @see docs/model.md#time-between-tokens
 */
import { compress } from '../../numerics/discrete-law.ts';
import { Histogram } from '../../numerics/histogram.ts';
import { prefillBudget, type Server } from '../engine/server.ts';
import type { Prompts } from '../traffic/workload.ts';
import type { IterationTokens } from './backlog.ts';
import { type GapMeans, gapMeans } from './gap-means.ts';
import type { Occupancy } from './occupancy.ts';

export interface TokenGaps extends GapMeans {
  /** Law of the gaps, over tokens. */
  readonly law: Histogram;
  /** Law of t_inf, over iterations with decodes. */
  readonly iterations: Histogram;
  /** P(a gap carries prompt tokens). */
  readonly mixedShare: number;
}

export function tokenGaps(server: Server, state: Occupancy, chain: IterationTokens): TokenGaps {
  const means = gapMeans(server, state);
  const { decodes, variance, perPrefillToken, covariance } = means;
  const wakeTokens = perPrefillToken > 0 ? state.wake / perPrefillToken : 0;
  const slope = variance > 0 ? Math.max(0, covariance) / variance : 0;
  const fewer = decodes > 0 ? Math.min(0, covariance) / decodes : 0;
  const gaps = {
    server,
    chain,
    attention: chunkAttention(
      server.workload.prompts,
      Math.min(chain.budget, server.whole?.size ?? Infinity),
    ),
    meanTokens: (n: number) => chain.meanTokens + fewer + wakeTokens + slope * (n - decodes),
  };
  return { ...means, ...gapLaws(gaps, state.law, Math.sqrt(Math.max(1, variance))) };
}

interface Gaps {
  readonly server: Server;
  readonly chain: IterationTokens;
  /** Pairs per token of iterations that are at least half full. */
  readonly attention: readonly Attention[];
  /** E[p | n], mean prompt tokens of an iteration with n decodes: linear in n. */
  readonly meanTokens: (n: number) => number;
}

/** Adds a duration to the law over tokens and to that over iterations. */
type Add = (seconds: number, share: number) => void;

/** Sums over groups of n a third of a standard deviation wide. */
function gapLaws(gaps: Gaps, decodes: Float64Array, deviation: number) {
  const [law, iterations] = [new Histogram(), new Histogram()];
  const tokens = decodes.reduce((sum, p, n) => sum + n * p, 0);
  let mixedShare = 0;
  const step = Math.max(1, Math.round(deviation / 3));
  for (let first = 1; first < decodes.length; first += step) {
    let [weight, moment, square] = [0, 0, 0];
    for (let n = first; n < Math.min(decodes.length, first + step); n++) {
      weight += decodes[n] as number;
      moment += n * (decodes[n] as number);
      square += n * n * (decodes[n] as number);
    }
    if (moment < 1e-6 * tokens) continue;
    const mixed = addMixedIterations(gaps, square / moment, (seconds, share) => {
      law.add(seconds, (share * moment) / tokens);
      iterations.add(seconds, share * weight);
    });
    mixedShare += (mixed * moment) / tokens;
  }
  return { law, iterations, mixedShare };
}

/** Iterations with n decodes and every number of prompt tokens; returns the share that has any. */
function addMixedIterations(
  { server, chain, attention, meanTokens }: Gaps,
  n: number,
  add: Add,
): number {
  const { workload } = server;
  const { cells: k, partial, full } = chain;
  const tilt =
    chain.tokenVariance > 0 ? (meanTokens(n) - chain.meanTokens) / chain.tokenVariance : 0;
  const tilted = (w: number) =>
    (w < k ? (partial[w] as number) : full) *
    Math.max(0.05, 1 + tilt * (w * chain.cell - chain.meanTokens));
  let total = 0;
  for (let w = 0; w <= k; w++) total += tilted(w);
  const empty = tilted(0) / total;
  const cell = chain.limited ? prefillBudget(server, n) / k : chain.cell;
  const contexts = n * workload.meanDecodeContext;
  const deviation = Math.sqrt(n * workload.decodeContextVariance);
  for (let w = 0; w <= k; w++) {
    const share = tilted(w) / total;
    if (share < 1e-9) continue;
    if (w === 0) addContexts(server, n, contexts, deviation, share, add);
    else addTokens(server, n, contexts, { w, cell, cells: k }, attention, share, add);
  }
  return 1 - empty;
}

/** Decode-only iterations: the total context as a three-point law. */
function addContexts(
  server: Server,
  n: number,
  mean: number,
  deviation: number,
  share: number,
  add: Add,
): void {
  for (const z of [-1.2247, 0, 1.2247])
    add(server.time(0, 0, n, Math.max(0, mean + z * deviation)), share / 3);
}

/**
 * Iterations with prompt tokens; a coarse cell is spread over three points, and an iteration
 * that is at least half full has the attention of the chunks of long prompts.
 */
function addTokens(
  server: Server,
  n: number,
  contexts: number,
  at: { w: number; cell: number; cells: number },
  attention: readonly Attention[],
  share: number,
  add: Add,
): void {
  const { prompts } = server.workload;
  const spread = at.w === at.cells || at.cells > 14 ? [0] : [-0.354, 0, 0.354];
  for (const offset of spread) {
    const p = (at.w + offset) * at.cell;
    const pull = Math.min(1, Math.sqrt(prompts.secondMoment / prompts.mean / p));
    for (const { pairsPerToken, weight } of 2 * at.w >= at.cells
      ? attention
      : [averageAttention(prompts)]) {
      const alpha = prompts.pairsPerToken + (pairsPerToken - prompts.pairsPerToken) * pull;
      add(server.time(p, p * Math.max(0, alpha), n, contexts), (share * weight) / spread.length);
    }
  }
}

interface Attention {
  readonly pairsPerToken: number;
  readonly weight: number;
}

const averageAttention = (prompts: Prompts): Attention => ({
  pairsPerToken: prompts.pairsPerToken,
  weight: 1,
});

/** Pairs per token of a chunk, weighted by its tokens, on six points. */
function chunkAttention(prompts: Prompts, budget: number): Attention[] {
  const { values, weights } = prompts.medium;
  const chunks: [number, number][] = [];
  values.forEach((x, i) => {
    for (let done = 0; done < x - 1e-9; done += budget) {
      const upTo = Math.min(x, done + budget);
      const pairs = prompts.pairs(upTo) - prompts.pairs(done);
      chunks.push([pairs / (upTo - done), (weights[i] as number) * (upTo - done)]);
    }
  });
  chunks.sort(([a], [b]) => a - b);
  const total = chunks.reduce((sum, [, weight]) => sum + weight, 0);
  const law = compress(
    {
      values: Float64Array.from(chunks, ([value]) => value),
      weights: Float64Array.from(chunks, ([, weight]) => weight / total),
    },
    3,
    [0.9, 0.9333, 0.9667],
  );
  return Array.from(law.values, (pairsPerToken, i) => ({
    pairsPerToken,
    weight: law.weights[i] as number,
  }));
}
