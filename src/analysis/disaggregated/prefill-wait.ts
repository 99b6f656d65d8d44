/**
 * t_qp and TTFT. Those that arrive in a round and are taken by the next batch arrived at any time of
 * it, as Poisson arrivals do, whatever the batch; the others wait for batches in between.
 *
 * @see docs/model.md#prefill-pool
 */
import { Histogram } from '../../numerics/histogram.ts';
import type { Server } from '../engine/server.ts';
import type { Batches } from './batches.ts';
import { missedBatches } from './missed-batches.ts';
import { missedWaits } from './missed-waits.ts';
import type { Points } from './points.ts';
import { poisson } from './poisson.ts';
import { bySeconds, type PrefillPool } from './prefill-pool.ts';

export interface FirstTokenLaws {
  readonly prefillWait: Histogram;
  readonly ttft: Histogram;
}

export function firstTokens(server: Server, pool: PrefillPool): FirstTokenLaws {
  const { allBusy, arrivalRate, seconds } = pool;
  const [prefillWait, ttft] = [new Histogram(), new Histogram()];
  const { fine, pairs } = server.workload.prompts;
  prefillWait.add(0, 1 - allBusy);
  fine.values.forEach((x, i) => {
    ttft.add(server.time(x, pairs(x), 0, 0), (1 - allBusy) * (fine.weights[i] as number));
  });
  const each = allBusy / (arrivalRate * seconds);
  const taken = takenNext(pool, each, prefillWait, ttft);
  const missed = pool.waited - taken.waited;
  const share = allBusy - taken.share;
  const wait = Math.max(0, (missed * each) / share);
  if (share > RARE) addMissed(pool, { share, wait }, prefillWait, ttft);
  return { prefillWait, ttft };
}

const RARE = 1e-7;

/** Taken by the batch after the round they came in: their share of all, and seconds they waited. */
function takenNext(pool: PrefillPool, each: number, prefillWait: Histogram, ttft: Histogram) {
  let [share, waited] = [0, 0];
  const take = (past: number, from: number, mass: number, batch: Points) => {
    if (mass * each < 1e-9) return;
    prefillWait.addEvenly(from, past, mass * each);
    for (const [own, part] of batch) ttft.addEvenly(from + own, past + own, mass * each * part);
    share += mass * each;
    waited += (mass * (from + past)) / 2;
  };
  const nobody = [Float64Array.of(1)];
  for (const [rounds, left] of [
    [bySeconds(pool.emptied, 24), nobody],
    [bySeconds(pool.stopped, 10), pool.leftBehind],
  ] as const)
    for (const [seconds, weight] of rounds)
      left.forEach((behind, kind) => {
        joinNext(pool, pool.batches.kinds[kind] as Batches, seconds, behind, (late, mass, batch) =>
          take(seconds, seconds * (1 - late), weight * mass, batch),
        );
      });
  return { share, waited };
}

/**
 * Those of a round that the next batch takes: all that came in it, or the first of them when more
 * came than fit; `late` is the part of the round after which none of these came.
 */
function joinNext(
  { arrivalRate }: PrefillPool,
  { fits, stops, all, stopped }: Batches,
  seconds: number,
  behind: Float64Array,
  visit: (late: number, mass: number, batch: Points) => void,
): void {
  const expected = arrivalRate * seconds;
  const most = fits.length - 1;
  const { law, above } = poisson(expected, most + 1);
  for (let j = 1; j <= most; j++) {
    let [whole, cut, places] = [0, 0, 0];
    for (let left = 0; left < Math.min(j, behind.length); left++) {
      const p = behind[left] as number;
      if (p < 1e-12) continue;
      const own = j - left;
      whole += p * own * (law[own] as number);
      const more = above[own] as number;
      cut += p * own * more;
      // E[(own + ½)/(N + 1); N > own] of a Poisson number N.
      places += p * own * Math.min(more, ((own + 0.5) * (above[own + 1] as number)) / expected);
    }
    if (whole > 0) visit(1, whole * (fits[j] as number), all[j] as Points);
    const stop = stops[j] as number;
    if (cut * stop > 0) visit(places / cut, cut * stop, stopped[j] as Points);
  }
}

const SLICES = [
  ...Array.from({ length: 19 }, (_, i) => (i + 1) / 20),
  ...[0.965, 0.975, 0.983, 0.989, 0.993, 0.996, 0.998],
];

/** Those for whom batches pass: their mean wait is known, its law and the batch of their own follow. */
function addMissed(
  pool: PrefillPool,
  { share, wait }: { share: number; wait: number },
  prefillWait: Histogram,
  ttft: Histogram,
): void {
  const law = missedWaits(pool);
  const own = missedBatches(pool);
  if (law.weight === 0 || own.length === 0) {
    prefillWait.add(wait, share);
    for (const [x, p] of own) ttft.add(wait + x, share * p);
    return;
  }
  const scale = wait / law.mean;
  for (const [x, p] of law.bins()) prefillWait.add(x * scale, p * share);
  for (const [from, to, p] of slices(law))
    for (const [x, part] of own) ttft.addEvenly(from * scale + x, to * scale + x, share * p * part);
}

/** Slices of a law, each spread evenly with its mean. */
function slices(law: Histogram): [number, number, number][] {
  const points = law.points(SLICES);
  return points.map(([x, p], i) => {
    const before = points[i - 1]?.[0] ?? 0.8 * x;
    const after = points[i + 1]?.[0] ?? x + (x - before);
    const half = Math.min(x - before, after - x) / 2;
    return [x - half, x + half, p];
  });
}
