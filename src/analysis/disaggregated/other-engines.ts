/**
 * While all engines of the prefill pool work: what those have left of their batches that do not
 * begin one now. Their work together is kept; when the first of them is done is a share of it.
 *
 * Two engines: exact up to the values kept. More: which share, is that of independent stationary
 * renewals.
 *
 * @see docs/model.md#prefill-pool
 */
import { meanOf, merged, type Points } from './points.ts';
import {
  emptyLaw,
  type Grid,
  lawOn,
  NOWHERE,
  normalized,
  type Place,
  placeOn,
  powerGrid,
  put,
  settled,
} from './value-grid.ts';

/** From one end of a batch to the next, of whichever engine; and what the others have left then. */
export interface Round extends Place {
  readonly seconds: number;
  readonly share: number;
}

export interface OtherEngines {
  /** Engine seconds that the others have left together: the values told apart. */
  readonly work: Grid;
  /** Their law when nothing is known. */
  readonly usual: Float64Array;
  /** Rounds that a batch of so many seconds opens, by what the others have left. */
  readonly rounds: (seconds: number) => readonly (readonly Round[])[];
  /** What is left when the last idle engine gets a prompt, by what was left when one became idle. */
  readonly reopened: (emptied: Float64Array) => Float64Array;
}

const ALONE: Grid = [0];
const ONE = Float64Array.of(1);

/** @param alone the seconds of a batch of one average prompt. @param all of all batches. */
export function otherEngines(
  engines: number,
  arrivalRate: number,
  alone: Points,
  all: Points,
): OtherEngines {
  if (engines === 1) {
    const rounds = (seconds: number) => [[{ seconds, share: 1, ...NOWHERE }]];
    return { work: ALONE, usual: ONE, rounds, reopened: () => ONE };
  }
  const left = leftOf(all, engines - 1);
  const sums = (list: readonly Left[]) => list.map(({ sum, share }) => [sum, share] as const);
  const longest = all.reduce((max, [x]) => Math.max(max, x), 0);
  const work = powerGrid(0, (engines - 1) * longest, sums(left), VALUES);
  const firsts = firstsOf(left, work);
  const rounds = (seconds: number) =>
    work.map((sum, i) => roundsOf(seconds, sum, firsts[i] as Points, engines, work));
  const soon = soonAgain(engines, arrivalRate, work, firsts);
  // A loss system sees stationary renewals whenever the last idle engine gets a prompt, soon or not.
  const beginning = lawOn(work, sums(leftOf(alone, engines - 1)));
  const after = emptyLaw(work);
  for (const [x, p] of alone)
    rounds(x).forEach((list, v) => {
      for (const round of list) put(after, round, p * round.share * (beginning[v] as number));
    });
  const again = soon(settled(work, after));
  const later = normalized(beginning.map((p, i) => p - (again[i] as number)));
  return {
    work,
    usual: lawOn(work, sums(left)),
    rounds,
    reopened: (emptied) => {
      const early = soon(emptied);
      const missing = 1 - early.reduce((sum, p) => sum + p, 0);
      return early.map((p, i) => p + missing * (later[i] as number));
    },
  };
}

/** Slices of the time to an arrival that comes in time. */
const COMING = [0.125, 0.375, 0.625, 0.875];

/** What is left when one arrives before another engine becomes idle, too; its sum: P(it does). */
function soonAgain(
  engines: number,
  arrivalRate: number,
  work: Grid,
  firsts: readonly Points[],
): (emptied: Float64Array) => Float64Array {
  const rows = work.map((left, i) =>
    lawOn(
      work,
      (firsts[i] as Points).flatMap(([ratio, part]) => {
        const comes = 1 - Math.exp(-arrivalRate * ratio * left);
        return COMING.map((u) => {
          const after = -Math.log1p(-u * comes) / arrivalRate;
          return [left - (engines - 1) * after, (part * comes) / COMING.length] as const;
        });
      }),
    ),
  );
  return (emptied) => {
    const out = new Float64Array(work.length);
    emptied.forEach((p, v) => {
      if (p === 0) return;
      rows[v]?.forEach((q, i) => {
        out[i] = (out[i] as number) + p * q;
      });
    });
    return out;
  };
}

/** What several engines have left together, and the first of them. */
interface Left {
  readonly sum: number;
  readonly first: number;
  readonly share: number;
}

const SLICES = 12;
/** Groups by the sum, and by the first in each of these. */
const KEPT = 9;
const KEPT_FIRSTS = 4;
/** Values of the work left, and of the share of it that the first has. */
const VALUES = 12;
const FIRSTS = 5;

/** What so many independent stationary renewals have left. */
function leftOf(all: Points, count: number): readonly Left[] {
  const rest = restOf(all);
  let pairs: readonly Left[] = rest.map(([x, share]) => ({ sum: x, first: x, share }));
  for (let i = 1; i < count; i++) {
    const next = pairs.flatMap(({ sum, first, share }) =>
      rest.map(([x, p]) => ({ sum: sum + x, first: Math.min(first, x), share: share * p })),
    );
    pairs = i < count - 1 ? fewer(next) : next;
  }
  return pairs;
}

function fewer(pairs: readonly Left[]): readonly Left[] {
  return grouped(
    [...pairs].sort((a, b) => a.sum - b.sum),
    KEPT,
  ).flatMap((group) =>
    grouped(
      [...group].sort((a, b) => a.first - b.first),
      KEPT_FIRSTS,
    ).map((part) => {
      let [share, sum, first] = [0, 0, 0];
      for (const one of part) {
        share += one.share;
        sum += one.sum * one.share;
        first += one.first * one.share;
      }
      return { sum: sum / share, first: first / share, share };
    }),
  );
}

function grouped(sorted: readonly Left[], count: number): readonly (readonly Left[])[] {
  const total = sorted.reduce((sum, { share }) => sum + share, 0);
  const out: Left[][] = [[]];
  let below = 0;
  for (const one of sorted) {
    if (below >= (out.length * total) / count - 1e-12 && out.length < count) out.push([]);
    (out.at(-1) as Left[]).push(one);
    below += one.share;
  }
  return out;
}

/** The rest of a stationary renewal in slices of equal probability, at their means. */
function restOf(all: Points): Points {
  const mean = meanOf(all);
  const sorted = [...all].sort(([a], [b]) => a - b);
  const steps: [number, number][] = [];
  let [from, above] = [0, sorted.reduce((sum, [, p]) => sum + p, 0)];
  for (const [x, p] of sorted) {
    const parts = Math.max(1, Math.ceil((4 * SLICES * (x - from) * above) / mean));
    for (let i = 0; i < parts; i++)
      steps.push([from + ((x - from) * (i + 0.5)) / parts, ((x - from) * above) / mean / parts]);
    [from, above] = [x, above - p];
  }
  return merged(steps, SLICES);
}

/** The first of them over all that is left, for each value. */
function firstsOf(left: readonly Left[], work: Grid): readonly Points[] {
  const found = work.map((): [number, number][] => []);
  for (const { sum, first, share } of left) {
    let at = 0;
    while (at < work.length - 1 && sum > ((work[at] as number) + (work[at + 1] as number)) / 2)
      at++;
    (found[at] as [number, number][]).push([sum > 0 ? first / sum : 1, share]);
  }
  const points = found.map((list) => shared(merged(list, FIRSTS)));
  let known = points.find((list) => list.length > 0) as Points;
  return points.map((list) => {
    if (list.length > 0) known = list;
    return known;
  });
}

function shared(points: Points): Points {
  const total = points.reduce((sum, [, p]) => sum + p, 0);
  return points.map(([x, p]) => [x, p / total] as const);
}

function roundsOf(
  own: number,
  left: number,
  firsts: Points,
  engines: number,
  work: Grid,
): readonly Round[] {
  const out: Round[] = [];
  let longer = 0;
  for (const [ratio, part] of firsts) {
    const first = ratio * left;
    if (first >= own) longer += part;
    else out.push({ seconds: first, share: part, ...placeOn(work, left + own - engines * first) });
  }
  if (longer > 0)
    out.push({ seconds: own, share: longer, ...placeOn(work, left + own - engines * own) });
  return out;
}
