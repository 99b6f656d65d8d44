/**
 * Every batch that may begin, with the law of its seconds on values that all of them share: what
 * arrives in a round is worked out once for each value.
 *
 * @see docs/model.md#prefill-pool
 */
import type { Batches, PrefillBatches } from './batches.ts';
import { meanOf, merged, type Points } from './points.ts';
import { type Grid, lawOn, powerGrid, ratioGrid } from './value-grid.ts';

/** A batch that may begin. */
export interface BegunBatch {
  readonly kind: number;
  readonly prompts: number;
  /** It takes all that wait; or more do, and the kinds of the batch after it follow with `turns`. */
  readonly takesAll: boolean;
  readonly share: number;
  readonly turns: readonly number[];
  /** P(seconds) on the grid, and their mean. */
  readonly law: Float64Array;
  readonly mean: number;
}

export interface BegunBatches {
  /** Seconds of batches, and of one of a single average prompt. */
  readonly seconds: Grid;
  readonly alone: Float64Array;
  readonly list: readonly BegunBatch[];
  /** Batches of endless demand: their law on the grid, mean prompts and seconds. */
  readonly endless: Float64Array;
  readonly endlessPrompts: number;
}

const RARE = 1e-10;
/** Batches of so many prompts are as good as never: the one before is the largest. */
const NEVER = 2e-4;

/** @param values that seconds are told apart by. */
export function begunBatches({ kinds, shares }: PrefillBatches, values: number): BegunBatches {
  const alone = kinds[0]?.all[1] as Points;
  const endless: [number, number][] = [];
  let endlessPrompts = 0;
  kinds.forEach(({ stops, stopped }, kind) => {
    const share = shares[kind] as number;
    stops.forEach((p, j) => {
      endlessPrompts += share * p * j;
      for (const [x, part] of stopped[j] as Points) endless.push([x, share * p * part]);
    });
  });
  const all = kinds.flatMap(({ all: whole, stopped }) =>
    [...whole.slice(1), ...stopped.slice(1)].flat(),
  );
  const seconds = secondsGrid(all, merged([...alone, ...endless], 64), values);
  const list = kinds.flatMap((batches, kind) => begunOf(batches, kind, seconds));
  return {
    ...{ seconds, list, endlessPrompts },
    alone: lawOn(seconds, alone),
    endless: lawOn(seconds, endless),
  };
}

function begunOf(
  { fits, stops, turns, stopped, all }: Batches,
  kind: number,
  seconds: Grid,
): readonly BegunBatch[] {
  const out: BegunBatch[] = [];
  for (let j = 1; j < fits.length; j++) {
    const [share, stop] = [fits[j] as number, stops[j] as number];
    const isLargest = (fits[j + 1] ?? 0) < NEVER;
    const scale = isLargest && stop > 0 ? share / stop : 1;
    const about = {
      kind,
      prompts: j,
      turns: (turns[j] as readonly number[]).map((p) => p * scale),
    };
    out.push({ ...about, takesAll: true, share, ...timed(seconds, all[j] as Points) });
    if (stop > RARE) {
      const law = timed(seconds, stopped[j] as Points);
      out.push({ ...about, takesAll: false, share: stop * scale, ...law });
    }
    if (isLargest) break;
  }
  return out;
}

function timed(seconds: Grid, points: Points): Pick<BegunBatch, 'law' | 'mean'> {
  return { law: lawOn(seconds, points), mean: meanOf(points) };
}

/** Batches that far apart are told apart by their ratio: at low load there are only the shortest. */
const WIDE = 8;

/** All the seconds there are, when these are few. */
function secondsGrid(all: Points, usual: Points, values: number): Grid {
  const found = [...new Set(all.map(([x]) => x))].sort((a, b) => a - b);
  const [least = 0] = found;
  const most = found.at(-1) ?? 1;
  if (found.length <= values && found.length > 2) return found;
  const longest = Math.max(most, least * 1.000001 + 1e-12);
  return longest > WIDE * least
    ? ratioGrid(least, longest, values)
    : powerGrid(least, longest, usual, values);
}
