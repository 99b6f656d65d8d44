/**
 * What a prompt finds that has i others of its batch before it: the tokens of the open sub-batch,
 * and the time of the closed ones.
 */

import type { Packing } from './packing.ts';
import { closing, type PackingState, walk } from './packing-walk.ts';

export interface Open {
  /** Groups of like states. */
  readonly groups: readonly OpenGroup[];
  /** Of the first i prompts: seconds of all their sub-batches, mean and variance; number. */
  readonly total: number;
  readonly totalVariance: number;
  readonly count: number;
  /** By cells: how many sub-batches of such a size, the open one among them. */
  readonly bySize: Float64Array;
}

export interface OpenGroup {
  readonly weight: number;
  /** Tokens of the open sub-batch; Infinity if nothing can be added to it. */
  readonly tokens: number;
  /** Seconds of it as it stands, and of those that are closed, mean and variance. */
  readonly seconds: number;
  readonly closed: number;
  readonly closedVariance: number;
}

/** @param places increasing numbers of prompts, i. */
export function openSubBatches(pack: Packing, places: readonly number[]): Open[] {
  const next = walk(pack);
  return places.map((place) => {
    const { state, count, closed } = next(place);
    if (state === undefined) return nothing(pack);
    return {
      ...totals(pack, state),
      groups: groupsOf(pack, state),
      count,
      bySize: closed.map((flux, s) => flux + (state.mass[s] as number)),
    };
  });
}

function nothing({ cells }: Packing): Open {
  const group = { weight: 1, tokens: 0, seconds: 0, closed: 0, closedVariance: 0 };
  const bySize = new Float64Array(cells + 2);
  return { groups: [group], total: 0, totalVariance: 0, count: 0, bySize };
}

function totals(pack: Packing, state: PackingState) {
  let [total, square] = [0, 0];
  for (let s = 0; s <= pack.cells + 1; s++) {
    const [, first, second] = closing(pack, state, s);
    total += first;
    square += second;
  }
  return { total, totalVariance: Math.max(0, square - total ** 2) };
}

const GROUPS = 10;

/** States with neighbouring tokens together, each group of at least a tenth of the mass. */
function groupsOf(pack: Packing, { mass, time, square }: PackingState): OpenGroup[] {
  const { cells, cell, seconds } = pack;
  const out: OpenGroup[] = [];
  let from = 0;
  let weight = 0;
  const sum = (end: number, f: (s: number) => number) => {
    let all = 0;
    for (let s = from; s <= end; s++) all += f(s);
    return all;
  };
  for (let s = 0; s <= cells + 1; s++) {
    weight += mass[s] as number;
    if (s < cells && weight < 1 / GROUPS) continue;
    if (weight > 1e-9) {
      const closed = sum(s, (i) => time[i] as number) / weight;
      out.push({
        weight,
        tokens: s > cells ? Infinity : sum(s, (i) => (mass[i] as number) * i * cell) / weight,
        seconds: sum(s, (i) => (mass[i] as number) * (seconds[i] as number)) / weight,
        closed,
        closedVariance: Math.max(0, sum(s, (i) => square[i] as number) / weight - closed ** 2),
      });
    }
    from = s + 1;
    weight = 0;
  }
  return out;
}
