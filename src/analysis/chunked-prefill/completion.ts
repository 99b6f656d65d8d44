/**
 * Time to the last token and time per output token: k = N − 1 gaps after the first token.
 *
 * Mean of the sum: k average gaps, and what the own clump adds: the iterations right after the
 * own prefill are longer, since they carry the prompts that arrived during it.
 * Law: many gaps make a lognormal sum; few gaps have a chance to meet no prompt at all, so the
 * part that prompts add is zero with that chance and gamma otherwise. Variances: a slow part (the
 * number of decodes drifts), a fast part (prompts pass through), and the share in the own clump.
 *
 * Approximation; the mean E2E = E[TTFT] + E[N−1]·E[TBT] is exact given its parts.
 *
 * @see docs/model.md#completion
 */
import { Histogram } from '../../numerics/histogram.ts';
import { gammaPoints, normalCdf, normalQuantile } from '../../numerics/special.ts';
import { decodeTime, type Server } from '../engine/server.ts';
import type { Outputs } from '../traffic/outputs.ts';
import { addPerToken } from '../traffic/time-per-token.ts';
import type { OutputGroup, PromptClass } from '../traffic/workload.ts';
import type { WorkLengths } from './backlog.ts';
import type { TokenGaps } from './generation-wait.ts';
import type { Occupancy } from './occupancy.ts';

/** Where the slices of a sum of gaps end: finer in the tail, which makes the p99 of E2E. */
const PARTS = [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.85, 0.92, 0.96, 0.985, 0.995];
const FEW_PARTS = [0.2, 0.4, 0.6, 0.78, 0.88, 0.94, 0.975, 0.99];
export const NORMAL_EDGES = [-Infinity, ...PARTS.map(normalQuantile), Infinity];
const DRIFT_EDGES = [-Infinity, ...[1 / 3, 2 / 3].map(normalQuantile), Infinity];
/** Below this chance of meeting no prompt, a sum of gaps is taken as one smooth law. */
export const SMOOTH = 0.02;
/**
 * Squared coefficient of variation of the rest of a busy period one falls into, when busy periods
 * are inverse Gaussian and long-tailed (their heavy-traffic limit).
 */
const CLUMP_SCV = 3;
/** Where slices of the TTFT law end. */
const SLICES = [
  ...Array.from({ length: 9 }, (_, i) => (i + 1) / 10),
  ...[0.925, 0.945, 0.96, 0.97, 0.978, 0.984, 0.988, 0.992, 0.995, 0.998],
];

/**
 * TPOT, over requests that decode.
 *
 * @param own what the own clump is beyond that of all requests, as a share of it: 0 for all of them.
 */
export function tpotLaw(sums: readonly GapSums[], outputs: Outputs, own = 0): Histogram {
  const law = new Histogram();
  for (const { decodes, weight, points, clump } of sums)
    if (decodes > 0)
      for (const [seconds, share] of points)
        addPerToken(law, outputs, decodes, Math.max(0, seconds + clump * own), weight * share);
  return law;
}

/** The own clump of a request with such a TTFT, beyond that of all requests and as a share of it. */
export type OwnClump = (ttft: number) => number;

/**
 * First come first served, what comes during the own TTFT stands behind the own prompt.
 *
 * @param mean E[TTFT] of all requests.
 */
export const clumpBehind =
  (mean: number): OwnClump =>
  (ttft) =>
    ttft / mean - 1;

/**
 * E2E: the own TTFT and the sum of the own gaps. Prompts of one class have one law of TTFT and one
 * of answers, independent of each other.
 *
 * @param ttfts by class of prompts.
 */
export function e2eLaw(
  sums: readonly GapSums[],
  ttfts: readonly Histogram[],
  classes: readonly PromptClass[],
  ownClump: (place: number) => OwnClump,
): Histogram {
  const law = new Histogram();
  classes.forEach(({ outputs }, place) => {
    const ttft = ttfts[place] as Histogram;
    addCompletion(sums, outputs, ttft, ownClump(place), law);
  });
  return law;
}

/** @param weights of each of the sums. */
function addCompletion(
  sums: readonly GapSums[],
  weights: Float64Array,
  ttft: Histogram,
  ownClump: OwnClump,
  law: Histogram,
): void {
  const starts = ttft.points(SLICES);
  sums.forEach(({ decodes, points, clump }, i) => {
    const weight = weights[i] as number;
    if (weight === 0) return;
    if (decodes === 0) {
      for (const [start, part] of ttft.bins()) law.add(start, weight * part);
      return;
    }
    for (const [seconds, share] of points)
      for (const [start, part] of starts) {
        const together = Math.max(-seconds, clump * ownClump(start));
        law.add(start + seconds + together, weight * share * part);
      }
  });
}

/** Points of a law: value and probability. */
export type Points = readonly (readonly [number, number])[];

/**
 * The law of the sum of the gaps of requests with the same number of them, and the seconds of it
 * that belong to the own clump: these grow with the own TTFT, unless that is a wait for a slot.
 */
export interface GapSums {
  /** k, gaps of such a request, and the share of such requests. */
  readonly decodes: number;
  readonly weight: number;
  readonly points: Points;
  readonly clump: number;
}

/** Of requests that all have an answer of one token. */
export const NO_GAPS: readonly GapSums[] = [{ decodes: 0, weight: 1, points: [[0, 1]], clump: 0 }];

/** Gaps of requests that arrive in one state of the traffic, where these differ. */
export interface Drift {
  /** Mean of k gaps. */
  readonly mean: (k: number) => number;
  /** Variance of the mean of k gaps from slow changes; ψ(k) is their share within a state. */
  readonly variance: (k: number, psi: number) => number;
}

/** The sums of gaps by group of output lengths. */
export function gapSums(
  server: Server,
  work: WorkLengths,
  state: Occupancy,
  gaps: TokenGaps,
  arrivalRate: number,
  drift: Drift = {
    mean: () => gaps.mean,
    variance: (_, psi) => gaps.slowVariance * psi,
  },
): GapSums[] {
  const correlation = gaps.squeeze * state.clumping.correlation;
  const ownClump = clumpExtra(server, gaps, correlation);
  const longer = Math.max(0, gaps.law.quantile(0.999) - gaps.longest);
  const fastVariance = fastVarianceOf(server, work, arrivalRate, state, gaps, correlation);
  return server.workload.outputs.groups.map((group) => {
    const { decodes: k, weight } = group;
    if (k < 0.5) return { decodes: 0, weight, points: [[0, 1]], clump: 0 };
    const extra = ownClump(k);
    const typical = drift.mean(k);
    const mean = k * (typical - gaps.clumpPart) + extra;
    const slow = drift.variance(k, group.psi) / typical ** 2;
    const fast = fastVariance(group) + CLUMP_SCV * extra ** 2;
    const none = (1 - gaps.mixedShare) * (1 - gaps.mixedShare * (1 - correlation)) ** (k - 1);
    const prefill = Math.max(1e-3 * mean, k * (gaps.prefillPart - gaps.clumpPart) + extra);
    const free =
      none < SMOOTH
        ? lognormalPoints(mean, slow + fast / mean ** 2, NORMAL_EDGES)
        : compoundPoints(Math.max(0, mean - prefill), prefill, fast, none, slow);
    const points = capped(free, mean, k * (gaps.longest + longer / Math.sqrt(k)));
    return { decodes: k, weight, points, clump: extra * (1 - state.blocked) };
  });
}

/**
 * The sum of gaps is at most that of full iterations, a single one of which may have more attention
 * than average: cuts a law there and gives the rest its mean back.
 */
function capped(points: Points, mean: number, most: number): Points {
  let [above, below, share] = [0, 0, 0];
  for (const [value, weight] of points) {
    if (value > most) share += weight;
    else below += weight * value;
  }
  if (share === 0) return points;
  above = share * most;
  const lift = below > 0 ? Math.max(1, (mean - above) / below) : 1;
  return points.map(([value, weight]) => [
    Math.min(most, value > most ? most : value * lift),
    weight,
  ]);
}

/**
 * Seconds that the own clump adds to the first k gaps: an excess that fades by r per iteration,
 * as large as the mean over all tokens requires.
 */
function clumpExtra(server: Server, gaps: TokenGaps, r: number): (k: number) => number {
  const { groups, decodeMean } = server.workload.outputs;
  const faded = (k: number) => (1 - r ** k) / (1 - r);
  const total = groups.reduce((sum, { weight, decodes }) => sum + weight * faded(decodes), 0);
  const first = total > 0 ? (gaps.clumpPart * decodeMean) / total : 0;
  return (k) => first * faded(k);
}

/** A lognormal law by its slices, each at its mean: the mean of the law is kept exactly. */
export function lognormalPoints(mean: number, scv: number, edges: readonly number[]): Points {
  const sigma = Math.sqrt(Math.log1p(scv));
  return edges.slice(1).map((end, i) => {
    const start = edges[i] as number;
    const weight = normalCdf(end) - normalCdf(start);
    const moment = normalCdf(end - sigma) - normalCdf(start - sigma);
    return [(mean * moment) / weight, weight];
  });
}

/** A base, plus a part that is zero with a given chance and gamma otherwise, times a slow drift. */
export function compoundPoints(
  base: number,
  mean: number,
  variance: number,
  none: number,
  drift: number,
): Points {
  const given = mean / (1 - none);
  const scv = (variance + mean ** 2) / (1 - none) / given ** 2 - 1;
  const nodes = gammaPoints(Math.min(8, Math.max(0.05, scv)), FEW_PARTS);
  const parts = nodes.map(([x, weight]): [number, number] => [given * x, (1 - none) * weight]);
  return lognormalPoints(1, drift, DRIFT_EDGES).flatMap(([factor, share]) =>
    [[0, none] as const, ...parts].map(
      ([part, weight]) => [factor * (base + part), share * weight] as const,
    ),
  );
}

/** Var of the sum of k gaps beyond the slow drift. */
function fastVarianceOf(
  server: Server,
  work: WorkLengths,
  arrivalRate: number,
  state: Occupancy,
  gaps: TokenGaps,
  correlation: number,
): (group: OutputGroup) => number {
  const { clumping, balance } = state;
  const share = clumping.prefillShare;
  const g = balance.decodes;
  const fast = gaps.perPrefillToken ** 2 * clumping.tokenVariance;
  const perDecode = decodeTime(server, g + 0.5) - decodeTime(server, Math.max(0, g - 0.5));
  const visible = share / arrivalRate;
  const clumpTime =
    visible / (1 - share) ** 2 + (arrivalRate * visible ** 2 * (1 + work.scv)) / (1 - share) ** 3;
  const own =
    ((gaps.squeeze * perDecode) / (1 - share)) * arrivalRate * decodeTime(server, g) * clumpTime;
  return ({ decodes: k, overlap }) => fast * correlatedSum(correlation, k) + 2 * own * overlap;
}

/** Variance of a sum of k unit variances whose correlation falls as r^lag. */
function correlatedSum(r: number, k: number): number {
  return (k * (1 + r)) / (1 - r) - (2 * r * (1 - r ** k)) / (1 - r) ** 2;
}
