/**
 * Requests that fit into the KV cache, and with it into an engine: the blocks in use while others
 * wait, over what one request holds.
 *
 * @see docs/model.md#kv-cache
 */
import { normalCdf } from '../../numerics/special.ts';
import { type KvDemand, kvDemand } from './kv-demand.ts';
import { kvBlocks, kvRoom } from './kv-room.ts';
import { requestKinds } from './request-kinds.ts';
import type { Server } from './server.ts';

export interface KvSlots extends KvDemand {
  /** B_K, the mean number that fits; Infinity without a limit, below 1 where not one does. */
  readonly slots: number;
  /** Requests admitted at the same moment, and preemptions of one with g decodes, while others wait. */
  readonly together: number;
  readonly preemptions: (g: number) => number;
}

const UNLIMITED: KvSlots = {
  ...{ slots: Infinity, volumeScv: 0, held: 0, heldScv: 0, together: 1 },
  preemptions: () => 0,
};

/** `chunksOf`: iterations, of those that decode, in which so many prompt tokens are computed. */
export function kvSlots(server: Server, chunksOf: (fresh: number) => number): KvSlots {
  if (server.kvCapacity === Infinity) return UNLIMITED;
  const kinds = requestKinds(server, chunksOf);
  const demand = kvDemand(server, kinds);
  // Nobody holds any where no iteration counts, as on decode engines without a decode.
  if (!(demand.held > 0)) return UNLIMITED;
  const { used, ...room } = kvRoom(server, kinds);
  // An empty engine gives all its blocks to one request.
  const alone = Math.min(1, kvBlocks(server) / demand.held);
  return { ...demand, slots: Math.max(alone, used / demand.held), ...room };
}

/** The number in the engine when others wait: the smaller of B and what fits, which varies. */
export function limitedSlots(
  { slots, heldScv }: KvSlots,
  maxBatchSize: number,
): { readonly slots: number; readonly memoryShare: number } {
  if (slots === Infinity) return { slots: maxBatchSize, memoryShare: 0 };
  const deviation = Math.max(1e-6, Math.sqrt(slots * heldScv));
  const z = (maxBatchSize - slots) / deviation;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const memoryShare = normalCdf(z);
  return { slots: maxBatchSize - deviation * (z * memoryShare + density), memoryShare };
}
