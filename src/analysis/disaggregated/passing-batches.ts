/**
 * How long those wait whom a batch leaves behind, until the next one begins.
 *
 * @see docs/model.md#prefill-pool
 */
import type { BegunBatches } from './begun-batches.ts';
import type { PrefillQueue } from './prefill-queue.ts';
import { meanRound } from './round-tally.ts';

export interface Passing {
  /** Mean and mean square of the round; mean engine seconds of the batch. */
  readonly mean: number;
  readonly square: number;
  readonly work: number;
}

/** By kind and prompts. */
export type PassingBatches = readonly (readonly Passing[])[];

/**
 * Over many rounds only the seconds of batches spread, each by its part, not the places of their
 * ends: after a long round come short ones.
 */
export function passingOf(
  { list, seconds }: BegunBatches,
  kinds: number,
  { table }: PrefillQueue,
  usual: Float64Array,
  engines: number,
): PassingBatches {
  const out = Array.from({ length: kinds }, (): Passing[] => []);
  for (const { kind, prompts, takesAll, law, mean: work } of list) {
    if (takesAll) continue;
    const mean = meanRound(law, usual, table.means);
    const square = law.reduce((sum, p, s) => sum + p * (seconds[s] as number) ** 2, 0);
    const variance = Math.max(0, square - work ** 2) / engines ** 2;
    (out[kind] as Passing[])[prompts] = { mean, square: mean ** 2 + variance, work };
  }
  return out;
}
