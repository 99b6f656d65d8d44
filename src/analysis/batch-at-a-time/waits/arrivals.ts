/**
 * What becomes of an arrival: the wait until its own batch begins, how many are before it in that,
 * and how many come behind it until then. The rest of the running batch and the number before it
 * belong together: both follow from how far that batch is.
 *
 * @see docs/model.md#first-token-of-a-batch
 */
import { Histogram } from '../../../numerics/histogram.ts';
import type { Batches } from '../batches.ts';
import { type Points, positivePoints } from '../nodes.ts';
import type { Room } from '../room.ts';
import { placesAhead } from './places-ahead.ts';
import { found, type Load } from './running-batch.ts';

/** An arrival whose batch begins after `wait`, with so many in it before and behind. */
export type Visit = (wait: number, before: number, behind: number, weight: number) => void;

export function visitArrivals(batches: Batches, load: Load, visit: Visit): void {
  const { arrivalRate, room } = load;
  const { idle, emptied, full, left } = found(batches, load);
  if (idle > 0) visit(0, 0, 0, idle);
  const places = placesAhead(room);
  const sumOf = fullTimes(batches, room);
  const begin = (wait: number, before: number, weight: number) => {
    for (const { size, weight: p } of room)
      comeBehind(wait, Math.min(before, size - 1), size - 1, arrivalRate, weight * p, visit);
  };
  const proceed = (rest: number) =>
    places.take((ahead, before, weight) => {
      for (const [time, share] of sumOf(ahead)) begin(rest + time, before, weight * share);
    });
  for (const [elapsed, time, share] of moments(emptied, 160)) {
    for (const [n, p] of countPoints(arrivalRate * elapsed, 8)) places.add(n, p * share);
    proceed(time - elapsed);
  }
  for (const [elapsed, time, share] of moments(full, 50)) {
    for (const [n, p] of countPoints(arrivalRate * elapsed, 3))
      for (const [before, q] of left) places.add(before + n, p * q * share);
    proceed(time - elapsed);
  }
}

/** About so many moments within running batches, at an even pace. */
function moments(
  times: Points,
  wanted: number,
): (readonly [elapsed: number, time: number, share: number])[] {
  const count = Math.min(30, Math.ceil(wanted / times.length));
  return times.flatMap(([time, share]) =>
    Array.from(
      { length: count },
      (_, n) => [((n + 0.5) / count) * time, time, share / count] as const,
    ),
  );
}

const NORMAL: Points = [
  [-1.7981, 0.1],
  [-0.9673, 0.15],
  [-0.3853, 0.25],
  [0.3853, 0.25],
  [0.9673, 0.15],
  [1.7981, 0.1],
];

/** A Poisson number on few points; with a mean below `exact` on all. */
function countPoints(mean: number, exact: number): Points {
  if (mean < 0.001) return [[0, 1]];
  if (mean > exact) return NORMAL.map(([z, weight]) => [mean + z * Math.sqrt(mean), weight]);
  const out: [number, number][] = [];
  let [mass, sum] = [Math.exp(-mean), 0];
  for (let n = 0; n < mean || mass > 1e-3; n++) {
    if (mass > 1e-3) {
      out.push([n, mass]);
      sum += mass;
    }
    mass *= mean / (n + 1);
  }
  return out.map(([n, p]) => [n, p / sum]);
}

/** Below this mean a Poisson number is taken as it is, else on three points. */
const FEW_COME = 2;

/** Those that come until the batch begins, as far as it has space for them. */
function comeBehind(
  wait: number,
  before: number,
  space: number,
  arrivalRate: number,
  weight: number,
  visit: Visit,
): void {
  const mean = arrivalRate * wait;
  const most = space - before;
  let full = 1;
  const come = (n: number, share: number) => {
    if (n >= most) return;
    visit(wait, before, n, weight * share);
    full -= share;
  };
  if (mean - 3 * Math.sqrt(mean) < most) {
    if (mean > FEW_COME) {
      const step = Math.sqrt(3 * mean);
      come(Math.max(0, mean - step), 1 / 6);
      come(mean, 2 / 3);
      come(mean + step, 1 / 6);
    } else for (const [n, share] of countPoints(mean, FEW_COME)) come(n, share);
  }
  if (full > 1e-9) visit(wait, before, most, weight * full);
}

/** The time of a number of full batches. */
function fullTimes(batches: Batches, room: readonly Room[]): (n: number) => Points {
  const law = new Histogram();
  let square = 0;
  for (const { size, weight } of room)
    for (const part of batches.times(size)) {
      square += weight * part.weight * (part.variance + part.mean ** 2);
      for (const [time, share] of positivePoints(part.mean, part.variance, part.weight))
        law.add(time, weight * share);
    }
  const variance = Math.max(0, square - law.mean ** 2);
  const one = law.points([0.2, 0.5, 0.8, 0.95]);
  const whole: Points[] = [];
  const sum = (n: number) => positivePoints(n * law.mean, n * variance, 1);
  return (n) => {
    if (n < 0.01) return NOTHING;
    if (Math.abs(n - 1) < 0.01) return one;
    const near = Math.round(n);
    if (Math.abs(n - near) > 1e-6) return sum(n);
    whole[near] ??= sum(near);
    return whole[near];
  };
}

const NOTHING: Points = [[0, 1]];
