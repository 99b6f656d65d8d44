/**
 * How long a prompt waits for batches that do not take it, by the number of prompts before it when
 * the next batch is put together.
 *
 * @see docs/model.md#prefill-pool
 */
import type { PrefillBatches } from './batches.ts';
import { meanOf, type Points, squareOf } from './points.ts';
import type { PrefillPool } from './prefill-pool.ts';

interface Later {
  /** P(the next batch takes it). */
  readonly joins: number;
  /** Otherwise: mean and standard deviation of the seconds of the batches before its own. */
  readonly mean: number;
  readonly deviation: number;
  /** P(i stand before it in its batch, and that is of a kind), by kind; 0: it is the one left over. */
  readonly place: readonly Float64Array[];
}

/** Unconditional: a prompt that the next batch takes waits for none. */
interface Moments {
  readonly mean: number;
  readonly square: number;
  readonly place: readonly Float64Array[];
}

interface BatchMoments {
  readonly mean: number;
  readonly square: number;
}

export type LaterBatches = (kind: number, ahead: number) => Later;

export function laterBatches({ batches, rounds }: PrefillPool): LaterBatches {
  const { kinds } = batches;
  const seconds = kinds.map(({ stopped }) => batchMoments(stopped, rounds.stopped));
  const known: Moments[][] = kinds.map(() => []);
  const found: Later[][] = kinds.map(() => []);
  const opens = kinds.map((_, kind) => opening(batches, kind));
  const after = (kind: number, m: number) => (known[kind] as Moments[])[m] as Moments;
  const upTo = (m: number) => {
    for (let n = known[0]?.length ?? 0; n <= m; n++)
      kinds.forEach((_, kind) => {
        const own = momentsOf(batches, kind, n, seconds[kind] ?? [], (to, left) =>
          left === 0 ? (opens[to] as Moments) : after(to, left),
        );
        (known[kind] as Moments[]).push(own);
      });
  };
  return (kind, ahead) => {
    const before = found[kind]?.[ahead];
    if (before !== undefined) return before;
    upTo(ahead);
    const later = conditional(after(kind, ahead), joinsNext(batches, kind, ahead), kind, ahead);
    (found[kind] as Later[])[ahead] = later;
    return later;
  };
}

function batchMoments(
  stopped: readonly Points[],
  roundOf: (batch: Points) => Points,
): readonly BatchMoments[] {
  return stopped.map((points) => {
    const times = points.length > 0 ? roundOf(points) : points;
    return { mean: meanOf(times), square: squareOf(times) };
  });
}

function noPlace({ kinds, most }: PrefillBatches): Float64Array[] {
  return kinds.map(() => new Float64Array(most + 1));
}

/** It was the one left over: the next batch begins with it. */
function opening(batches: PrefillBatches, kind: number): Moments {
  const place = noPlace(batches);
  (place[kind] as Float64Array)[0] = 1;
  return { mean: 0, square: 0, place };
}

function joinsNext({ kinds }: PrefillBatches, kind: number, m: number): number {
  return m === 0 ? 1 : (kinds[kind]?.fits[m + 1] ?? 0);
}

/** Behind so many batches of the largest size, the place in the own one is as likely as behind more. */
const FAR = 2;

/** By the first batch: it takes the prompt, or stops at one before it, or at the prompt itself. */
function momentsOf(
  batches: PrefillBatches,
  kind: number,
  m: number,
  seconds: readonly BatchMoments[],
  behind: (kind: number, left: number) => Moments,
): Moments {
  const turns = batches.kinds[kind]?.turns ?? [];
  const isFar = m > FAR * batches.most;
  const place = isFar ? behind(kind, m - 1).place : noPlace(batches);
  const here = place[kind] as Float64Array;
  if (m < here.length) here[m] = joinsNext(batches, kind, m);
  let [mean, square] = [0, 0];
  for (let j = 1; j <= Math.min(m, turns.length - 1); j++) {
    const own = seconds[j] as BatchMoments;
    turns[j]?.forEach((p, to) => {
      if (p < 1e-10) return;
      const rest = behind(to, m - j);
      mean += p * (own.mean + rest.mean);
      square += p * (own.square + 2 * own.mean * rest.mean + rest.square);
      if (isFar) return;
      rest.place.forEach((law, of) => {
        addTo(place[of] as Float64Array, law, p, m - j);
      });
    });
  }
  return { mean, square, place };
}

/** Adds a law that ends at a place. */
function addTo(sum: Float64Array, law: Float64Array, share: number, last: number): void {
  const end = Math.min(law.length - 1, last);
  for (let i = 0; i <= end; i++) sum[i] = (sum[i] as number) + share * (law[i] as number);
}

/** Given that the next batch does not take it. */
function conditional(
  { mean, square, place }: Moments,
  joins: number,
  kind: number,
  m: number,
): Later {
  const left = Math.max(1e-12, 1 - joins);
  const given = mean / left;
  const variance = Math.max(0, square / left - given ** 2);
  const places = place.map((law, of) =>
    law.map((p, i) => (of === kind && i === m ? Math.max(0, p - joins) : p) / left),
  );
  return { joins, mean: given, deviation: Math.sqrt(variance), place: places };
}
