import { expect, test } from 'vitest';
import { aheadLaws, circle, excessSpectrum } from '../../src/queueing/bulk-excess.ts';
import { type BulkQueue, boundaryLaw } from '../../src/queueing/bulk-queue.ts';
import { compoundPoisson, convolved, lawByIteration } from './bulk-by-iteration.ts';

const mean = (law: Iterable<number>) => [...law].reduce((sum, p, n) => sum + n * p, 0);
const unit = Float64Array.from([0, 1]);
/** Every round has the same mean number of arrivals. */
const steady = (k: number, perRound: number, sizes = unit): BulkQueue => ({
  arrivals: new Float64Array(k + 1).fill(perRound),
  sizes,
  sleeps: false,
});

/**
 * The whole law: below k from the roots, the rest from the transform, of which the second half is
 * left out: rounding noise there is multiplied by 10⁴ and more.
 */
function wholeLaw(queue: BulkQueue, points = 1024): Float64Array {
  const k = queue.arrivals.length - 1;
  const boundary = boundaryLaw(queue) ?? new Float64Array(k);
  const on = circle(queue.sizes, points);
  const behind = excessSpectrum(queue, boundary, on);
  const [beyond] = aheadLaws(on, { arrivals: 0, behind }, { arrivals: 0 });
  return Float64Array.from([...boundary, ...beyond.slice(0, points / 2)]);
}

// One customer of one cell per round is M/D/1 at its departures (Cooper, Introduction to Queueing
// Theory (1981), p. 208: mean ρ + ρ²/(2(1 − ρ)), P(0) = 1 − ρ, P(1) = (1 − ρ)(e^ρ − 1)).
test('unit work in rounds of one cell is M/D/1', () => {
  const law = wholeLaw(steady(1, 0.6));
  const printed = [0.4, 0.3288475202, 0.1618907368, 0.0666571595];
  expect([...law.slice(0, 4)]).toEqual(printed.map((p) => expect.closeTo(p, 8)));
  expect(mean(law)).toBeCloseTo(1.05, 6);
});

test.each([0.05, 0.3, 0.9])('M/D/1 at load %d has Pollaczek and Khinchine’s mean', (load) => {
  const law = wholeLaw(steady(1, load), 4096);
  expect(law[0]).toBeCloseTo(1 - load, 9);
  expect(law[1]).toBeCloseTo((1 - load) * Math.expm1(load), 8);
  expect(mean(law) / (load + load ** 2 / (2 * (1 - load)))).toBeCloseTo(1, 5);
});

test('unit work in rounds of two cells has Bailey’s law', () => {
  const law = wholeLaw(steady(2, 0.5));
  const reference = [0.5965444995, 0.306911001, 0.0800801048, 0.0142428929, 0.001966375];
  expect([...law.slice(0, 5)]).toEqual(reference.map((p) => expect.closeTo(p, 8)));
});

const sizes = Float64Array.from([0.1, 0.3, 0.2, 0, 0.15, 0.05, 0.1, 0, 0, 0, 0.1]);
const growing = (k: number, base: number, step: number) =>
  Float64Array.from({ length: k + 1 }, (_, w) => base + step * w);

test.each<readonly [string, BulkQueue]>([
  ['three cells', { arrivals: growing(3, 0.4, 0), sizes, sleeps: false }],
  ['five cells', { arrivals: growing(5, 0.3, 0.15), sizes, sleeps: false }],
  ['eight cells', { arrivals: growing(8, 0.2, 0.2), sizes, sleeps: false }],
  ['a sleeping server', { arrivals: growing(6, 0.1, 0.2), sizes, sleeps: true }],
  ['a sleeping server of one cell', { arrivals: growing(1, 0.2, 0.1), sizes: unit, sleeps: true }],
  ['very little work', { arrivals: growing(4, 1e-3, 1e-3), sizes, sleeps: false }],
  [
    'uneven rounds',
    { arrivals: Float64Array.from([0.9, 0.1, 0.6, 0.2, 0.7]), sizes, sleeps: false },
  ],
  [
    'all sizes multiples of two',
    {
      arrivals: growing(4, 0.3, 0.2),
      sizes: Float64Array.from([0, 0, 0.7, 0, 0.3]),
      sleeps: false,
    },
  ],
])('the law (%s) is the one that the queue settles to', (_, queue) => {
  const reference = lawByIteration(queue, 400, 400);
  const law = wholeLaw(queue);
  for (let n = 0; n < 60; n++) {
    const expected = reference[n] ?? 0;
    expect(Math.abs((law[n] ?? 0) - expected)).toBeLessThan(1e-7);
  }
  expect(mean(law) / mean(reference)).toBeCloseTo(1, 5);
});

test.each([8, 16, 32])('%d cells: probabilities are not negative and make 1 with the rest', (k) => {
  const geometric = Float64Array.from({ length: 200 }, (_, i) =>
    i > 0 ? 0.1 * 0.9 ** (i - 1) : 0,
  );
  for (const load of [0.01, 0.3, 0.8, 0.95]) {
    const law = wholeLaw(steady(k, (load * k) / 10, geometric), 8192);
    expect(law.every((p) => p > -1e-9)).toBe(true);
    expect(law.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 4);
  }
});

test('as much work as the rounds can take, or more, has no law', () => {
  expect(boundaryLaw(steady(4, 4))).toBeUndefined();
  expect(boundaryLaw(steady(4, 5))).toBeUndefined();
  expect(boundaryLaw(steady(4, 3.99))).toBeDefined();
});

test('what arrived since a round began is compound Poisson', () => {
  const on = circle(sizes, 512);
  const [few, many] = aheadLaws(on, { arrivals: 0.3 }, { arrivals: 4 });
  const [exactFew, exactMany] = [compoundPoisson(0.3, sizes, 100), compoundPoisson(4, sizes, 100)];
  for (let n = 0; n < 60; n++) {
    expect(few[n]).toBeCloseTo(exactFew[n] ?? 0, 8);
    expect(many[n]).toBeCloseTo(exactMany[n] ?? 0, 8);
  }
});

test('what a full round leaves behind adds to what arrived meanwhile', () => {
  const queue = { arrivals: growing(5, 0.3, 0.15), sizes, sleeps: false };
  const on = circle(sizes, 1024);
  const behind = excessSpectrum(queue, boundaryLaw(queue) ?? new Float64Array(5), on);
  const [left, both] = aheadLaws(on, { arrivals: 0, behind }, { arrivals: 0.8, behind });
  const reference = lawByIteration(queue, 400, 400);
  const exact = convolved(reference.slice(5, 205), compoundPoisson(0.8, sizes, 200));
  for (let n = 0; n < 100; n++) {
    expect(left[n]).toBeCloseTo(reference[n + 5] ?? 0, 7);
    expect(both[n]).toBeCloseTo(exact[n] ?? 0, 7);
  }
});

test.each([0, 0.3, 1])(
  'rests left behind by a share %d of partial rounds are served first',
  (share) => {
    const rest = (w: number) => Float64Array.from([0.2, 0.1, 0, 0.3, 0, 0, 0.1 * w, 0.4 - 0.1 * w]);
    const queue: BulkQueue = {
      arrivals: Float64Array.from([0.5, 0.6, 0.7, 0.8, 1]),
      ...{ sizes, sleeps: false },
      rests: { share, laws: [0, 1, 2, 3].map(rest) },
    };
    const reference = lawByIteration(queue, 500, 3000);
    const found = wholeLaw(queue);
    for (const w of [0, 1, 2, 3, 4, 7, 12, 40]) expect(found[w]).toBeCloseTo(reference[w] ?? 0, 7);
    expect(mean(found.slice(0, 400))).toBeCloseTo(mean(reference), 4);
  },
);
