/**
 * A batch at a time: `decode-first` and `static`. When nobody is left in the engine it takes the
 * oldest waiting requests, as many as it holds, computes their prompts in whole sub-batches, and
 * decodes until the longest answer ends.
 *
 * @see docs/model.md#a-batch-at-a-time
 */
import { batchQueue } from '../../queueing/batch-service.ts';
import type { Server } from '../engine/server.ts';
import type { Laws, PolicyAnalysis } from '../policy-analysis.ts';
import type { Batches } from './batches.ts';
import { type BatchRules, capacityOf } from './capacity.ts';
import { e2eLaw } from './completion.ts';
import { composition, iterationLaw } from './composition.ts';
import { gapLaws } from './gaps.ts';
import { between } from './nodes.ts';
import type { Load } from './waits/running-batch.ts';
import { waits } from './waits/waits.ts';

export function batchAtATimeAnalysis(server: Server, rules: BatchRules): PolicyAnalysis {
  const { batches, room, limits, warnings } = capacityOf(server, rules);
  const loadAt = rememberingLast((arrivalRate: number): Load => {
    const queue = batchQueue({ arrivalRate, room, times: batches.times });
    return { arrivalRate, queue, room };
  });
  const gapsAt = (rate: number) => gapLaws(batches, requestShares(batches, loadAt(rate)));
  const lawsAt = rememberingLast((rate: number): Laws => {
    const load = loadAt(rate);
    const found = waits(batches, load);
    const byBatch = batchShares(batches, load);
    return {
      ...gapsAt(rate),
      prefillWait: found.prefillWait,
      ttft: found.ttft,
      e2e: e2eLaw(batches, found),
      iterations: iterationLaw(batches, byBatch),
      batch: { mean: composition(batches, byBatch), atCapacity: limits.atCapacity },
    };
  });
  return {
    limits,
    laws: lawsAt,
    gaps: gapsAt,
    means: (rate) => {
      const { ttft, meanGap } = lawsAt(rate);
      return { ttft: ttft.mean, tbt: meanGap };
    },
    warnings,
  };
}

/** How often a batch has one of the sizes worked out. */
function batchShares(batches: Batches, load: Load): Float64Array {
  return shares(batches, load, () => 1);
}

/** How many of the requests are in such batches. */
function requestShares(batches: Batches, load: Load): Float64Array {
  const byBatch = shares(batches, load, (k) => k);
  const total = byBatch.reduce((sum, share) => sum + share, 0);
  return byBatch.map((share) => share / total);
}

function shares({ sizes }: Batches, { queue, room }: Load, weightOf: (k: number) => number) {
  const out = new Float64Array(sizes.length);
  for (const [n, q] of queue.waiting.entries())
    for (const { size, weight } of room) {
      const k = Math.min(size, Math.max(1, q));
      const { low, high, share } = between(sizes, k);
      const mass = (queue.law[n] as number) * weight * weightOf(k);
      out[low] = (out[low] as number) + mass * (1 - share);
      out[high] = (out[high] as number) + mass * share;
    }
  return out;
}

function rememberingLast<T>(of: (x: number) => T): (x: number) => T {
  let last: { readonly x: number; readonly value: T } | undefined;
  return (x) => {
    if (last?.x !== x) last = { x, value: of(x) };
    return last.value;
  };
}
