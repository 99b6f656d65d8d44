/**
 * t_qp and TTFT: the wait for the batch that takes the prompt, and that batch, which has prompts
 * that came before and after.
 *
 * @see docs/model.md#prefill-pool
 */
import { Histogram } from '../../numerics/histogram.ts';
import type { Server } from '../engine/server.ts';
import { type LaterBatches, laterBatches } from './later-batches.ts';
import { ownBatches } from './own-batch.ts';
import { merged } from './points.ts';
import type { PrefillPool } from './prefill-pool.ts';

export interface FirstTokenLaws {
  readonly prefillWait: Histogram;
  readonly ttft: Histogram;
}

/** Gauss–Legendre on (0, 1): of the round that is running, the part that is over. */
const ELAPSED: readonly (readonly [number, number])[] = [
  [0.0469, 0.1185],
  [0.2308, 0.2393],
  [0.5, 0.2844],
  [0.7692, 0.2393],
  [0.9531, 0.1185],
];
/** Three points with the mean, variance and skew of a normal law. */
const NORMAL = [
  [-1.7321, 1 / 6],
  [0, 2 / 3],
  [1.7321, 1 / 6],
] as const;
const RARE = 1e-7;
/** Slices of the wait of those that do not get into the first batch. */
const SLICES = [
  ...Array.from({ length: 14 }, (_, i) => (i + 1) / 15),
  ...[0.955, 0.97, 0.98, 0.987, 0.992, 0.996, 0.998],
];

/** Waits of arrivals, by the batch that takes them. */
interface Arrivals {
  readonly later: LaterBatches;
  /** By kind and by how many are before in the batch, for those that the next batch takes. */
  readonly next: [number, number][][][];
  /** The wait of all others, and how many of them there are by kind and prompts before them. */
  readonly missed: Histogram;
  readonly behind: number[][];
  readonly prefillWait: Histogram;
}

export function firstTokens(server: Server, pool: PrefillPool): FirstTokenLaws {
  const { kinds } = pool.batches;
  const arrivals: Arrivals = {
    later: laterBatches(pool),
    next: kinds.map(() => []),
    missed: new Histogram(),
    behind: kinds.map(() => []),
    prefillWait: new Histogram(),
  };
  arrivals.prefillWait.add(0, 1 - pool.allBusy);
  nextOf(arrivals, 0, 0).push([0, 1 - pool.allBusy]);
  forEachRound(pool, (elapsed, rest, share, behind) => {
    const arriving = poisson(pool.arrivalRate * elapsed);
    behind.forEach((law, kind) => {
      const ahead = convolution(law, arriving);
      for (let m = 0; m < ahead.length; m++)
        arrive(arrivals, kind, m, rest, share * (ahead[m] as number));
    });
  });
  arrivals.prefillWait.addAll(arrivals.missed);
  return { prefillWait: arrivals.prefillWait, ttft: withOwnBatch(server, pool, arrivals) };
}

function nextOf({ next }: Arrivals, kind: number, ahead: number): [number, number][] {
  const ofKind = next[kind] as [number, number][][];
  ofKind[ahead] ??= [];
  return ofKind[ahead] as [number, number][];
}

/** One with m before it, when the running round has so long to go. */
function arrive(arrivals: Arrivals, kind: number, m: number, rest: number, share: number): void {
  if (share < RARE) return;
  const { prefillWait, missed, behind, later } = arrivals;
  const { joins, mean, deviation } = later(kind, m);
  if (joins > 0) {
    prefillWait.add(rest, share * joins);
    nextOf(arrivals, kind, m).push([rest, share * joins]);
  }
  const left = share * (1 - joins);
  if (left < RARE) return;
  for (const [z, part] of NORMAL) {
    const wait = rest + Math.max(0.2 * mean, mean + z * deviation);
    missed.add(wait, left * part);
  }
  const ofKind = behind[kind] as number[];
  ofKind[m] = (ofKind[m] ?? 0) + left;
}

/** Where in which kind of batch those stand that the next one does not take: shares of them. */
function placesOf({ later, behind }: Arrivals, most: number): readonly Float64Array[] {
  const places = behind.map(() => new Float64Array(most + 1));
  behind.forEach((ofKind, kind) => {
    ofKind.forEach((left, m) => {
      later(kind, m).place.forEach((law, of) => {
        const sum = places[of] as Float64Array;
        for (let i = 0; i < law.length; i++)
          sum[i] = (sum[i] as number) + left * (law[i] as number);
      });
    });
  });
  return places;
}

/** Less common batches need fewer points. */
const pointsFor = (share: number) => (share > 0.02 ? 24 : share > 0.002 ? 10 : 4);

function withOwnBatch(server: Server, pool: PrefillPool, arrivals: Arrivals): Histogram {
  const ttft = new Histogram();
  const add = ownBatches(server, pool.batches, pool.arrivalRate);
  const { next, missed } = arrivals;
  next.forEach((ofKind, kind) => {
    ofKind.forEach((waits, ahead) => {
      const share = waits.reduce((sum, [, p]) => sum + p, 0);
      add(ahead, kind, merged(waits, pointsFor(share)), ttft);
    });
  });
  if (missed.weight === 0) return ttft;
  const places = placesOf(arrivals, pool.batches.most);
  const total = places.reduce((sum, law) => sum + law.reduce((part, p) => part + p, 0), 0);
  const waits = missed.points(SLICES);
  places.forEach((law, kind) => {
    law.forEach((p, ahead) => {
      if (p < 1e-5 * total) return;
      const share = (p / total) * missed.weight;
      const own = waits.map(([wait, part]) => [wait, part * share] as const);
      add(ahead, kind, merged(own, share > 0.01 ? 24 : 8), ttft);
    });
  });
  return ttft;
}

/** Rounds that an arrival may fall into while all engines work, with the share of all arrivals. */
function forEachRound(
  { allBusy, emptied, stopped, leftBehind }: PrefillPool,
  visit: (elapsed: number, rest: number, share: number, behind: readonly Float64Array[]) => void,
): void {
  const nobody = [Float64Array.of(1)];
  for (const [rounds, behind] of [
    [emptied, nobody],
    [stopped, leftBehind],
  ] as const)
    for (const [seconds, share] of rounds)
      for (const [u, node] of ELAPSED)
        visit(u * seconds, (1 - u) * seconds, allBusy * share * node, behind);
}

function poisson(mean: number): Float64Array {
  const most = Math.ceil(mean + 6 * Math.sqrt(mean) + 4);
  const law = new Float64Array(most + 1);
  let p = Math.exp(-mean);
  for (let a = 0; a <= most; a++) {
    law[a] = p;
    p *= mean / (a + 1);
  }
  return law;
}

function convolution(left: Float64Array, right: Float64Array): Float64Array {
  let top = left.length - 1;
  while (top > 0 && (left[top] as number) < RARE) top--;
  const out = new Float64Array(top + right.length);
  for (let i = 0; i <= top; i++) {
    const p = left[i] as number;
    if (p < 1e-9) continue;
    for (let j = 0; j < right.length; j++)
      out[i + j] = (out[i + j] as number) + p * (right[j] as number);
  }
  return out;
}
