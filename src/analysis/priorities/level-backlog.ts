/**
 * The work that goes before an arrival of one level: prompts of its level and of those before it, and
 * the rest of a later one that has begun. A bulk queue again, whose rounds are iterations; one that
 * starts with less than a budget of this work is filled by later prompts, where some wait.
 *
 * Approximation: whether later prompts fill an iteration does not depend on the work before them;
 * their chance is that which makes up the full iterations of the whole backlog, as these are the same
 * in any order of service.
 *
 * @see docs/model.md#priorities
 */
import { type BulkQueue, boundaryLaw, boundaryRoots } from '../../queueing/bulk-queue.ts';
import { latticeLaw } from '../../queueing/lattice.ts';
import type { Backlog } from '../chunked-prefill/backlog.ts';
import type { Level } from './levels.ts';
import { restLaws } from './rest.ts';

export interface LevelBacklog {
  /** Requests per second of all classes, and the factor on the lengths of their prompts. */
  readonly arrivalRate: number;
  readonly stretch: number;
  readonly queue: BulkQueue;
  /** P(w cells of this work before an iteration), w < k, and P(k or more). */
  readonly partial: Float64Array;
  readonly full: number;
  /** P(later prompts fill an iteration | less than a budget of this work). */
  readonly filled: number;
  /** What later prompts leave, by the cells of this work, where they fill. */
  readonly rests: readonly Float64Array[];
  /** Seconds of a round that is not filled, by the cells of this work. */
  readonly seconds: Float64Array;
}

/** Evaluations after which the chance is known well enough, and how well. */
const STEPS = 8;
const CLOSE = 1e-3;

/** That of the last level is the whole backlog, without a fill. */
export function wholeBacklog(chain: Backlog): LevelBacklog {
  const { queue, partial, full, durations: seconds, arrivalRate, offeredRate } = chain;
  const stretch = offeredRate / arrivalRate;
  return { arrivalRate, stretch, queue, partial, full, filled: 0, rests: [], seconds };
}

/** That of a level with others after it. */
export function levelBacklog(chain: Backlog, { upTo, after }: Level): LevelBacklog {
  const { cells: k, cell } = chain;
  const rests = restLaws(latticeLaw(after.law, cell), k).reverse();
  const sizes = latticeLaw(upTo.law, cell);
  const full = upTo.share * chain.offeredRate * (chain.durations[k] as number);
  const arrivals = new Float64Array(k + 1).fill(full);
  const roots = boundaryRoots({ arrivals, sizes, sleeps: false, rests: { share: 1, laws: rests } });
  const prompts = { share: upTo.share, sizes, rests, roots };
  const alone = withFilled(chain, prompts, { filled: 0, later: 0 });
  if (alone === undefined) return wholeBacklog(chain);
  let [low, gapLow] = [0, alone.full - chain.full];
  let [high, gapHigh] = [1, 1 - chain.full];
  let found = alone;
  // More filled iterations make more full ones: the chance that makes up all of them is bracketed.
  for (let step = 0; step < STEPS && gapLow < 0 && gapHigh > 0; step++) {
    const filled = low - ((high - low) * gapLow) / (gapHigh - gapLow);
    const next = withFilled(chain, prompts, { filled, later: others(chain, found) });
    if (next === undefined) return found;
    found = next;
    const gap = found.full + (1 - found.full) * filled - chain.full;
    if (Math.abs(gap) < CLOSE * chain.full) break;
    if (gap < 0) {
      [low, gapLow] = [filled, gap];
      gapHigh /= 2;
    } else {
      [high, gapHigh] = [filled, gap];
      gapLow /= 2;
    }
  }
  return found;
}

interface Prompts {
  readonly share: number;
  readonly sizes: Float64Array;
  readonly rests: readonly Float64Array[];
  readonly roots: ReturnType<typeof boundaryRoots>;
}

/** The backlog if later prompts fill so many iterations, and put so many cells into each of the others. */
function withFilled(
  chain: Backlog,
  { share, sizes, rests, roots }: Prompts,
  { filled, later }: { readonly filled: number; readonly later: number },
): LevelBacklog | undefined {
  const { durations, cells: k, offeredRate } = chain;
  const seconds = durations.map((_, w) => secondsOf(chain, w, later));
  const whole = durations[k] as number;
  const arrivals = seconds.map((own, w) => {
    const mean = w === k ? whole : filled * whole + (1 - filled) * own;
    return share * offeredRate * mean;
  });
  const queue: BulkQueue = {
    ...{ arrivals, sizes, sleeps: false },
    rests: { share: filled, laws: rests },
  };
  const partial = boundaryLaw(queue, roots);
  if (partial === undefined) return undefined;
  const full = Math.max(0, 1 - partial.reduce((sum, p) => sum + p, 0));
  const counted = { arrivalRate: offeredRate, stretch: 1 };
  return { ...counted, queue, partial, full, filled, rests, seconds };
}

/** Seconds of a round with w cells of this work and `later` of others. */
function secondsOf({ durations, cells: k }: Backlog, w: number, later: number): number {
  const at = Math.min(k, w + later);
  const low = Math.min(k - 1, Math.floor(at));
  const [from, to] = [durations[low] as number, durations[low + 1] as number];
  return from + (to - from) * (at - low);
}

/** Cells of later prompts in a round that they do not fill, so that all tokens are accounted for. */
function others(chain: Backlog, { partial, full, filled }: LevelBacklog): number {
  const { cells: k, cell } = chain;
  const open = (1 - full) * (1 - filled);
  const own = partial.reduce((sum, p, w) => sum + p * w, 0);
  const rest = chain.meanTokens / cell - full * k - (1 - full) * filled * k - (1 - filled) * own;
  return open > 1e-9 ? Math.min(k, Math.max(0, rest / open)) : 0;
}
