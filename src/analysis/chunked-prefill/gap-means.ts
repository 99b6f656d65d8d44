/**
 * Means and variances of the gaps between tokens, from the law of the number of decodes alone.
 *
 * @see docs/model.md#time-between-tokens
 */

import { decodeTime, fullTime, prefillBudget, type Server } from '../engine/server.ts';
import type { Occupancy } from './occupancy.ts';

export interface GapMeans {
  /** E[TBT], over tokens. */
  readonly mean: number;
  /** The part of the mean that comes from arrivals thrown together. */
  readonly clumpPart: number;
  /** Mean seconds that prompt tokens add to a gap. */
  readonly prefillPart: number;
  /** Variance over tokens of the mean iteration time at the running number of decodes. */
  readonly slowVariance: number;
  /** Seconds per prompt token in an iteration. */
  readonly perPrefillToken: number;
  /** Seconds of a full iteration with many decodes: two standard deviations above the mean. */
  readonly longest: number;
  /** Mean and variance of the decodes, over iterations that decode. */
  readonly decodes: number;
  readonly variance: number;
  /** Covariance of decodes and prompt tokens of an iteration. */
  readonly covariance: number;
  /** How far the batch limit keeps the number of decodes from spreading; 0..1. */
  readonly squeeze: number;
}

export function gapMeans(server: Server, { clumping, law, cycles, balance }: Occupancy): GapMeans {
  const decodes = overIterations(law, (n) => n);
  const variance = Math.max(0, overIterations(law, (n) => n * n) - decodes ** 2);
  const squeeze =
    decodes > 0 ? Math.min(1, variance / ((decodes * (clumping.effective + 1)) / 2)) : 0;
  const covariance = clumping.covariance * (clumping.covariance > 0 ? squeeze : 1);
  const perToken = (g: (n: number) => number) =>
    decodes > 0 ? overIterations(law, (n) => n * g(n)) / decodes : 0;
  const slow = perToken((n) => cycles[n] as number);
  const slowSquare = perToken((n) => (cycles[n] as number) ** 2);
  const g = balance.decodes;
  const perPrefillToken = (fullTime(server, g) - decodeTime(server, g)) / prefillBudget(server, g);
  const clumpPart = decodes > 0 ? (perPrefillToken * covariance) / decodes : 0;
  const most = Math.min(law.length - 1, decodes + 2 * Math.sqrt(variance));
  const longest = fullTime(server, most);
  return {
    decodes,
    variance,
    squeeze,
    covariance,
    perPrefillToken,
    clumpPart,
    mean: Math.min(slow + clumpPart, longest),
    slowVariance: Math.max(0, slowSquare - slow ** 2),
    longest,
    prefillPart: Math.max(0, slow + clumpPart - perToken((n) => decodeTime(server, n))),
  };
}

/** E[g(n)] over iterations that decode; 0 if none does. */
function overIterations(law: Float64Array, g: (n: number) => number): number {
  let [sum, total] = [0, 0];
  for (let n = 1; n < law.length; n++) {
    const p = law[n] as number;
    if (p === 0) continue;
    sum += p * g(n);
    total += p;
  }
  return total > 0 ? sum / total : 0;
}
