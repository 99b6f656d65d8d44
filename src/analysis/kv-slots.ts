/**
 * Requests that fit into the KV cache when memory is taken as it is used (no reservation) and
 * 1 % is kept free: the cache over the mean context of a running request.
 *
 * @see docs/model.md#kv-cache
 */
import { expectation } from '../numerics/discrete-law.ts';
import type { Server } from './server.ts';

/** B_K; Infinity without a limit. Below 1 not even one mean request fits. */
export function kvSlots({ kvCapacity, workload }: Server): number {
  return kvCapacity === Infinity ? Infinity : (0.99 * kvCapacity) / workload.meanDecodeContext;
}

/** Squared coefficient of variation of the context of one running request. */
export function kvDemandScv({ workload }: Server): number {
  const { prompts, outputs } = workload;
  if (outputs.decodeMean === 0) return 0;
  const perDecode = (g: (m: number) => number) =>
    expectation(outputs.law, (n) => (n > 1 ? (n - 1) * g(n - 1) : 0)) / outputs.decodeMean;
  const first = prompts.meanLength + perDecode((m) => (m + 1) / 2);
  const second = perDecode(
    (m) => prompts.lengthSecondMoment + prompts.meanLength * (m + 1) + ((m + 1) * (2 * m + 1)) / 6,
  );
  return Math.max(0, second / first ** 2 - 1);
}
