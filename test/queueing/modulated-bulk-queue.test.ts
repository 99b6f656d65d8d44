import { expect, test } from 'vitest';
import { boundaryLaw } from '../../src/queueing/bulk-queue.ts';
import {
  interruptedArrivals,
  type MarkovArrivals,
  modulatedArrivals,
  regularArrivals,
} from '../../src/queueing/markov-arrivals.ts';
import { modulatedAhead } from '../../src/queueing/modulated-ahead.ts';
import { modulatedCircle, modulatedExcess } from '../../src/queueing/modulated-bulk-excess.ts';
import {
  type ModulatedBulkQueue,
  modulatedBoundary,
} from '../../src/queueing/modulated-bulk-queue.ts';
import { tailDecay } from '../../src/queueing/modulated-tail.ts';
import { modulatedByIteration } from './modulated-by-iteration.ts';

const sizes = Float64Array.from([0.1, 0.3, 0.2, 0, 0.15, 0.05, 0.1, 0, 0, 0, 0.1]);
const durations = (k: number) => Float64Array.from({ length: k + 1 }, (_, w) => 0.5 + 0.15 * w);

const PROCESSES: readonly (readonly [string, MarkovArrivals])[] = [
  ['a swinging rate', modulatedArrivals([1.2, 0.2], [0.3, 0.2])],
  ['a rate that swings slowly', modulatedArrivals([0.9, 0.3], [0.06, 0.03])],
  ['hyperexponential gaps', interruptedArrivals(0.7, 1.2, 0.3)],
  ['Erlang gaps', regularArrivals(0.5, 0.25)],
  ['mixed Erlang gaps', regularArrivals(0.5, 0.4)],
  ['almost Poisson', regularArrivals(0.5, 0.9)],
];

test.each(PROCESSES)('%s: cells and phase are those found round by round', (_, arrivals) => {
  for (const sleeps of [false, true]) {
    const queue = { arrivals, durations: durations(6), sizes, sleeps };
    const law = modulatedBoundary(queue) ?? new Float64Array();
    const m = arrivals.shares.length;
    const reference = modulatedByIteration(queue, 160, 400);
    expect([...law]).toEqual([...reference.slice(0, 6 * m)].map((p) => expect.closeTo(p, 6)));
  }
});

test('one rate in both states is the bulk queue with Poisson arrivals', () => {
  const t = durations(8);
  const law = modulatedBoundary({
    ...{ arrivals: modulatedArrivals([0.5, 0.5], [0.3, 0.1]), durations: t, sizes, sleeps: false },
  });
  const poisson = boundaryLaw({ arrivals: t.map((x) => 0.5 * x), sizes, sleeps: false });
  poisson?.forEach((p, w) => {
    expect(law?.[2 * w]).toBeCloseTo(p / 4, 9);
    expect(law?.[2 * w + 1]).toBeCloseTo((3 * p) / 4, 9);
  });
});

test.each(PROCESSES)('%s: arrivals behind full rounds find what is left of them', (_, arrivals) => {
  const queue: ModulatedBulkQueue = { arrivals, durations: durations(6), sizes, sleeps: false };
  const boundary = modulatedBoundary(queue) ?? new Float64Array();
  const m = arrivals.shares.length;
  const reference = modulatedByIteration(queue, 160, 400);
  const on = modulatedCircle(arrivals, sizes, 512);
  const behind = modulatedExcess(queue, boundary, on);
  const found = { start: boundary, behind, seconds: 0, rates: arrivals.rates };
  const [law] = modulatedAhead(on, found, found);
  for (let j = 0; j < 20; j++) {
    let expected = 0;
    for (let p = 0; p < m; p++)
      expected += (reference[(6 + j) * m + p] ?? 0) * (arrivals.rates[p] ?? 0);
    expect(law[j]).toBeCloseTo(expected, 5);
  }
});

test('the tail falls as the ratio of neighbouring entries', () => {
  const arrivals = modulatedArrivals([0.9, 0.3], [0.1, 0.05]);
  const queue = { arrivals, durations: durations(6), sizes, sleeps: false };
  const law = modulatedByIteration(queue, 160, 400);
  const at = (w: number) => (law[2 * w] ?? 0) + (law[2 * w + 1] ?? 0);
  expect(tailDecay(queue)).toBeCloseTo(Math.log(at(100) / at(101)), 3);
});

test('more work than a round can take has no steady state', () => {
  const arrivals = modulatedArrivals([4, 2], [0.1, 0.05]);
  expect(
    modulatedBoundary({ arrivals, durations: durations(6), sizes, sleeps: false }),
  ).toBeUndefined();
});
