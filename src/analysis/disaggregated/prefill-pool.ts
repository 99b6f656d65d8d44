/**
 * The prefill pool: k engines that take whole batches from one queue.
 *
 * One engine: exact up to the lattice; two: up to the values of what the other has left, too.
 *
 * @see docs/model.md#prefill-pool
 */
import type { PrefillBatches } from './batches.ts';
import { type BegunBatches, begunBatches } from './begun-batches.ts';
import { shareOfAllBusy } from './busy-share.ts';
import { otherEngines } from './other-engines.ts';
import { type PassingBatches, passingOf } from './passing-batches.ts';
import { meanOf, mergedTimes, type Points } from './points.ts';
import { type PrefillQueue, prefillQueue } from './prefill-queue.ts';
import { forEachRound, type RoundsBy } from './round-table.ts';
import { type Tally, tallyOf } from './round-tally.ts';
import { pointsOf } from './value-grid.ts';

/** Rounds of one length after which the others have so much left. */
export interface PastRound {
  readonly seconds: number;
  /** Rounds per batch begun while all work. */
  readonly share: number;
  readonly others: number;
}

export interface PrefillPool {
  readonly arrivalRate: number;
  readonly engines: number;
  readonly batches: PrefillBatches;
  /** P(all engines work) at a random time. */
  readonly allBusy: number;
  /** While all do, per batch begun: seconds, and seconds that prompts wait, all prompts together. */
  readonly seconds: number;
  readonly waited: number;
  /** Rounds that leave nobody behind, and that do, with the law of how many by kind of their batch. */
  readonly emptied: readonly PastRound[];
  readonly stopped: readonly PastRound[];
  readonly leftBehind: readonly Float64Array[];
  /** Batches that leave some behind, by kind and prompts: how long until the next one begins. */
  readonly passing: PassingBatches;
  /** Mean of what the others have left. */
  readonly meanOthers: number;
  /** Batches per second of the pool, and the law of their seconds. */
  readonly batchRate: number;
  readonly batchTimes: Points;
  /** E[TTFT] by Little's law: those that wait, and the batches of those that do not any more. */
  readonly meanTtft: number;
}

/** Values that the seconds of batches are told apart by: of one engine, and of several. */
const SECONDS = 32;
const SECONDS_OF_MANY = 20;

export type PrefillPoolAt = (arrivalRate: number) => PrefillPool;

/** Times that the law of all batches is worked out anew: what the others have left is told apart by it. */
const FITS = 3;

/** What does not depend on the rate is worked out once. */
export function prefillPools(batches: PrefillBatches, engines: number): PrefillPoolAt {
  const begun = begunBatches(batches, engines === 1 ? SECONDS : SECONDS_OF_MANY);
  const kinds = batches.kinds.length;
  const alone = pointsOf(begun.seconds, begun.alone);
  const endless = pointsOf(begun.seconds, begun.endless);
  const perPrompt = meanOf(endless) / begun.endlessPrompts / engines;
  return (arrivalRate) => {
    const load = Math.min(1, arrivalRate * perPrompt);
    const carrying = carryingBatch(begun, arrivalRate / engines);
    let law: Float64Array = begun.alone.map(
      (p, s) => p * (1 - load) + load * (carrying[s] as number),
    );
    for (let fit = 1; ; fit++) {
      const all = pointsOf(begun.seconds, law);
      const others = otherEngines(engines, arrivalRate, alone, all);
      const isLast = fit === (engines > 1 ? FITS : 1);
      const queue = prefillQueue(begun, kinds, arrivalRate, others, isLast ? undefined : 1);
      const tally = tallyOf(begun, queue, others.reopened(queue.beside[0] as Float64Array));
      const passing = passingOf(begun, kinds, queue, others.usual, engines);
      const meanOthers = others.usual.reduce(
        (sum, p, v) => sum + p * (others.work[v] as number),
        0,
      );
      const busy = shareOfTime(begun, queue, tally, engines);
      if (isLast)
        return poolOf(batches, begun, queue, tally, {
          ...busy,
          engines,
          meanOthers,
          passing,
          work: others.work,
        });
      law = busy.batchLaw;
    }
  };
}

/** The law of the least batch that carries a rate if all are like it; of endless demand if none does. */
function carryingBatch({ list, endless }: BegunBatches, rate: number): Float64Array {
  const least = list.find(
    ({ takesAll, kind, prompts, mean }) => takesAll && kind === 0 && prompts >= rate * mean,
  );
  return least?.law ?? endless;
}

interface Busy {
  readonly allBusy: number;
  readonly batchRate: number;
  /** Law of the seconds of all batches, on the grid. */
  readonly batchLaw: Float64Array;
  readonly perSecond: number;
}

/** How often all engines work, and what batches there are then and else. */
function shareOfTime(
  { alone, seconds: grid }: BegunBatches,
  { waiting, table: { arrivalRate } }: PrefillQueue,
  { emptied, stopped, seconds, work }: Tally,
  engines: number,
): Busy {
  const none = waiting[0]?.[0] as number;
  const own = grid.reduce((sum, x, s) => sum + x * (alone[s] as number), 0);
  const period = { seconds: seconds / none, spare: (engines * seconds - work) / none };
  const allBusy = shareOfAllBusy(arrivalRate, engines, own, period);
  const alones = arrivalRate * (1 - allBusy);
  const perSecond = allBusy / seconds;
  const batchRate = alones + perSecond * (1 - none);
  const batchLaw = alone.map((p, s) => {
    const begun = [emptied[s], stopped[s]].reduce(
      (sum, row) => sum + (row as Float64Array).reduce((part, mass) => part + mass, 0),
      -none * p,
    );
    return Math.max(0, alones * p + perSecond * begun) / batchRate;
  });
  return { allBusy, batchRate, batchLaw, perSecond };
}

interface Deployed extends Busy {
  readonly engines: number;
  readonly meanOthers: number;
  readonly passing: PassingBatches;
  readonly work: readonly number[];
}

function poolOf(
  batches: PrefillBatches,
  begun: BegunBatches,
  { table }: PrefillQueue,
  tally: Tally,
  { allBusy, batchRate, batchLaw, perSecond, engines, meanOthers, passing, work }: Deployed,
): PrefillPool {
  const { arrivalRate } = table;
  const alone = batches.kinds[0]?.all[1] as Points;
  const stops = tally.leftBehind.reduce((sum, law) => law.reduce((part, p) => part + p, sum), 0);
  return {
    ...{ arrivalRate, engines, batches, allBusy, batchRate, meanOthers, passing },
    ...{ seconds: tally.seconds, waited: tally.waited },
    meanTtft:
      (1 - allBusy) * meanOf(alone) + (perSecond / arrivalRate) * (tally.spent + tally.waited),
    batchTimes: pointsOf(begun.seconds, batchLaw),
    emptied: pastRounds(tally.emptied, table.rounds, work),
    stopped: pastRounds(tally.stopped, table.rounds, work),
    leftBehind: tally.leftBehind.map((law) => law.map((p) => p / Math.max(1e-300, stops))),
  };
}

/** Rounds told apart by what the others have left after them, and a few lengths for each of these. */
const LENGTHS = 24;
const LENGTHS_OF_MANY = 8;

function pastRounds(
  begun: readonly Float64Array[],
  rounds: RoundsBy,
  work: readonly number[],
): readonly PastRound[] {
  const by = work.map((): [number, number][] => []);
  forEachRound(rounds, begun, ({ seconds, middle }, share) => {
    (by[middle] as [number, number][]).push([seconds, share]);
  });
  return by.flatMap((points, v) =>
    mergedTimes(points, work.length === 1 ? LENGTHS : LENGTHS_OF_MANY).map(([seconds, share]) => ({
      ...{ seconds, share, others: work[v] as number },
    })),
  );
}

/** Their lengths alone, on few points. */
export function bySeconds(rounds: readonly PastRound[], wanted: number): Points {
  return mergedTimes(
    rounds.map(({ seconds, share }) => [seconds, share] as const),
    wanted,
  );
}
