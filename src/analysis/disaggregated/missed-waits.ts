/**
 * Prompts that the batch after the round of their arrival does not take: how long they wait.
 *
 * @see docs/model.md#prefill-pool
 */
import { Histogram } from '../../numerics/histogram.ts';
import { type Later, laterBatches } from './later-batches.ts';
import { mergedTimes } from './points.ts';
import { poisson } from './poisson.ts';
import type { PastRound, PrefillPool } from './prefill-pool.ts';

const RARE = 1e-7;
/** Parts of the round that is running when one arrives. */
const PARTS = 4;
/** Three points with the mean, variance and skew of a normal law. */
const NORMAL = [
  [-1.7321, 1 / 6],
  [0, 2 / 3],
  [1.7321, 1 / 6],
] as const;
/** No wait for the batches in between is taken to be a smaller part of its mean. */
const LEAST_OF_MEAN = 0.2;

/** Waits of those that the next batch does not take, by the round they come in. */
export function missedWaits(pool: PrefillPool): Histogram {
  const law = new Histogram();
  const later = laterBatches(pool);
  const nobody = [Float64Array.of(1)];
  for (const [rounds, left] of [
    [pool.emptied, nobody],
    [pool.stopped, pool.leftBehind],
  ] as const)
    for (const round of fewRounds(rounds))
      for (let part = 0; part < PARTS; part++)
        left.forEach((behind, kind) => {
          const waits = waitsIn(pool, round, part / PARTS, (ahead) => later(kind, ahead));
          waits(behind, law);
        });
  return law;
}

/** Of those that come in a part of a round, with so many left behind when it began. */
function waitsIn(
  { arrivalRate, batches, engines, meanOthers }: PrefillPool,
  { seconds, share, others }: PastRound,
  over: number,
  later: (ahead: number) => Later,
): (behind: Float64Array, law: Histogram) => void {
  const from = seconds * (1 - over - 1 / PARTS);
  const expected = arrivalRate * seconds * (over + 0.5 / PARTS);
  const came = poisson(expected, Math.ceil(expected + 6 * Math.sqrt(expected) + 4)).law;
  const shift = engines === 1 ? 0 : (others - meanOthers) / engines;
  return (behind, law) => {
    for (const [m, mass] of aheadOf(behind, came, 3 * batches.most + 8)) {
      const { joins, mean, square, work } = later(m);
      const missed = ((share * seconds * mass) / PARTS) * (1 - joins);
      if (missed < 1e-9) continue;
      const deviation = Math.sqrt(Math.max(0, square - mean ** 2));
      const middle = Math.min(work, Math.max(LEAST_OF_MEAN * mean, mean + shift));
      for (const [z, weight] of NORMAL) {
        const until = from + Math.max(LEAST_OF_MEAN * middle, middle + z * deviation);
        law.addEvenly(until, until + seconds / PARTS, missed * weight);
      }
    }
  };
}

/** Few rounds, by what the others have left. */
function fewRounds(rounds: readonly PastRound[]): readonly PastRound[] {
  const by = new Map<number, [number, number][]>();
  for (const { seconds, share, others } of rounds) {
    const list = by.get(others) ?? [];
    list.push([seconds, share]);
    by.set(others, list);
  }
  const wanted = by.size === 1 ? 8 : 3;
  return [...by].flatMap(([others, list]) =>
    mergedTimes(list, wanted).map(([seconds, share]) => ({ seconds, share, others })),
  );
}

/** Neighbours that many prompts away are counted at their middle. */
const WIDTH = 0.08;

/** Prompts left behind and those that came: one by one up to a number, then in groups. */
function aheadOf(
  behind: Float64Array,
  came: Float64Array,
  near: number,
): readonly (readonly [number, number])[] {
  const few = behind.subarray(0, Math.min(behind.length, near));
  const out: [number, number][] = Array.from(convolution(few, came), (p, m) => [m, p]);
  const mean = came.reduce((sum, p, a) => sum + a * p, 0);
  for (let from = near; from < behind.length; ) {
    const to = Math.min(behind.length, from + Math.ceil(WIDTH * from));
    let [mass, moment] = [0, 0];
    for (let q = from; q < to; q++) {
      mass += behind[q] as number;
      moment += q * (behind[q] as number);
    }
    if (mass > 1e-12) out.push([Math.round(moment / mass + mean), mass]);
    from = to;
  }
  return out;
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
