/**
 * Decode iterations M of a request that has n = N − 1 tokens to make after its first: n of them, one
 * token each, or with drafts as many as it takes for steps of 1 + min(k, Geom) tokens to reach n.
 *
 * @see docs/model.md#iterations-of-a-drafted-answer
 */
import { normalCdf, normalQuantile } from '../../numerics/special.ts';
import type { Speculation } from '../../scenario/scenario.ts';

/** Moments and law of M given n; of an n that is not whole, straight between its neighbours. */
export interface DecodeCounts {
  /** E[M], E[M²]. */
  readonly mean: (n: number) => number;
  readonly square: (n: number) => number;
  /** E Σ c and E Σ c² over the iterations, with c − 1 of the n tokens made before each. */
  readonly ages: (n: number) => number;
  readonly agesSquared: (n: number) => number;
}

/** Points of M with their probabilities. */
export type Counts = readonly (readonly [decodes: number, share: number])[];

/** A decode makes one token. */
export const oneByOne: DecodeCounts = {
  mean: (n) => n,
  square: (n) => n ** 2,
  ages: (n) => (n * (n + 1)) / 2,
  agesSquared: (n) => (n * (n + 1) * (2 * n + 1)) / 6,
};

/** The same for points: mean tokens that a decode reads of its answer, over m iterations that make n. */
export function meanAge(m: number, n: number): number {
  return n === m ? (m + 1) / 2 : 1 + ((m - 1) * n) / (2 * Math.max(m, 1));
}

export interface DraftedCounts extends DecodeCounts {
  /** The law of M given n; few points where it is one of many. */
  readonly points: (n: number, few?: boolean) => Counts;
}

/** Beyond so many tokens the renewals of an answer are taken as uniform. */
const FAR = 3000;
/** Up to so many tokens, or steps, the law of M is exact; beyond it is normal, with exact mean and variance. */
const FEW_TOKENS = 48;
const FEW_STEPS = 20;
const LEAST = 1e-12;
const ENDS = [0.02, 0.1, 0.25, 0.42, 0.58, 0.75, 0.88, 0.95, 0.98, 0.995].map(normalQuantile);
const EDGES = [-Infinity, ...ENDS, Infinity];
/** Standard normal slices: mean and probability. */
const SLICES: Counts = EDGES.slice(1).map((end, i) => {
  const start = EDGES[i] as number;
  const share = normalCdf(end) - normalCdf(start);
  return [(density(start) - density(end)) / share, share];
});

/** Mean, variance and kurtosis of a standard normal law. */
const THREE: Counts = [
  [-Math.sqrt(3), 1 / 6],
  [0, 2 / 3],
  [Math.sqrt(3), 1 / 6],
];

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * By renewal theory: u(s) = P(an iteration begins when exactly s of the n tokens are made) follows
 * from the law of a step, and E[M] = Σ u(s), s < n. *Exact* to `FAR` tokens.
 *
 * @param longest the largest n that is asked for.
 */
export function draftedCounts(speculation: Speculation, longest: number): DraftedCounts {
  const steps = stepLaw(speculation);
  const table = momentTable(steps, Math.min(FAR, Math.ceil(longest)) + 1);
  const [step] = stepMoments(steps);
  const near = Math.min(Math.ceil(longest), Math.ceil(Math.max(FEW_TOKENS, FEW_STEPS * step)));
  const left = survivals(steps, near);
  const { mean, square } = table;
  const points = (n: number, few = false): Counts => {
    if (n <= near && Number.isInteger(n)) return exactPoints(left, n);
    const [m, variance] = [mean(n), Math.max(0, square(n) - mean(n) ** 2)];
    if (variance < 1e-6) return [[m, 1]];
    return (few ? THREE : SLICES).map(([z, share]) => [
      Math.max(1, m + z * Math.sqrt(variance)),
      share,
    ]);
  };
  return { ...table, points };
}

/** p_j = P(a step makes j tokens), j = 1 … k + 1; at 0 nothing. */
function stepLaw({ draftTokens, acceptance }: Speculation): Float64Array {
  const law = new Float64Array(draftTokens + 2);
  for (let j = 1; j <= draftTokens; j++) law[j] = acceptance ** (j - 1) * (1 - acceptance);
  law[draftTokens + 1] = acceptance ** draftTokens;
  return law;
}

function momentTable(steps: Float64Array, size: number): DecodeCounts {
  const [step, spread] = stepMoments(steps);
  const renewals = convolved(steps, size, (s) => (s === 0 ? 1 : 0));
  const sums = [0, 1, 2].map((power) => {
    const sum = new Float64Array(size + 1);
    for (let s = 0; s < size; s++)
      sum[s + 1] = (sum[s] as number) + (s + 1) ** power * (renewals[s] as number);
    return sum;
  }) as [Float64Array, Float64Array, Float64Array];
  const [counts, ages, agesSquared] = sums;
  // E[M²] = 2E[M] − 1 + Σ p_j E[M²] of what is left after the first step.
  const squares = convolved(steps, size + 1, (n) => (n === 0 ? 0 : 2 * (counts[n] as number) - 1));
  const read = (table: Float64Array, beyond: (n: number) => number) => (n: number) => {
    if (n >= size) return (table[size] as number) + beyond(n) - beyond(size);
    const low = Math.floor(n);
    const [from, to] = [table[low] as number, table[low + 1] as number];
    return from + (n - low) * (to - from);
  };
  const mean = read(counts, (n) => n / step);
  const variances = squares.map((square, n) => square - (counts[n] as number) ** 2);
  const variance = read(variances, (n) => (n * spread) / step ** 3);
  return {
    mean,
    square: (n) => variance(n) + mean(n) ** 2,
    ages: read(ages, (n) => (n * (n + 1)) / 2 / step),
    agesSquared: read(agesSquared, (n) => (n * (n + 1) * (2 * n + 1)) / 6 / step),
  };
}

function stepMoments(steps: Float64Array): readonly [mean: number, variance: number] {
  const mean = steps.reduce((sum, p, j) => sum + j * p, 0);
  const square = steps.reduce((sum, p, j) => sum + j * j * p, 0);
  return [mean, Math.max(0, square - mean ** 2)];
}

/** x(n) = given(n) + Σ_j p_j x(n − j), x = 0 below 0. */
function convolved(steps: Float64Array, size: number, given: (n: number) => number): Float64Array {
  const out = new Float64Array(size);
  for (let n = 0; n < size; n++) {
    let sum = given(n);
    for (let j = 1; j < steps.length && j <= n; j++)
      sum += (steps[j] as number) * (out[n - j] as number);
    out[n] = sum;
  }
  return out;
}

/** P(M > m) = P(m steps make fewer than n tokens), for m = 0, 1, … while any is left. */
function survivals(steps: Float64Array, largest: number): readonly Float64Array[] {
  let made = new Float64Array(largest + 1);
  made[0] = 1;
  const out: Float64Array[] = [];
  for (let m = 0; m <= largest; m++) {
    const left = new Float64Array(largest + 1);
    for (let n = 1; n <= largest; n++) left[n] = (left[n - 1] as number) + (made[n - 1] as number);
    out.push(left);
    if ((left[largest] as number) < LEAST) break;
    made = stepped(steps, made);
  }
  return out;
}

/** The law of the tokens after one step more, cut at the largest. */
function stepped(steps: Float64Array, made: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(made.length);
  for (let s = 0; s < made.length; s++) {
    const mass = made[s] as number;
    if (mass < LEAST) continue;
    for (let j = 1; j < steps.length && s + j < made.length; j++)
      next[s + j] = (next[s + j] as number) + mass * (steps[j] as number);
  }
  return next;
}

function exactPoints(left: readonly Float64Array[], n: number): Counts {
  const points: [number, number][] = [];
  for (let m = 0; m <= n; m++) {
    const before = m === 0 ? 1 : (left[m - 1]?.[n] ?? 0);
    const share = before - (left[m]?.[n] ?? 0);
    if (share > LEAST) points.push([m, share]);
  }
  return points;
}
