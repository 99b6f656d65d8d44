/**
 * The sum of the k = N − 1 gaps of a request: decode iterations, and stalls, which are independent
 * of each other but for the drift of the number of decodes; the first one is only what is left
 * of a stall after the own prompt.
 *
 * Approximation: few gaps make a compound law, many a lognormal one.
 *
 * @see docs/model.md#sums-of-stalled-gaps
 */
import {
  compoundPoints,
  type GapSums,
  lognormalPoints,
  NORMAL_EDGES,
  SMOOTH,
} from '../chunked-prefill/completion.ts';
import { decodeTime } from '../engine/server.ts';
import type { PrefillFirst } from './engine.ts';
import type { StalledGaps } from './gaps.ts';
import type { Decodes } from './occupancy.ts';

export function stalledSums(
  { server, work, marginal }: PrefillFirst,
  arrivalRate: number,
  state: Decodes,
  { later, first, decodeMean, slowVariance, decodes, variance }: StalledGaps,
): GapSums[] {
  const meanGap = decodeMean + later.mean;
  const squeeze = Math.min(1, variance / Math.max(1e-9, (decodes * (state.effective + 1)) / 2));
  const perDecode =
    decodeTime(server, state.mean + 0.5) - decodeTime(server, Math.max(0, state.mean - 0.5));
  const share = state.stalled;
  const visible = share / arrivalRate;
  const square = visible ** 2 + marginal ** 2 * work.scv;
  const clumpTime = visible / (1 - share) ** 2 + (arrivalRate * square) / (1 - share) ** 3;
  const own =
    ((squeeze * perDecode) / (1 - share)) *
    arrivalRate *
    decodeTime(server, state.mean) *
    clumpTime;
  return server.workload.outputs.groups.map(({ decodes: k, weight, psi, overlap }) => {
    if (k < 0.5) return { decodes: 0, weight, points: [[0, 1]], clump: 0 };
    const prefill = (k - 1) * later.mean + first.mean;
    const mean = k * decodeMean + prefill;
    const slow = (slowVariance * psi) / meanGap ** 2;
    const fast = (k - 1) * later.variance + first.variance + 2 * own * overlap;
    const none = first.none * later.none ** (k - 1);
    const points =
      none < SMOOTH
        ? lognormalPoints(mean, slow + fast / mean ** 2, NORMAL_EDGES)
        : compoundPoints(k * decodeMean, Math.max(1e-3 * mean, prefill), fast, none, slow);
    return { decodes: k, weight, points, clump: first.mean * (1 - state.blocked) };
  });
}
