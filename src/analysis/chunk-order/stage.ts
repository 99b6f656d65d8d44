/**
 * Chunked prefill in another order of chunks. The engine leaves no token idle in any of them, so
 * the backlog and the iterations are those of `ongoing-first`; what differs is whose tokens go first.
 *
 * @see docs/model.md#chunk-order
 */
import type { Capacity } from '../chunked-prefill/capacity.ts';
import { cutPrompts, inTurn, type StageOf } from '../chunked-prefill/stage.ts';
import type { Server } from '../engine/server.ts';
import { roundRobin } from './round-robin.ts';
import { shortestRemaining } from './shortest-remaining.ts';
import { passingEachOther } from './way.ts';

/** Whoever has waited longest since its last chunk. */
export const inRounds: StageOf = (server, work, limits) =>
  cutPrompts(server, work, limits, {
    ...inTurn(server, work, passingEachOther(roundRobin)),
    interrupts: true,
  });

/** Whoever has the fewest tokens left; a slot goes to the shortest prompt that waits. */
export const shortestFirst: StageOf = (server, work, limits) =>
  cutPrompts(server, work, limits, {
    ...inTurn(server, work, passingEachOther(shortestRemaining)),
    interrupts: true,
    slotTurns: shortestTurns(server, limits),
  });

/**
 * Waits for a slot by the length of the own prompt, against those of first come first served, where
 * the shortest that waits goes first: (1 − ρ)/((1 − ρ_<x)(1 − ρ_≤x)), with the load ρ_x of the slots
 * by prompts of up to x tokens (A. Cobham, Operations Research 2 (1954), pp. 70–76).
 */
function shortestTurns({ workload, time }: Server, { cycle, decodes }: Capacity) {
  const { medium, mean } = workload.prompts;
  const decoding = time(0, 0, decodes, decodes * workload.meanDecodeContext);
  // The part of a slot's time at the limit that goes with the tokens of its prompt.
  const prefill = Math.max(0, Math.min(1, 1 - decoding / cycle));
  return (utilization: number): readonly (readonly [number, number])[] => {
    let below = 0;
    return Array.from(medium.values, (x, i) => {
      const weight = medium.weights[i] as number;
      const upTo = below + utilization * weight * (1 - prefill + (prefill * x) / mean);
      const factor = (1 - utilization) / ((1 - below) * (1 - Math.min(0.9995, upTo)));
      below = upTo;
      return [factor, weight] as const;
    });
  };
}
