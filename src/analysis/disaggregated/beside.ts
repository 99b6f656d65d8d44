/**
 * What the other engines have left by the number of prompts that wait, one round later.
 *
 * @see docs/model.md#prefill-pool
 */
import type { BegunBatches } from './begun-batches.ts';
import type { OtherEngines, Round } from './other-engines.ts';
import type { RoundTable } from './round-table.ts';
import { emptyLaw, type GridLaw, put, settled } from './value-grid.ts';

interface QueueAndWork {
  readonly waiting: readonly Float64Array[];
  readonly beside: readonly Float64Array[];
}

export function workAfter(
  begun: BegunBatches,
  others: OtherEngines,
  { rounds, coming }: RoundTable,
  { waiting, beside }: QueueAndWork,
): readonly Float64Array[] {
  const begins = beginnings(begun, others, { waiting, beside });
  const next = beside.map(() => emptyLaw(others.work));
  begins.forEach((byWork, s) => {
    const opened = rounds[s] as readonly (readonly Round[])[];
    byWork.forEach((left, v) => {
      (opened[v] as readonly Round[]).forEach((round, i) => {
        goOn(next, left, round, coming[s]?.[v]?.[i] as Float64Array);
      });
    });
  });
  return next.map((row, q) => {
    const law = settled(others.work, row);
    const total = law.reduce((sum, p) => sum + p, 0);
    return total > 1e-14 ? law.map((p) => p / total) : (beside[q] as Float64Array);
  });
}

/** Those left behind, by number, and those that arrive. */
function goOn(
  next: readonly GridLaw[],
  left: Float64Array,
  round: Round,
  come: Float64Array,
): void {
  const last = next.length - 1;
  for (let q = 0; q <= last; q++) {
    const mass = (left[q] as number) * round.share;
    if (mass < 1e-13) continue;
    let more = mass;
    for (let a = 0; q + a < last; a++) {
      const part = mass * (come[a] as number);
      put(next[q + a] as GridLaw, round, part);
      more -= part;
    }
    if (more > 0) put(next[last] as GridLaw, round, more);
  }
}

/** Batches that begin, by their seconds, what the others have left, and how many are left behind. */
function beginnings(
  { list, alone, seconds }: BegunBatches,
  others: OtherEngines,
  { waiting, beside }: QueueAndWork,
): readonly (readonly Float64Array[])[] {
  const last = beside.length - 1;
  const out = seconds.map(() => others.work.map(() => new Float64Array(last + 1)));
  const add = (law: Float64Array, beginning: Float64Array, behind: number, share: number) => {
    if (share < 1e-13) return;
    law.forEach((p, s) => {
      if (p < 1e-9) return;
      out[s]?.forEach((row, v) => {
        row[behind] = (row[behind] as number) + share * p * (beginning[v] as number);
      });
    });
  };
  const of = (q: number) => beside[Math.min(q, last)] as Float64Array;
  add(alone, others.reopened(of(0)), 0, waiting[0]?.[0] as number);
  for (const { kind, prompts: j, takesAll, share, law } of list) {
    const here = waiting[kind] as Float64Array;
    if (takesAll) {
      add(law, of(j), 0, (here[j] ?? 0) * share);
      continue;
    }
    let many = 0;
    for (let q = j + 1; q < here.length; q++) {
      const p = (here[q] as number) * share;
      if (q - j < last) add(law, of(q), q - j, p);
      else many += p;
    }
    add(law, of(last), last, many);
  }
  return out;
}
