/**
 * How many requests a batch can have: B, or what the KV cache holds.
 *
 * Reserved to their last token the requests of a batch take X = L + N each, in turn, until one no
 * longer fits; it begins the next batch. Of a long queue a batch takes (K − E[X²]/2E[X])/E[X] on
 * average, the unused rest being the age of a renewal process. Where memory is taken as it is used,
 * prompts are admitted in the same way; if the batch outgrows the cache as it decodes, no more of
 * it come through than fit at its largest.
 *
 * @see docs/model.md#batch-limit
 */
import { expectation } from '../../numerics/discrete-law.ts';
import type { Server } from '../engine/server.ts';

export interface Room {
  readonly size: number;
  readonly weight: number;
}

export interface BatchLimit {
  /** What a batch takes of a long queue; none if not one mean request fits. */
  readonly room: readonly Room[];
  readonly bottleneck: 'slots' | 'kvCache';
}

export function batchLimit(server: Server, reserves: boolean): BatchLimit {
  const { kvCapacity, maxBatchSize } = server;
  const all: BatchLimit = { room: [{ size: maxBatchSize, weight: 1 }], bottleneck: 'slots' };
  if (kvCapacity === Infinity) return all;
  const { mean, deviation } = reserves ? reserved(server) : taken(server);
  if (mean < 1) return { room: [], bottleneck: 'kvCache' };
  if (mean - 2 * deviation >= maxBatchSize) return all;
  const room = roomAround(mean, deviation, maxBatchSize);
  const average = room.reduce((sum, { size, weight }) => sum + size * weight, 0);
  return { room, bottleneck: average > 0.98 * maxBatchSize ? 'slots' : 'kvCache' };
}

interface Number {
  readonly mean: number;
  readonly deviation: number;
}

/** How many fit one after the other, each with this mean and variance, into so many tokens. */
function fitting(tokens: number, mean: number, variance: number): Number {
  if (tokens < mean) return { mean: 0, deviation: 0 };
  const age = (mean ** 2 + variance) / (2 * mean);
  const number = Math.max(1, (tokens - age) / mean);
  return { mean: number, deviation: Math.sqrt(((number - 1) * variance) / mean ** 2) };
}

function reserved({ kvCapacity, kvBlockSize, workload: { prompts, outputs } }: Server): Number {
  const mean = prompts.meanLength + outputs.mean + (kvBlockSize - 1) / 2;
  const ofPrompts = prompts.lengthSecondMoment - prompts.meanLength ** 2;
  const ofOutputs = outputs.gapSecondMoment - outputs.gapMean ** 2;
  return fitting(kvCapacity, mean, Math.max(0, ofPrompts + ofOutputs));
}

function taken(server: Server): Number {
  const { kvCapacity, kvBlockSize, kvWatermark, workload } = server;
  const { prompts, outputs } = workload;
  const unused = (kvBlockSize - 1) / 2;
  const { meanLength, lengthSecondMoment } = prompts;
  const variance = Math.max(0, lengthSecondMoment - meanLength ** 2);
  const admitted = fitting((1 - kvWatermark) * kvCapacity, meanLength + unused, variance);
  // Tokens of a member of the batch, on average, before decode iteration j: P(M ≥ j)·(L + j).
  let [left, largest] = [1, meanLength];
  const perDecode = outputs.decodeMean > 0 ? outputs.gapMean / outputs.decodeMean : 1;
  for (const [i, n] of outputs.law.values.entries()) {
    largest = Math.max(largest, left * (meanLength + unused + (n - 1) * perDecode));
    left -= outputs.law.weights[i] as number;
  }
  const most = kvCapacity / largest;
  if (kvCapacity < meanLength + expectation(outputs.lengths, (n) => n))
    return { mean: 0, deviation: 0 };
  return most < admitted.mean ? { mean: Math.max(1, most), deviation: 0 } : admitted;
}

/** Three numbers around a mean, in whole requests, B at most. */
function roomAround(mean: number, deviation: number, most: number): Room[] {
  const step = Math.min(Math.sqrt(3) * deviation, mean - 1);
  const share = step > 0 ? Math.min(0.5, deviation ** 2 / (2 * step ** 2)) : 0;
  const sizes = new Map<number, number>();
  const add = (size: number, weight: number) => {
    const low = Math.floor(size);
    for (const [n, part] of [
      [low, 1 - size + low],
      [low + 1, size - low],
    ] as const)
      if (part * weight > 1e-9) {
        const at = Math.min(most, n);
        sizes.set(at, (sizes.get(at) ?? 0) + part * weight);
      }
  };
  add(mean - step, share);
  add(mean, 1 - 2 * share);
  add(mean + step, share);
  return Array.from(sizes, ([size, weight]) => ({ size, weight }));
}
