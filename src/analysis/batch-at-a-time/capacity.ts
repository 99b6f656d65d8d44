/**
 * The largest rate: full batches one after the other, λ_max = B/E[T_B].
 *
 * @see docs/model.md#batch-limit
 */
import type { Server } from '../engine/server.ts';
import type { Limits } from '../policy-analysis.ts';
import { type Batches, batchesOf } from './batches.ts';
import { composition } from './composition.ts';
import { neighbours } from './nodes.ts';
import { batchLimit, type Room } from './room.ts';

/** How an engine takes batches. */
export interface BatchRules {
  /**
   * Finished requests go on costing time until their batch ends; such a batch is given the memory
   * of its longest answers before it begins.
   */
  readonly keepsFinished: boolean;
}

export interface BatchCapacity {
  readonly batches: Batches;
  readonly room: readonly Room[];
  readonly limits: Limits;
  readonly warnings: readonly string[];
}

export function capacityOf(server: Server, { keepsFinished }: BatchRules): BatchCapacity {
  const reserves = keepsFinished || server.preemption === 'reserve';
  const { room, bottleneck } = batchLimit(server, reserves);
  const largest = Math.max(1, ...room.map(({ size }) => size));
  const batches = batchesOf(server, largest, keepsFinished);
  let [requests, seconds] = [0, 0];
  const shares = new Float64Array(batches.sizes.length);
  for (const { size, weight } of room.length > 0 ? room : [{ size: 1, weight: 1 }]) {
    requests += weight * size;
    seconds += weight * batches.meanTime(size);
    for (const [n, share] of neighbours(batches.sizes, size))
      shares[n] = (shares[n] as number) + weight * share;
  }
  const atCapacity = composition(batches, shares);
  const limits = {
    arrivalRate: room.length > 0 ? requests / seconds : 0,
    bottleneck,
    cycle: atCapacity.iterationTime,
    atCapacity,
  };
  return { batches, room, limits, warnings: memoryWarning(server, bottleneck, requests, reserves) };
}

function memoryWarning(
  { maxBatchSize }: Server,
  bottleneck: Limits['bottleneck'],
  requests: number,
  reserves: boolean,
): string[] {
  if (bottleneck !== 'kvCache') return [];
  const first = `the KV cache holds about ${Math.floor(requests)} requests of a batch, fewer than maxBatchSize ${maxBatchSize}`;
  return [
    reserves ? first : `${first}; requests that outgrow it are recomputed, which is not counted`,
  ];
}
