/**
 * The batch that takes a prompt: those before it, itself, and those that came after it and fit.
 *
 * @see docs/model.md#prefill-pool
 */
import { compress, type DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Histogram } from '../../numerics/histogram.ts';
import type { Server } from '../engine/server.ts';
import type { Batches, PrefillBatches, Sums } from './batches.ts';
import { followers } from './followers.ts';
import type { Points } from './points.ts';

/** A batch up to the prompt: its tokens and pairs, and the room it leaves, in cells. */
interface Begun {
  readonly tokens: number;
  readonly pairs: number;
  readonly room: number;
  readonly seconds: number;
  readonly share: number;
}

/** Adds wait + batch for prompts with so many before them in a batch of a kind. */
export type AddOwnBatches = (ahead: number, kind: number, waits: Points, law: Histogram) => void;

export function ownBatches(
  server: Server,
  batches: PrefillBatches,
  arrivalRate: number,
): AddOwnBatches {
  const after = followers(batches);
  const { pairsPerToken } = server.workload.prompts;
  const add = (begun: Begun, wait: number, share: number, law: Histogram) => {
    const { some, tokens } = after(arrivalRate * wait, begun.room);
    law.add(wait + begun.seconds, share * (1 - some));
    if (some < 1e-6) return;
    const more = tokens / some;
    const pairs = begun.pairs + more * pairsPerToken;
    law.add(wait + server.time(begun.tokens + more, pairs, 0, 0), share * some);
  };
  return (ahead, kind, waits, law) => {
    const full = ahead + 1 >= server.maxBatchSize;
    for (const begun of begunBatches(server, batches, kind, ahead))
      for (const [wait, part] of waits)
        if (full || wait === 0 || begun.room < 0) law.add(wait + begun.seconds, begun.share * part);
        else add(begun, wait, begun.share * part, law);
  };
}

function begunBatches(
  server: Server,
  { lattice, kinds }: PrefillBatches,
  kind: number,
  ahead: number,
): readonly Begun[] {
  const { prompts } = server.workload;
  const { budget, cell } = lattice;
  const { first, sums } = kinds[kind] as Batches;
  const begun = (tokens: number, pairs: number, share: number): Begun => {
    const seconds = server.time(tokens, pairs, 0, 0);
    return { tokens, pairs, room: budget - tokens / cell, seconds, share };
  };
  if (ahead === 0) {
    const own = kind === 0 ? prompts.fine : compress(first, 24, OPENING_TAIL);
    return pointsOf(own).map(([x, p]) => begun(x, prompts.pairs(x), p));
  }
  const before = sums[Math.min(ahead, sums.length - 1)] as Sums;
  const out = pointsOf(ahead < 3 ? prompts.medium : prompts.short).flatMap(([x, p]) =>
    fifths(before, budget - x / cell).map(({ mass, cells, pairs }) =>
      begun(x + cells * cell, prompts.pairs(x) + pairs, p * mass),
    ),
  );
  const total = out.reduce((sum, { share }) => sum + share, 0);
  return out.map((one) => ({ ...one, share: one.share / total }));
}

const OPENING_TAIL = [0.97, 0.985, 0.995];

const pointsOf = ({ values, weights }: DiscreteLaw): Points =>
  Array.from(values, (x, i) => [x, weights[i] as number] as const);

/** Where groups of the sum before a prompt end, of those that leave it its room. */
const CUTS = [0.2, 0.4, 0.6, 0.8];

/** The sums up to so many cells, in groups at their means. */
function fifths({ mass, pairs }: Sums, most: number) {
  const end = Math.min(mass.length - 1, Math.floor(most + 1e-9));
  let total = 0;
  for (let y = 0; y <= end; y++) total += mass[y] as number;
  const out: { mass: number; cells: number; pairs: number }[] = [];
  let [share, cells, sum, below] = [0, 0, 0, 0];
  for (let y = 0; y <= end; y++) {
    const p = mass[y] as number;
    share += p;
    cells += p * y;
    sum += pairs[y] as number;
    below += p;
    if (y < end && below < total * (CUTS[out.length] ?? 2)) continue;
    if (share > 1e-12) out.push({ mass: share, cells: cells / share, pairs: sum / share });
    [share, cells, sum] = [0, 0, 0];
  }
  return out;
}
