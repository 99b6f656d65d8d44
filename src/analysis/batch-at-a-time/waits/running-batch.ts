/** What an arrival finds the engine at: idle, or in a batch that is the longer the likelier. */
import { Histogram } from '../../../numerics/histogram.ts';
import type { BatchQueue, TimePart } from '../../../queueing/batch-service.ts';
import type { Batches } from '../batches.ts';
import { type Points, positivePoints } from '../nodes.ts';
import type { Room } from '../room.ts';

/** λ, the queue where batches end, and what a batch can take. */
export interface Load {
  readonly arrivalRate: number;
  readonly queue: BatchQueue;
  readonly room: readonly Room[];
}

export interface Found {
  /** Probability of an idle engine. */
  readonly idle: number;
  /** Times of running batches that left nobody in the queue, and of those that did; shares of 1. */
  readonly emptied: Points;
  readonly full: Points;
  /** How many these left. */
  readonly left: Points;
}

const SLICES = [
  ...Array.from({ length: 15 }, (_, i) => (i + 1) / 16),
  ...[0.965, 0.985, 0.995, 0.999],
];
const FEW_SLICES = [0.15, 0.3, 0.45, 0.6, 0.75, 0.87, 0.95, 0.985, 0.997];

/** Weights are times: an arrival sees a batch in proportion to its length. */
export function found(batches: Batches, { arrivalRate, queue, room }: Load): Found {
  const [emptied, full] = [new Histogram(), new Histogram()];
  let [idle, leftMass] = [0, 0];
  const left: [number, number][] = [];
  const see = (q: number, size: number, mass: number) => {
    const k = Math.min(size, Math.max(1, q));
    if (q > k) {
      left.push([q - k, mass]);
      leftMass += mass;
    } else addBiased(emptied, batches.times(k), mass);
  };
  for (const [n, q] of queue.waiting.entries()) {
    const share = queue.law[n] as number;
    if (q === 0) idle += share / arrivalRate;
    for (const { size, weight } of room) if (share * weight > 1e-10) see(q, size, share * weight);
  }
  for (const { size, weight } of room) addBiased(full, batches.times(size), leftMass * weight);
  const total = idle + emptied.weight + full.weight;
  return {
    idle: idle / total,
    emptied: slices(emptied, SLICES, total),
    full: slices(full, FEW_SLICES, total),
    left: left.map(([n, mass]) => [n, mass / leftMass]),
  };
}

function addBiased(law: Histogram, parts: readonly TimePart[], mass: number): void {
  for (const { mean, variance, weight } of parts)
    for (const [time, share] of positivePoints(mean, variance, weight))
      law.add(time, mass * share * time);
}

function slices(law: Histogram, ends: readonly number[], total: number): Points {
  if (law.weight / total < 1e-9) return [];
  return law.points(ends).map(([time, share]) => [time, (share * law.weight) / total]);
}
