/**
 * Waits for a slot by class, against those of first come first served, where a slot goes to the first
 * level that waits: (1 − ρ)/((1 − ρ_<)(1 − ρ_≤)), with the load of the slots by the levels before it
 * and by those up to it.
 *
 * Exact for the means of M/M/c; approximation here.
 *
 * @see docs/model.md#priorities; A. Cobham, Operations Research 2 (1954), pp. 70–76.
 */
import type { Capacity } from '../chunked-prefill/capacity.ts';
import type { SlotTurns } from '../chunked-prefill/first-token.ts';
import type { Server } from '../engine/server.ts';
import type { PromptClass } from '../traffic/workload.ts';
import type { Level } from './levels.ts';

export function slotTurns(
  { workload }: Server,
  { chunks }: Capacity,
  levels: readonly Level[],
): SlotTurns {
  const { prompts, outputs } = workload;
  const held = workload.classes.map(({ medium, outputs: shares, weight }: PromptClass) => {
    const decodes = outputs.groups.reduce(
      (sum, group, i) => sum + group.decodes * (shares[i] as number),
      0,
    );
    const mean = medium.values.reduce((sum, x, i) => sum + x * (medium.weights[i] as number), 0);
    return decodes + (weight * chunks * mean) / prompts.mean;
  });
  const all = held.reduce((sum, own) => sum + own, 0);
  return (utilization, place) => {
    let before = 0;
    for (const { places } of levels) {
      const own = places.reduce((sum, one) => sum + (held[one] as number), 0) / all;
      const upTo = before + utilization * own;
      if (places.includes(place))
        return [[(1 - utilization) / ((1 - before) * (1 - Math.min(0.9995, upTo))), 1]];
      before = upTo;
    }
    return [[1, 1]];
  };
}
