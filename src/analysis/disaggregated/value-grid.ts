/**
 * Laws on a few values: each is put on its two neighbours, and what that adds to the square is taken
 * back where there is something to take it from. Masses and means are kept exactly, squares mostly.
 *
 * @see docs/model.md#prefill-pool
 */
import type { Points } from './points.ts';

/** Increasing. */
export type Grid = readonly number[];

/** Where a number lies on a grid. */
export interface Place {
  /** The value at `low`, or so likely the one after it. */
  readonly low: number;
  readonly part: number;
  /** What that adds to the square is taken back at the value `middle`, by so much. */
  readonly middle: number;
  readonly pull: number;
}

/** Part of the values that lie below the median. */
const BELOW = 0.45;
const STEEPEST = 4;

/** From the least to the most, closer together where they are small if the median is. */
export function powerGrid(least: number, most: number, usual: Points, values: number): Grid {
  const sorted = [...usual].sort(([a], [b]) => a - b);
  let left = sorted.reduce((sum, [, p]) => sum + p, 0) / 2;
  let median = most;
  for (const [x, p] of sorted) {
    median = x;
    left -= p;
    if (left <= 0) break;
  }
  const where = Math.max(1e-6, (median - least) / (most - least));
  const power = Math.min(STEEPEST, Math.max(1, Math.log(where) / Math.log(BELOW)));
  return Array.from(
    { length: values },
    (_, i) => least + (most - least) * (i / (values - 1)) ** power,
  );
}

/** From the least to the most, each the same factor times the one before. */
export function ratioGrid(least: number, most: number, values: number): Grid {
  return Array.from({ length: values }, (_, i) => least * (most / least) ** (i / (values - 1)));
}

export const NOWHERE: Place = { low: 0, part: 0, middle: 0, pull: 0 };

/** A number below or above all values counts as the nearest. */
export function placeOn(grid: Grid, value: number): Place {
  const last = grid.length - 1;
  if (last === 0) return NOWHERE;
  const x = Math.min(grid[last] as number, Math.max(grid[0] as number, value));
  let low = 0;
  while (low < last - 1 && (grid[low + 1] as number) <= x) low++;
  const [a, b] = [grid[low] as number, grid[low + 1] as number];
  const part = (x - a) / (b - a);
  if (last === 1) return { low, part, middle: 0, pull: 0 };
  const middle = Math.min(last - 1, Math.max(1, part < 0.5 ? low : low + 1));
  const [l, m, r] = [grid[middle - 1], grid[middle], grid[middle + 1]] as [number, number, number];
  return { low, part, middle, pull: ((x - a) * (b - x)) / ((m - l) * (r - m)) };
}

/** A law while it is put together. */
export interface GridLaw {
  readonly shares: Float64Array;
  readonly pulls: Float64Array;
}

export function emptyLaw(grid: Grid): GridLaw {
  return { shares: new Float64Array(grid.length), pulls: new Float64Array(grid.length) };
}

export function put({ shares, pulls }: GridLaw, { low, part, middle, pull }: Place, p: number) {
  shares[low] = (shares[low] as number) + p * (1 - part);
  if (part > 0) shares[low + 1] = (shares[low + 1] as number) + p * part;
  pulls[middle] = (pulls[middle] as number) + p * pull;
}

/** From both sides of a value as much is moved to it as keeps the mean, and no share negative. */
export function settled(grid: Grid, { shares, pulls }: GridLaw): Float64Array {
  const out = shares.slice();
  const last = grid.length - 1;
  if (last < 2) return out;
  const sides = (i: number) => {
    const [a, b, c] = [grid[i - 1], grid[i], grid[i + 1]] as [number, number, number];
    return [(c - b) / (c - a), (b - a) / (c - a)] as const;
  };
  const wanted = new Float64Array(grid.length);
  for (let i = 1; i < last; i++) {
    const [before, after] = sides(i);
    wanted[i - 1] = (wanted[i - 1] as number) + (pulls[i] as number) * before;
    wanted[i + 1] = (wanted[i + 1] as number) + (pulls[i] as number) * after;
  }
  const given = (i: number) => {
    const [want, have] = [wanted[i] as number, shares[i] as number];
    return want > have ? have / want : 1;
  };
  for (let i = 1; i < last; i++) {
    const moved = (pulls[i] as number) * Math.min(given(i - 1), given(i + 1));
    if (moved === 0) continue;
    const [before, after] = sides(i);
    out[i - 1] = Math.max(0, (out[i - 1] as number) - moved * before);
    out[i] = (out[i] as number) + moved;
    out[i + 1] = Math.max(0, (out[i + 1] as number) - moved * after);
  }
  return out;
}

export function lawOn(grid: Grid, points: Points): Float64Array {
  const law = emptyLaw(grid);
  for (const [x, p] of points) put(law, placeOn(grid, x), p);
  return settled(grid, law);
}

export function normalized(law: Float64Array): Float64Array {
  const total = law.reduce((sum, p) => sum + Math.max(0, p), 0);
  return law.map((p) => Math.max(0, p) / total);
}

/** Its values that have a share. */
export function pointsOf(grid: Grid, law: Float64Array): Points {
  return grid.flatMap((x, i) => ((law[i] as number) > 0 ? [[x, law[i] as number] as const] : []));
}
