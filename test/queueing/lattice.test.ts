import { expect, test } from 'vitest';
import { lengthLaw } from '../../src/analysis/traffic/lengths.ts';
import { expectation } from '../../src/numerics/discrete-law.ts';
import { aheadLaws, circle, excessSpectrum } from '../../src/queueing/bulk-excess.ts';
import { boundaryLaw } from '../../src/queueing/bulk-queue.ts';
import { latticeLaw } from '../../src/queueing/lattice.ts';
import { forAll } from '../support/cases.ts';

/** Lengths 1, 2, … 4000 that fade, and lengths that all stop at 2000. */
const points = Array.from({ length: 4000 }, (_, i) => i + 1);
const fade = points.map((x) => x * Math.exp(-x / 150));
const sum = fade.reduce((all, weight) => all + weight, 0);
const fading = {
  values: Float64Array.from(points),
  weights: Float64Array.from(fade, (weight) => weight / sum),
};
const stopping = {
  values: Float64Array.from(points.slice(0, 2000)),
  weights: Float64Array.from({ length: 2000 }, () => 1 / 2000),
};
const moment = (cells: Float64Array, power: number) =>
  cells.reduce((sum, p, i) => sum + p * i ** power, 0);

test.each([7, 32, 100, 150])('in cells of %d tokens a smooth law keeps two moments', (cell) => {
  const cells = latticeLaw(fading, cell);
  expect(moment(cells, 0)).toBeCloseTo(1, 10);
  expect((moment(cells, 1) * cell) / expectation(fading, (x) => x)).toBeCloseTo(1, 10);
  expect((moment(cells, 2) * cell ** 2) / expectation(fading, (x) => x * x)).toBeCloseTo(1, 4);
});

test.each([7, 100, 333])('in cells of %d tokens a law that stops short keeps its mean', (cell) => {
  const cells = latticeLaw(stopping, cell);
  expect((moment(cells, 1) * cell) / expectation(stopping, (x) => x)).toBeCloseTo(1, 10);
  const added = moment(cells, 2) * cell ** 2 - expectation(stopping, (x) => x * x);
  expect(added).toBeGreaterThan(-1e-6);
  expect(added).toBeLessThanOrEqual(cell ** 2 / 4);
});

test('a lone point between cells is shared by its neighbours: the mean stays, nothing is negative', () => {
  const lone = { values: Float64Array.from([250]), weights: Float64Array.from([1]) };
  const cells = latticeLaw(lone, 100);
  expect([...cells]).toEqual(
    [0, 0, 0.5, 0.5, 0].map((p) => expect.closeTo(p, 12)).slice(0, cells.length),
  );
});

test('a point on a cell stays there', () => {
  const lone = { values: Float64Array.from([300]), weights: Float64Array.from([1]) };
  expect(moment(latticeLaw(lone, 100), 1)).toBeCloseTo(3, 12);
  expect(moment(latticeLaw(lone, 100), 2)).toBeCloseTo(9, 12);
});

test.each([
  ['shorter than a cell', [10], [1], 100],
  ['of two lengths', [10, 5000], [0.9, 0.1], 64],
])('a law %s keeps probability and mean', (_, values, weights, cell) => {
  const law = { values: Float64Array.from(values), weights: Float64Array.from(weights) };
  const cells = latticeLaw(law, cell);
  expect(moment(cells, 0)).toBeCloseTo(1, 10);
  expect((moment(cells, 1) * cell) / expectation(law, (x) => x)).toBeCloseTo(1, 9);
  expect(cells.every((p) => p >= -1e-4)).toBe(true);
});

test('lengths of very many cells are counted at the last, not dropped', () => {
  const long = { values: Float64Array.from([1e7]), weights: Float64Array.from([1]) };
  const cells = latticeLaw(long, 1);
  expect(cells.length).toBeLessThan(5000);
  expect(moment(cells, 0)).toBeCloseTo(1, 12);
});

/** Probability of what full rounds leave, and of the rounds that are not full. */
function total(sizes: Float64Array, k: number, load: number): number {
  const most = (load * k) / moment(sizes, 1);
  const arrivals = Float64Array.from({ length: k + 1 }, (_, w) => most * (0.3 + (0.7 * w) / k));
  const queue = { arrivals, sizes, sleeps: false };
  const boundary = boundaryLaw(queue) ?? new Float64Array(k);
  const on = circle(sizes, 2048);
  const behind = excessSpectrum(queue, boundary, on);
  const [left] = aheadLaws(on, { arrivals: 0, behind }, { arrivals: 0 });
  return moment(left, 0) + moment(boundary, 0);
}

test('what full rounds leave behind has the probability of full rounds, for any law', () =>
  forAll(
    (between) => ({
      mean: between(100, 2000),
      cv: between(0.15, 1),
      perPrompt: between(0.5, 12),
      k: Math.round(between(8, 40)),
      load: between(0.2, 0.9),
    }),
    ({ mean, cv, perPrompt, k, load }) => {
      const law = lengthLaw({ distribution: 'gamma', mean, cv });
      expect(Math.abs(total(latticeLaw(law, (mean * perPrompt) / k), k, load) - 1)).toBeLessThan(
        5e-4,
      );
    },
    200,
  ));

// Sizes may have a mass of −1e-4, and then so has the law of the queue: it must be kept as it is,
// or what is left behind (a quotient of two functions with common zeros) has no bound.
test.each([54.6, 55, 55.4, 55.8])('and so it has for sizes of negative mass, cell %d', (cell) => {
  const sizes = latticeLaw(lengthLaw({ distribution: 'gamma', mean: 388, cv: 0.2 }), cell);
  expect(Math.min(...sizes)).toBeLessThan(-1e-5);
  expect(total(sizes, 40, 0.464)).toBeCloseTo(1, 4);
});
