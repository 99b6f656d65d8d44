/**
 * A single exponential server before which requests queue that come at a rate with two states, and
 * in clumps from the station before it (modulated-station.ts). Exact.
 *
 * @see docs/model.md#modulated-occupancy; G. Latouche, V. Ramaswami, Introduction to Matrix Analytic
 *   Methods in Stochastic Modeling (1999), ch. 6.
 */
import { inverse, type Matrix, minus, ONE, over, type Row, scaled, times } from './matrix2.ts';
import type { ModulatedLaw, QueueBeyond, WaitingPlace } from './modulated-station.ts';

/** Levels beyond are summed in groups about this share of the level wide. */
const GROUP = 16;
const MOST_LEVELS = 200_000;

/** Time at each level beyond the capacity, driven by the clumps that pass it. */
export function queueBeyond(
  { arrivals, leaving, serviceRate, rest }: QueueBeyond,
  back: Matrix,
  passing: Row,
  within: number,
): Pick<ModulatedLaw, 'waiting' | 'beyond' | 'meanBeyond'> {
  const p = 1 / rest;
  const [l0, l1] = arrivals;
  // −U: out of a level, until it or one below is reached for good.
  const out: Matrix = [
    l0 + serviceRate + leaving[0] - l0 * back[0],
    -leaving[0] - l0 * back[1],
    -leaving[1] - l1 * back[2],
    l1 + serviceRate + leaving[1] - l1 * back[3],
  ];
  const landing = over(ONE, minus(ONE, scaled(back, 1 - p)));
  // Clumps that reach level j or beyond come down to it: p(1−p)^{j−1}·Σ((1−p)G)^i.
  let clumps = times(passing, landing);
  let level: Row = [0, 0];
  const waiting: WaitingPlace[] = [];
  let beyond: Row = [0, 0];
  let meanBeyond = 0;
  let group = { from: 1, place: 0, rates: [0, 0] as Row };
  let landed: Row = passing;
  for (let j = 1; j < MOST_LEVELS; j++) {
    const source: Row = [p * clumps[0] + level[0] * l0, p * clumps[1] + level[1] * l1];
    // Enter at place j: the members of clumps, and those who come one level below.
    const rates: Row = [landed[0] + level[0] * l0, landed[1] + level[1] * l1];
    const weight = rates[0] + rates[1];
    group = {
      ...group,
      place: group.place + j * weight,
      rates: [group.rates[0] + rates[0], group.rates[1] + rates[1]],
    };
    level = times(source, inverse(out));
    beyond = [beyond[0] + level[0], beyond[1] + level[1]];
    meanBeyond += j * (level[0] + level[1]);
    clumps = [clumps[0] * (1 - p), clumps[1] * (1 - p)];
    landed = [landed[0] * (1 - p), landed[1] * (1 - p)];
    const done = (level[0] + level[1]) * j < 1e-10 * (within + beyond[0] + beyond[1]) && j > rest;
    if (done || j + 1 > group.from * (1 + 1 / GROUP)) {
      const all = group.rates[0] + group.rates[1];
      if (all > 0) waiting.push({ place: group.place / all, rates: group.rates });
      group = { from: j + 1, place: 0, rates: [0, 0] };
    }
    if (done) break;
  }
  return { waiting, beyond, meanBeyond };
}

/**
 * G: state when the queue beyond is for the first time one shorter, by the state before. Its
 * eigenvalues are 1 and the one zero in (0, 1) of det(μ − z(μ + Λ − Q) + z²Λ).
 */
export function firstPassage({ arrivals, leaving, serviceRate: mu }: QueueBeyond): Matrix {
  const side = (i: 0 | 1, z: number) =>
    mu - z * (mu + arrivals[i] + leaving[i]) + z * z * arrivals[i];
  const determinant = (z: number) => side(0, z) * side(1, z) - z * z * leaving[0] * leaving[1];
  let [low, high] = [0, 1 - 1e-9];
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (determinant(middle) > 0) low = middle;
    else high = middle;
  }
  const z = (low + high) / 2;
  // The eigenvector (1, v): side(0)·1 + z·leaving_0·v = 0.
  const v = -side(0, z) / (z * leaving[0]);
  const w = -side(1, z) / (z * leaving[1]);
  const [x, y] = Math.abs(v) < 1 ? [1, v] : [w, 1];
  // G·(1, 1) = (1, 1) and G·(x, y) = z·(x, y).
  const a = (z * x - y) / (x - y);
  const d = (x - z * y) / (x - y);
  return [a, 1 - a, 1 - d, d];
}
