/**
 * What happens in the rounds while all engines of the prefill pool work, per batch begun.
 *
 * @see docs/model.md#prefill-pool
 */
import type { BegunBatch, BegunBatches } from './begun-batches.ts';
import type { PrefillQueue } from './prefill-queue.ts';
import { forEachRound } from './round-table.ts';

/** Sums over the rounds while all engines work, per batch begun. */
export interface Tally {
  /** Batches begun by seconds and what the others have left. */
  readonly emptied: readonly Float64Array[];
  readonly stopped: readonly Float64Array[];
  readonly leftBehind: readonly Float64Array[];
  /** Seconds of rounds, of batches, of batches over their prompts; prompts waiting over seconds. */
  seconds: number;
  work: number;
  spent: number;
  waited: number;
}

export function tallyOf(
  { list, seconds, alone }: BegunBatches,
  queue: PrefillQueue,
  reopened: Float64Array,
): Tally {
  const width = reopened.length;
  const rows = () => seconds.map(() => new Float64Array(width));
  const tally: Tally = {
    ...{ emptied: rows(), stopped: rows(), seconds: 0, work: 0, spent: 0, waited: 0 },
    leftBehind: queue.waiting.map((law) => new Float64Array(law.length)),
  };
  begin(tally.emptied, alone, reopened, queue.waiting[0]?.[0] as number);
  for (const one of list) countBatches(tally, one, queue);
  const { table } = queue;
  for (const begun of [tally.emptied, tally.stopped])
    forEachRound(table.rounds, begun, ({ seconds: past }, share) => {
      tally.seconds += share * past;
      tally.waited += (share * table.arrivalRate * past ** 2) / 2;
    });
  return tally;
}

function begin(
  into: readonly Float64Array[],
  law: Float64Array,
  beside: Float64Array,
  mass: number,
): void {
  law.forEach((p, s) => {
    if (p === 0) return;
    const row = into[s] as Float64Array;
    for (let v = 0; v < row.length; v++)
      row[v] = (row[v] as number) + mass * p * (beside[v] as number);
  });
}

function countBatches(tally: Tally, one: BegunBatch, queue: PrefillQueue): void {
  const { kind, prompts: j, share, law, mean } = one;
  const { waiting, beside } = queue;
  const here = waiting[kind] as Float64Array;
  let mass = (here[j] ?? 0) * share;
  if (one.takesAll) {
    if (mass > 1e-13)
      begin(tally.emptied, law, beside[Math.min(j, beside.length - 1)] as Float64Array, mass);
  } else {
    mass = countStopped(tally, one, queue, here);
  }
  tally.work += mass * mean;
  tally.spent += j * mass * mean;
}

/** Those that leave some behind; how many begin. */
function countStopped(
  tally: Tally,
  { prompts: j, share, turns, law }: BegunBatch,
  { beside, table }: PrefillQueue,
  here: Float64Array,
): number {
  const last = beside.length - 1;
  const masses = new Float64Array(beside.length);
  const behind = new Float64Array(beside.length);
  for (let q = j + 1; q < here.length; q++) {
    const p = (here[q] as number) * share;
    const at = Math.min(q, last);
    masses[at] = (masses[at] as number) + p;
    behind[at] = (behind[at] as number) + p * (q - j);
  }
  turns.forEach((turn, to) => {
    if (turn === 0) return;
    const left = tally.leftBehind[to] as Float64Array;
    for (let q = j + 1; q < here.length; q++)
      left[q - j] = (left[q - j] as number) + (here[q] as number) * turn;
  });
  masses.forEach((mass, at) => {
    if (mass < 1e-14) return;
    const others = beside[at] as Float64Array;
    begin(tally.stopped, law, others, mass);
    tally.waited += (behind[at] as number) * meanRound(law, others, table.means);
  });
  return masses.reduce((sum, p) => sum + p, 0);
}

export function meanRound(
  law: Float64Array,
  beside: Float64Array,
  means: readonly Float64Array[],
): number {
  let sum = 0;
  law.forEach((p, s) => {
    if (p > 0)
      means[s]?.forEach((mean, v) => {
        sum += p * mean * (beside[v] as number);
      });
  });
  return sum;
}
