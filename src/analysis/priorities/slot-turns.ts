/**
 * Waits for a slot by class, against those of first come first served, where a slot goes to the first
 * level that waits: (1 − ρ)/((1 − ρ_<)(1 − ρ_≤)). ρ_< is the load of the slots by the levels before, in
 * the time that they hold them; ρ_≤ counts requests, as slots are released one by one at the rate of
 * all, whoever held them.
 *
 * Exact for the means of M/M/c; approximation where classes hold slots for different times.
 *
 * @see docs/model.md#priorities; A. Cobham, Operations Research 2 (1954), pp. 70–76.
 */
import type { Capacity } from '../chunked-prefill/capacity.ts';
import type { SlotTurns } from '../chunked-prefill/first-token.ts';
import type { Server } from '../engine/server.ts';
import type { PromptClass, Workload } from '../traffic/workload.ts';
import type { Level } from './levels.ts';

/** Utilizations from here on are one. */
const MOST = 0.9995;

export function slotTurns(
  { workload }: Server,
  { chunks }: Capacity,
  levels: readonly Level[],
): SlotTurns {
  const held = workload.classes.map((one) => iterationsHeld(workload, one, chunks));
  const all = held.reduce((sum, own) => sum + own, 0);
  return (utilization, place) => {
    let [before, upTo] = [0, 0];
    for (const { places } of levels) {
      const sum = (of: (one: number) => number) =>
        utilization * places.reduce((total, one) => total + of(one), 0);
      upTo += sum((one) => (workload.classes[one] as PromptClass).weight);
      if (places.includes(place))
        return [[(1 - utilization) / ((1 - before) * (1 - Math.min(MOST, upTo))), 1]];
      before += sum((one) => (held[one] as number) / all);
    }
    return [[1, 1]];
  };
}

/** Iterations in which requests of a class hold a slot, per request of any class. */
function iterationsHeld(
  { prompts, outputs }: Workload,
  { medium, outputs: shares, weight }: PromptClass,
  chunks: number,
): number {
  const decodes = outputs.groups.reduce(
    (sum, group, i) => sum + group.decodes * (shares[i] as number),
    0,
  );
  const mean = medium.values.reduce((sum, x, i) => sum + x * (medium.weights[i] as number), 0);
  return decodes + (weight * chunks * mean) / prompts.mean;
}
