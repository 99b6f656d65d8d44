/** Prompts as the engine sees them: what is left to compute, and the attention it takes. */
import {
  compress,
  type DiscreteLaw,
  expectation,
  lawQuantile,
} from '../../numerics/discrete-law.ts';
import type { Computing } from './prefix-cache.ts';

/** Prompts as the engine sees them: what is in the prefix cache costs no prefill, but is context. */
export interface Prompts {
  /** Tokens of the whole prompt, L. */
  readonly lengths: DiscreteLaw;
  /** Tokens of the prompt that must be computed, ≥ 1. */
  readonly fresh: DiscreteLaw;
  /** E[x], E[x²] of the fresh tokens. */
  readonly mean: number;
  readonly secondMoment: number;
  /** Tokens of the whole prompt: E[L], E[L²]. */
  readonly meanLength: number;
  readonly lengthSecondMoment: number;
  /** The law of L on about 15 points, the same requests as those of `medium`. */
  readonly whole: DiscreteLaw;
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

/** Probabilities at which further groups end, so that the tail is kept. */
export const FINE_TAIL = [
  0.94, 0.955, 0.965, 0.973, 0.98, 0.9845, 0.988, 0.992, 0.9945, 0.9965, 0.998, 0.999, 0.9997,
];
const TAIL = [0.95, 0.975, 0.988, 0.995, 0.9985];

export function promptsOf(lengths: DiscreteLaw, { fresh, pairs }: Computing): Prompts {
  const mean = expectation(fresh, (x) => x);
  return {
    lengths,
    fresh,
    mean,
    secondMoment: expectation(fresh, (x) => x * x),
    meanLength: expectation(lengths, (x) => x),
    lengthSecondMoment: expectation(lengths, (x) => x * x),
    whole: compress(lengths, 10, TAIL),
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
