import { describe, expect, test } from 'vitest';
import { aheadLaws, circle, excessDecay, excessSpectrum } from '../../src/queueing/bulk-excess.ts';
import { type BulkQueue, boundaryLaw } from '../../src/queueing/bulk-queue.ts';
import { tailPart } from '../../src/queueing/cell-law.ts';
import { withTail } from '../../src/queueing/geometric-tail.ts';

/** What full rounds leave behind, by a transform of so many points. */
function left(queue: BulkQueue, points: number): Float64Array {
  const boundary = boundaryLaw(queue) ?? new Float64Array(queue.arrivals.length - 1);
  const on = circle(queue.sizes, points);
  const behind = excessSpectrum(queue, boundary, on);
  return aheadLaws(on, { arrivals: 0, behind }, { arrivals: 0 })[0];
}

const sizes = Float64Array.from([0, 0.3, 0.2, 0, 0.2, 0, 0.1, 0, 0.1, 0, 0.1]);
const meanSize = 3.9;
const loaded = (load: number, k = 8): BulkQueue => ({
  arrivals: new Float64Array(k + 1).fill((load * k) / meanSize),
  sizes,
  sleeps: false,
});

// One customer of one cell in each round of one cell: M/D/1, whose tail falls by the factor x > 1
// with x = e^{ρ(x − 1)} (Tijms, Stochastic Models (1994), p. 288).
test.each([0.5, 0.8, 0.95])('M/D/1 at load %d falls as its equation says', (load) => {
  const queue = {
    arrivals: Float64Array.of(load, load),
    sizes: Float64Array.of(0, 1),
    sleeps: false,
  };
  const factor = Math.exp(excessDecay(queue));
  expect(Math.exp(load * (factor - 1)) / factor).toBeCloseTo(1, 5);
  expect(factor).toBeGreaterThan(1);
});

describe.each([0.6, 0.9, 0.97])('at load %d', (load) => {
  const queue = loaded(load);
  const law = withTail(left(queue, 256), excessDecay(queue));

  test('the tail has the entries of a transform sixteen times as long', () => {
    const long = left(queue, 4096);
    const scale = long[0] as number;
    for (const cell of [230, 300, 400]) {
      const entry = law.next * Math.exp(-law.decay * (cell - law.cells.length));
      expect(Math.abs(entry / (long[cell] as number) - 1) * (entry / scale)).toBeLessThan(1e-6);
    }
  });

  test('the law has the probability of full rounds', () => {
    const boundary = boundaryLaw(queue) as Float64Array;
    const full = 1 - boundary.reduce((sum, p) => sum + p, 0);
    const inside = law.cells.reduce((sum, p) => sum + p, 0);
    const tail = tailPart(law.next, law.decay, 1e9).mass;
    expect((inside + tail) / full).toBeCloseTo(1, 5);
  });
});

test('a part of a tail has the mass and the mean of its entries', () => {
  const [next, decay, count] = [0.3, 0.02, 25];
  const { mass, mean, after } = tailPart(next, decay, count);
  const entries = Array.from({ length: count }, (_, i) => next * Math.exp(-decay * i));
  const sum = entries.reduce((total, p) => total + p, 0);
  expect(mass).toBeCloseTo(sum, 12);
  expect(mean).toBeCloseTo(entries.reduce((total, p, i) => total + i * p, 0) / sum, 9);
  expect(after).toBeCloseTo(next * Math.exp(-decay * count), 12);
});
