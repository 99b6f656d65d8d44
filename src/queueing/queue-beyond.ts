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
  const [a, b, c, d] = inverse(out);
  const landing = over(ONE, minus(ONE, scaled(back, 1 - p)));
  // Clumps that reach level j or beyond come down to it: p(1−p)^{j−1}·Σ((1−p)G)^i. Numbers one by
  // one, since there may be very many levels.
  let [clumps0, clumps1] = times(passing, landing);
  let [landed0, landed1] = passing;
  let [level0, level1, beyond0, beyond1, meanBeyond] = [0, 0, 0, 0, 0];
  const waiting: WaitingPlace[] = [];
  let [from, places, rate0, rate1] = [1, 0, 0, 0];
  for (let j = 1; j < MOST_LEVELS; j++) {
    // Enter at place j: the members of clumps, and those who come one level below.
    const [below0, below1] = [level0 * l0, level1 * l1];
    rate0 += landed0 + below0;
    rate1 += landed1 + below1;
    places += j * (landed0 + below0 + landed1 + below1);
    const [source0, source1] = [p * clumps0 + below0, p * clumps1 + below1];
    level0 = source0 * a + source1 * c;
    level1 = source0 * b + source1 * d;
    beyond0 += level0;
    beyond1 += level1;
    meanBeyond += j * (level0 + level1);
    clumps0 *= 1 - p;
    clumps1 *= 1 - p;
    landed0 *= 1 - p;
    landed1 *= 1 - p;
    const done = (level0 + level1) * j < 1e-10 * (within + beyond0 + beyond1) && j > rest;
    if (done || j + 1 > from * (1 + 1 / GROUP)) {
      const all = rate0 + rate1;
      if (all > 0) waiting.push({ place: places / all, rates: [rate0, rate1] });
      from = j + 1;
      places = 0;
      rate0 = 0;
      rate1 = 0;
    }
    if (done) break;
  }
  return { waiting, beyond: [beyond0, beyond1], meanBeyond };
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
