/**
 * What the analysis needs to know of the traffic, whatever the load: moments and small point
 * laws of the lengths. Prompt and output lengths are independent.
 */
import {
  compress,
  type DiscreteLaw,
  expectation,
  lawQuantile,
} from '../../numerics/discrete-law.ts';
import type { CachedPrefix, Traffic } from '../../scenario/scenario.ts';
import { lengthLaw } from './lengths.ts';

export interface Workload {
  readonly prompts: Prompts;
  readonly outputs: Outputs;
  /** s: mean context of a running decode, tokens; every decode iteration counts once. */
  readonly meanDecodeContext: number;
  /** Variance of the same. */
  readonly decodeContextVariance: number;
}

/** Prompts as the engine sees them: what is in the prefix cache costs no prefill, but is context. */
export interface Prompts {
  /** Tokens of the prompt that must be computed, ≥ 1. */
  readonly fresh: DiscreteLaw;
  /** E[x], E[x²] of the fresh tokens. */
  readonly mean: number;
  readonly secondMoment: number;
  /** Tokens of the whole prompt: E[L], E[L²]. */
  readonly meanLength: number;
  readonly lengthSecondMoment: number;
  /** α: query–key pairs per fresh token, on average. */
  readonly pairsPerToken: number;
  /** Pairs of a prompt with x fresh tokens. */
  readonly pairs: (fresh: number) => number;
  /** E[min(x, room)]. */
  readonly meanWithin: (room: number) => number;
  /** The law of x on about 70, 15, 10 and 5 points. */
  readonly fine: DiscreteLaw;
  readonly medium: DiscreteLaw;
  readonly short: DiscreteLaw;
  readonly coarse: DiscreteLaw;
  readonly quantile995: number;
}

interface Outputs {
  readonly law: DiscreteLaw;
  readonly mean: number;
  /** E1 = E[N − 1], E[(N − 1)²]: decode iterations of a request. */
  readonly decodeMean: number;
  readonly decodeSecondMoment: number;
  /** Squared coefficient of variation of N − 1; 0 when nobody decodes. */
  readonly decodeScv: number;
  /** θ = ∫S²/∫S for the survival S of N − 1: 1 fixed, ½ exponential, less for heavy tails. */
  readonly theta: number;
  /** P(N ≥ 2). */
  readonly decodes: number;
  /** Points of N − 1 with ψ and D of docs/model.md#completion. */
  readonly groups: readonly OutputGroup[];
}

export interface OutputGroup {
  readonly decodes: number;
  readonly weight: number;
  readonly psi: number;
  readonly overlap: number;
}

const FINE_TAIL = [
  0.94, 0.955, 0.965, 0.973, 0.98, 0.9845, 0.988, 0.992, 0.9945, 0.9965, 0.998, 0.999, 0.9997,
];
const TAIL = [0.95, 0.975, 0.988, 0.995, 0.9985];

/** Workloads by traffic object: the same laws are used at every rate of a search. */
const known = new WeakMap<object, WeakMap<object, Map<string, Workload>>>();

/** The workload of a traffic description; the arrival rate plays no part. */
export function workloadOf(traffic: Traffic): Workload {
  const byOutput = known.get(traffic.promptTokens) ?? new WeakMap<object, Map<string, Workload>>();
  known.set(traffic.promptTokens, byOutput);
  const byPrefix = byOutput.get(traffic.outputTokens) ?? new Map<string, Workload>();
  byOutput.set(traffic.outputTokens, byPrefix);
  const key = JSON.stringify(traffic.cachedPrefix ?? null);
  const workload = byPrefix.get(key) ?? makeWorkload(traffic);
  byPrefix.set(key, workload);
  return workload;
}

function makeWorkload(traffic: Traffic): Workload {
  const prompts = promptsOf(lengthLaw(traffic.promptTokens), traffic.cachedPrefix);
  const outputs = outputsOf(lengthLaw(traffic.outputTokens));
  const { law, decodeMean } = outputs;
  const perDecode = (g: (decodes: number) => number) =>
    decodeMean > 0 ? expectation(law, (n) => g(n - 1)) / decodeMean : 0;
  const age = perDecode((m) => (m * (m + 1)) / 2);
  const ageSquared = perDecode((m) => (m * (m + 1) * (2 * m + 1)) / 6);
  const lengthVariance = prompts.lengthSecondMoment - prompts.meanLength ** 2;
  return {
    prompts,
    outputs,
    meanDecodeContext: prompts.meanLength + age,
    decodeContextVariance: lengthVariance + Math.max(0, ageSquared - age * age),
  };
}

function promptsOf(lengths: DiscreteLaw, prefix: CachedPrefix | undefined): Prompts {
  const { freshOf, pairs } = prefixCache(prefix, lengths);
  const fresh = { values: lengths.values.map(freshOf), weights: lengths.weights };
  const mean = expectation(fresh, (x) => x);
  return {
    fresh,
    mean,
    secondMoment: expectation(fresh, (x) => x * x),
    meanLength: expectation(lengths, (x) => x),
    lengthSecondMoment: expectation(lengths, (x) => x * x),
    pairsPerToken: expectation(fresh, pairs) / mean,
    pairs,
    meanWithin: meanWithin(fresh, mean),
    fine: compress(fresh, 64, FINE_TAIL),
    medium: compress(fresh, 10, TAIL),
    short: compress(fresh, 7, [0.95, 0.98, 0.995]),
    coarse: compress(fresh, 5, []),
    quantile995: lawQuantile(fresh, 0.995),
  };
}

/**
 * What is left to compute of a prompt, at least its last token, and the pairs of the rest:
 * x fresh tokens after h cached ones make x·(h + x/2). A prompt that is cached whole still
 * computes its last token, after all of its own.
 */
function prefixCache(prefix: CachedPrefix | undefined, lengths: DiscreteLaw) {
  if (prefix === undefined) return { freshOf: (length: number) => length, pairs: square };
  if ('tokens' in prefix) {
    const { tokens } = prefix;
    const isWhole = (length: number) => (length <= tokens + 1 ? 1 : 0);
    const whole = expectation(lengths, isWhole);
    const meanWhole = whole > 0 ? expectation(lengths, (x) => x * isWhole(x)) / whole : 1;
    return {
      freshOf: (length: number) => Math.max(1, length - tokens),
      pairs: (x: number) => (x <= 1 && whole > 0 ? meanWhole - 0.5 : x * (tokens + x / 2)),
    };
  }
  const { share } = prefix;
  return {
    freshOf: (length: number) => Math.max(1, length * (1 - share)),
    pairs: (x: number) => x * x * (share / (1 - share) + 0.5),
  };
}

const square = (x: number) => (x * x) / 2;

/** E[min(x, room)], interpolated between exact values. */
function meanWithin(law: DiscreteLaw, mean: number): (room: number) => number {
  const rooms = [0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 4, 8, 20].map(
    (r) => r * mean,
  );
  const means = rooms.map((room) => expectation(law, (x) => Math.min(x, room)));
  return (room) => {
    let i = 1;
    while (i < rooms.length && (rooms[i] as number) < room) i++;
    if (i === rooms.length) return mean;
    const [low, high] = [rooms[i - 1] as number, rooms[i] as number];
    const [below, above] = [means[i - 1] as number, means[i] as number];
    return below + ((above - below) * (room - low)) / (high - low);
  };
}

function outputsOf(law: DiscreteLaw): Outputs {
  const decodeMean = expectation(law, (n) => n - 1);
  const decodeSecondMoment = expectation(law, (n) => (n - 1) ** 2);
  const decodeScv = decodeMean > 0 ? decodeSecondMoment / decodeMean ** 2 - 1 : 0;
  const survival = survivalOf(law);
  return {
    law,
    mean: decodeMean + 1,
    decodeMean,
    decodeSecondMoment,
    decodeScv: Math.max(0, decodeScv),
    theta: decodeMean > 0 ? survival.squareIntegral / decodeMean : 0.5,
    decodes: expectation(law, (n) => (n > 1 ? 1 : 0)),
    groups: outputGroups(law, decodeMean, survival),
  };
}

/** S(x) = P(N − 1 > x), constant between steps: S = heights[i] on [steps[i], steps[i+1]). */
interface Survival {
  readonly steps: readonly number[];
  readonly heights: readonly number[];
  /** ∫ S². */
  readonly squareIntegral: number;
}

function survivalOf(law: DiscreteLaw): Survival {
  const steps = [0];
  const heights: number[] = [];
  let [left, squareIntegral] = [1, 0];
  law.values.forEach((value, i) => {
    const last = steps[steps.length - 1] as number;
    if (value - 1 > last) {
      squareIntegral += (value - 1 - last) * left * left;
      heights.push(left);
      steps.push(value - 1);
    }
    left = Math.max(0, left - (law.weights[i] as number));
  });
  return { steps, heights, squareIntegral };
}

/** N − 1 on about 40 points, with ψ(k) = 2/k² ∫(k − x)S_e and D(k) = ∫(k − x)S over 0 ≤ x ≤ k. */
function outputGroups(law: DiscreteLaw, decodeMean: number, survival: Survival): OutputGroup[] {
  const { values, weights } = compress(law, 32, FINE_TAIL);
  return Array.from(values, (value, i) => {
    const decodes = value - 1;
    return {
      decodes,
      weight: weights[i] as number,
      ...lifetimeOverlap(survival, decodeMean, decodes),
    };
  });
}

function lifetimeOverlap({ steps, heights }: Survival, decodeMean: number, k: number) {
  let [area, moment, excess] = [0, 0, 0];
  for (let i = 0; i < heights.length && (steps[i] as number) < k; i++) {
    const low = steps[i] as number;
    const high = Math.min(k, steps[i + 1] as number);
    const [width, height] = [high - low, heights[i] as number];
    const before = 1 - area / decodeMean;
    const after = 1 - (area + height * width) / decodeMean;
    excess += width * ((k - low) * ((before + after) / 2) - width * (before / 6 + after / 3));
    area += height * width;
    moment += (height * (high * high - low * low)) / 2;
  }
  return { psi: k > 0 ? (2 * excess) / (k * k) : 1, overlap: k * area - moment };
}
