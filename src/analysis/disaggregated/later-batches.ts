/**
 * How long rounds last that come before the one that takes a prompt, by the number of prompts before
 * it when the next batch is put together.
 *
 * @see docs/model.md#prefill-pool
 */
import type { PrefillBatches } from './batches.ts';
import type { Passing } from './passing-batches.ts';
import type { PrefillPool } from './prefill-pool.ts';

export interface Later extends Passing {
  /** P(the next batch takes it). */
  readonly joins: number;
}

export type LaterBatches = (kind: number, ahead: number) => Later;

export function laterBatches({ batches, passing }: PrefillPool): LaterBatches {
  const { kinds } = batches;
  /** Unconditional: a prompt that the next batch takes waits for none. */
  const known: Passing[][] = kinds.map(() => []);
  const after = (kind: number, m: number) =>
    m === 0 ? NONE : ((known[kind] as Passing[])[m] as Passing);
  const upTo = (m: number) => {
    for (let n = known[0]?.length ?? 0; n <= m; n++)
      kinds.forEach((_, kind) => {
        const next = ofFirst(batches, kind, n, passing[kind] as readonly Passing[], after);
        (known[kind] as Passing[]).push(next);
      });
  };
  return (kind, ahead) => {
    upTo(ahead);
    const joins = ahead === 0 ? 1 : (kinds[kind]?.fits[ahead + 1] ?? 0);
    const { mean, square, work } = (known[kind] as Passing[])[ahead] as Passing;
    const left = Math.max(1e-12, 1 - joins);
    return { joins, mean: mean / left, square: square / left, work: work / left };
  };
}

const NONE: Passing = { mean: 0, square: 0, work: 0 };

/** By the first batch: it takes the prompt, or stops at one before it, or at the prompt itself. */
function ofFirst(
  { kinds }: PrefillBatches,
  kind: number,
  m: number,
  passing: readonly Passing[],
  behind: (kind: number, left: number) => Passing,
): Passing {
  const turns = kinds[kind]?.turns ?? [];
  let [mean, square, work] = [0, 0, 0];
  for (let j = 1; j <= Math.min(m, turns.length - 1); j++) {
    const own = passing[j] ?? NONE;
    const turn = turns[j] as readonly number[];
    for (let to = 0; to < turn.length; to++) {
      const p = turn[to] as number;
      if (p < 1e-10) continue;
      const rest = behind(to, m - j);
      mean += p * (own.mean + rest.mean);
      square += p * (own.square + 2 * own.mean * rest.mean + rest.square);
      work += p * (own.work + rest.work);
    }
  }
  return { mean, square, work };
}
