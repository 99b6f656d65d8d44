/**
 * The stability limit of a disaggregated deployment: that of the pool that runs out first.
 *
 * @see docs/model.md#two-pools
 */

import type { Composition } from '../../scenario/metrics.ts';
import type { Disaggregation } from '../../scenario/scenario.ts';
import { kvSlots } from '../engine/kv-slots.ts';
import { decodeTime, type Server } from '../engine/server.ts';
import type { PrefillBatches } from './batches.ts';
import { meanOf, type Points } from './points.ts';

export interface PoolLimits {
  /** λ_max of the deployment, requests per second; 0 when not even one request fits. */
  readonly arrivalRate: number;
  readonly bottleneck: 'prefillEngines' | 'decodeEngines' | 'kvCache';
  /** λ_max of each pool. */
  readonly prefillRate: number;
  readonly decodeRate: number;
  /** B′ of a decode engine, by batch size or memory. */
  readonly slots: number;
  /** Prompts of a batch when always more wait, and its seconds. */
  readonly fullBatch: number;
  readonly fullTime: number;
}

export function poolLimits(
  server: Server,
  batches: PrefillBatches,
  { prefillEngines, decodeEngines }: Disaggregation,
): PoolLimits {
  const { outputs } = server.workload;
  const { slots: kv } = kvSlots(server, () => 0);
  const slots = Math.min(server.maxBatchSize, kv);
  let [fullBatch, fullTime] = [0, 0];
  batches.kinds.forEach(({ stops, stopped }, kind) => {
    const share = batches.shares[kind] as number;
    stops.forEach((p, j) => {
      fullBatch += share * p * j;
      fullTime += share * p * meanOf(stopped[j] as Points);
    });
  });
  const prefillRate = (prefillEngines * fullBatch) / fullTime;
  const decodeRate =
    outputs.decodeMean > 0
      ? (decodeEngines * slots) / (outputs.decodeMean * decodeTime(server, slots))
      : Infinity;
  const byPrefill = prefillRate <= decodeRate;
  return {
    arrivalRate: slots < 1 ? 0 : Math.min(prefillRate, decodeRate),
    bottleneck: byPrefill
      ? 'prefillEngines'
      : kv < server.maxBatchSize
        ? 'kvCache'
        : 'decodeEngines',
    ...{ prefillRate, decodeRate, slots, fullBatch, fullTime },
  };
}

/** The mean iteration of all engines at a rate, of which the prefill pool runs so many a second. */
export function meanIteration(
  { workload }: Server,
  arrivalRate: number,
  prefill: { readonly rate: number; readonly seconds: number },
  decode: { readonly rate: number; readonly seconds: number },
): Composition {
  const { prompts, outputs, meanDecodeContext } = workload;
  const rate = prefill.rate + decode.rate;
  const decodes = (arrivalRate * outputs.decodeMean) / rate;
  return {
    prefillRequests: arrivalRate / rate,
    chunkTokens: (arrivalRate * prompts.mean) / rate,
    decodes,
    contextTokens: decodes * meanDecodeContext,
    iterationTime: (prefill.rate * prefill.seconds + decode.rate * decode.seconds) / rate,
  };
}
