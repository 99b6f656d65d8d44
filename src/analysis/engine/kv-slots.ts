/**
 * Requests that fit into the KV cache when memory is taken as it is used (no reservation) and
 * 1 % is kept free: the cache over the mean context of a running request.
 *
 * @see docs/model.md#kv-cache
 */
import type { Server } from './server.ts';

/** B_K; Infinity without a limit. Below 1 not even one mean request fits. */
export function kvSlots({ kvCapacity, workload }: Server): number {
  return kvCapacity === Infinity ? Infinity : (0.99 * kvCapacity) / workload.meanDecodeContext;
}

/** Squared coefficient of variation of the context of one running request. */
export function kvDemandScv({ workload }: Server): number {
  return workload.decodeContextVariance / workload.meanDecodeContext ** 2;
}
