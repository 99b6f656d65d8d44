/**
 * The prefill pool: k engines that take whole batches from one queue.
 *
 * One engine: exact up to the lattice. More: the batches of the other engines are those that were
 * begun in the rounds before, with the rest of stationary renewals (after H. C. Tijms, M. H. van
 * Hoorn, A. Federgruen, Advances in Applied Probability 13 (1981), pp. 186–206).
 *
 * @see docs/model.md#prefill-pool
 */
import { increasingRoot } from '../../numerics/root.ts';
import type { Batches, PrefillBatches } from './batches.ts';
import { meanOf, merged, type Points } from './points.ts';
import { type PrefillQueue, prefillQueue } from './prefill-queue.ts';
import { type Rounds, roundsOf } from './prefill-rounds.ts';

export interface PrefillPool {
  readonly arrivalRate: number;
  readonly engines: number;
  readonly batches: PrefillBatches;
  /** P(all engines work) at a random time. */
  readonly allBusy: number;
  /**
   * While all work, by time: seconds of the rounds with the share of time, of those that left nobody
   * behind and of those that did, with the law of how many,
   * by the kind of batch they make.
   */
  readonly emptied: Points;
  readonly stopped: Points;
  readonly leftBehind: readonly Float64Array[];
  readonly rounds: Rounds;
  /** Batches per second of the pool, and the law of their seconds. */
  readonly batchRate: number;
  readonly batchTimes: Points;
  /** E[TTFT] by Little's law: those that wait, and the batches of those that do not any more. */
  readonly meanTtft: number;
}

/** Rounds of fitting the batches of the other engines to each other. */
const FITS = 3;

export function prefillPool(
  batches: PrefillBatches,
  arrivalRate: number,
  engines: number,
): PrefillPool {
  let all = batches.kinds[0]?.all[1] as Points;
  for (let fit = 1; ; fit++) {
    const rounds = roundsOf(all, engines);
    const queue = prefillQueue(batches, arrivalRate, rounds);
    const pool = summary(batches, arrivalRate, engines, rounds, queue);
    if (engines === 1 || fit === FITS) return pool;
    all = pool.batchTimes;
  }
}

/** Sums over the rounds while all engines work. */
interface Tally {
  /** Rounds by seconds, weighted with them. */
  readonly emptied: [number, number][];
  readonly stopped: [number, number][];
  /** Batches begun. */
  readonly times: [number, number][];
  readonly leftBehind: readonly Float64Array[];
  seconds: number;
  stops: number;
  /** Seconds in batches, over their prompts. */
  spent: number;
  /** Left behind, over the rounds and their seconds. */
  waiting: number;
}

function pass(tally: Tally, into: 'emptied' | 'stopped', round: Points, share: number): void {
  for (const [time, part] of round) tally[into].push([time, share * part * time]);
  tally.seconds += share * meanOf(round);
}

/** Counts the batches of one kind. */
function countBatches(
  tally: Tally,
  { fits, stops, turns, stopped, all }: Batches,
  law: Float64Array,
  rounds: Rounds,
): void {
  for (let j = 1; j < Math.min(law.length, fits.length); j++) {
    const whole = (law[j] as number) * (fits[j] as number);
    for (const [time, part] of all[j] as Points) tally.times.push([time, whole * part]);
    pass(tally, 'emptied', rounds.emptied(all[j] as Points), whole);
    tally.spent += j * whole * meanOf(all[j] as Points);
    let [longer, left] = [0, 0];
    for (let q = j + 1; q < law.length; q++) {
      const p = law[q] as number;
      longer += p * (stops[j] as number);
      left += p * (stops[j] as number) * (q - j);
      turns[j]?.forEach((turn, to) => {
        const behind = tally.leftBehind[to] as Float64Array;
        behind[q - j] = (behind[q - j] as number) + p * turn;
      });
    }
    if (longer < 1e-12) continue;
    for (const [time, part] of stopped[j] as Points) tally.times.push([time, longer * part]);
    pass(tally, 'stopped', rounds.emptied(stopped[j] as Points), longer);
    tally.spent += j * longer * meanOf(stopped[j] as Points);
    tally.waiting += left * meanOf(rounds.emptied(stopped[j] as Points));
    tally.stops += longer;
  }
}

/** What happens while all engines work, per round, and how often all do. */
function summary(
  batches: PrefillBatches,
  arrivalRate: number,
  engines: number,
  rounds: Rounds,
  queue: PrefillQueue,
): PrefillPool {
  const alone = batches.kinds[0]?.all[1] as Points;
  const none = queue[0]?.[0] as number;
  const tally: Tally = {
    ...{ emptied: [], stopped: [], times: [], seconds: 0, stops: 0, spent: 0, waiting: 0 },
    leftBehind: queue.map((law) => new Float64Array(law.length)),
  };
  batches.kinds.forEach((kind, i) => {
    countBatches(tally, kind, queue[i] as Float64Array, rounds);
  });
  // The round that begins when the last idle engine is given a prompt.
  pass(tally, 'emptied', rounds.opening(alone), none);
  const { seconds, times, stops } = tally;
  const work = times.reduce((sum, [x, p]) => sum + x * p, 0);
  const period = { seconds: seconds / none, spare: (engines * seconds - work) / none };
  const allBusy = shareOfAllBusy(arrivalRate, engines, meanOf(alone), period);
  const alones = arrivalRate * (1 - allBusy);
  const perSecond = allBusy / seconds;
  const batchRate = alones + perSecond * (1 - none);
  const scaled = (points: Points, by: number) => points.map(([x, p]) => [x, p * by] as const);
  return {
    ...{ arrivalRate, engines, batches, rounds, allBusy, batchRate },
    meanTtft:
      (1 - allBusy) * meanOf(alone) +
      (perSecond / arrivalRate) * (tally.spent + tally.waiting) +
      (perSecond / 2) *
        [...tally.emptied, ...tally.stopped].reduce((sum, [t, p]) => sum + t * p, 0),
    batchTimes: merged(
      [...scaled(times, perSecond / batchRate), ...scaled(alone, alones / batchRate)],
      24,
    ),
    emptied: merged(scaled(tally.emptied, 1 / seconds), 20),
    stopped: merged(scaled(tally.stopped, 1 / seconds), 8),
    leftBehind: tally.leftBehind.map((law) => law.map((p) => p / Math.max(1e-300, stops))),
  };
}

/**
 * P(all engines work): fewer work as in a loss system whose load makes the work done that which
 * comes in. A period of all working has `spare` engine seconds more than the batches begun in it.
 */
function shareOfAllBusy(
  rate: number,
  engines: number,
  own: number,
  { seconds, spare }: { readonly seconds: number; readonly spare: number },
): number {
  const lastOf = (load: number) => {
    let [below, last] = [1, 1];
    for (let i = 1; i < engines; i++) {
      last *= load / i;
      below += last;
    }
    return last / below;
  };
  const excess = (load: number) => {
    const last = lastOf(load);
    return load * (1 - last) + rate * spare * last - rate * own;
  };
  const load = engines === 1 ? 0 : increasingRoot(excess, 0, 0, 100 * engines);
  const above = lastOf(load) * rate * seconds;
  return above / (1 + above);
}
