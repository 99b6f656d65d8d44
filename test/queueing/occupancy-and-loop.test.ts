import { describe, expect, test } from 'vitest';
import { closedThroughput } from '../../src/queueing/closed-loop.ts';
import { clumpedOccupancy } from '../../src/queueing/clumped-occupancy.ts';
import { forAll } from '../support/cases.ts';

/** Erlang's loss formula by its recursion. */
const erlangB = (servers: number, load: number) => {
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked;
};
const moment = (law: Float64Array, power: number) =>
  law.reduce((sum, p, n) => sum + p * n ** power, 0);

describe('occupancy by clumps', () => {
  const station = { residence: 100, firstClump: 1, dispersion: 1, capacity: 400 };
  /** The law over rounds: an empty round lasts 1/λ in units in which state 0 counts once. */
  const overRounds = (law: Float64Array, entries: number) => {
    const out = law.map((p, n) => (n === 0 ? p / entries : p));
    const total = out.reduce((sum, p) => sum + p, 0);
    return out.map((p) => p / total);
  };

  test('single entries at a constant rate are M/G/∞: Poisson', () => {
    const law = overRounds(clumpedOccupancy({ ...station, entries: () => 0.2 }), 0.2);
    let poisson = Math.exp(-20);
    for (let n = 0; n < 60; n++) {
      expect(law[n]).toBeCloseTo(poisson, 12);
      poisson *= 20 / (n + 1);
    }
  });

  // Of this repository's design notes: dispersion 3, 0.2 entries, residence 100, first clump 2.
  test('geometric clumps at a constant rate are negative binomial', () => {
    const clumps = { ...station, dispersion: 3, firstClump: 2, entries: () => 0.2 };
    const visits = clumpedOccupancy(clumps);
    const law = overRounds(visits, 0.1); // clumps of two at half the rate
    expect(moment(law, 1)).toBeCloseTo(20, 6);
    expect(moment(law, 2) - 400).toBeCloseTo(40, 5);
    expect(law[20]).toBeCloseTo(0.0626853, 7);
    expect(law[0]).toBeCloseTo(2 ** -20, 12);
  });

  test('with so many places and single entries the share of full time is Erlang B', () => {
    for (const capacity of [1, 5, 20, 30]) {
      const law = overRounds(clumpedOccupancy({ ...station, capacity, entries: () => 0.2 }), 0.2);
      expect((law[capacity] ?? 0) / erlangB(capacity, 20)).toBeCloseTo(1, 9);
    }
  });

  // Kelly, Reversibility (1979), ch. 3: rounds of 0.01 + 0.0001·n seconds, λ·E[S]·0.01 = 60,
  // are negative binomial (100, 0.4): mean 150, variance 375.
  test('rounds that grow with the number inside make a symmetric queue of processor sharing', () => {
    const law = clumpedOccupancy({
      ...station,
      residence: 120,
      entries: (n) => 50 * (0.01 + 1e-4 * n),
      capacity: 1000,
    });
    expect(moment(law, 1)).toBeCloseTo(150, 4);
    expect(moment(law, 2) - 150 ** 2).toBeCloseTo(375, 2);
  });

  test('more dispersion widens the law and leaves its mean', () => {
    const spread = (dispersion: number) => {
      const firstClump = (dispersion + 1) / 2;
      const law = clumpedOccupancy({ ...station, dispersion, firstClump, entries: () => 0.5 });
      return [moment(law, 1), moment(law, 2) - moment(law, 1) ** 2] as const;
    };
    for (const dispersion of [1, 1.5, 2, 4]) {
      const [mean, variance] = spread(dispersion);
      expect(mean).toBeCloseTo(50, 3);
      expect(variance / 50).toBeCloseTo(1 + (dispersion - 1) / 2, 3);
    }
  });

  test('is a law for any numbers: no overflow, nothing negative', () =>
    forAll(
      (between) => ({
        residence: between(0.1, 1e5),
        dispersion: between(0.55, 1e4),
        firstClump: between(1, 100),
        capacity: Math.round(between(1, 2000)),
        rate: between(1e-6, 1e3),
      }),
      ({ rate, ...rest }) => {
        const law = clumpedOccupancy({ ...rest, entries: (n) => rate * (1 + n / 100) });
        expect(law.every((p) => p >= 0 && p <= 1)).toBe(true);
        expect(law.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
      },
    ));
});

describe('a closed loop', () => {
  // Machine repair (Palm 1947; Cooper, Introduction to Queueing Theory (1981), p. 118): one
  // repairer is idle as often as Erlang's loss system of a = think·rate erlangs is full.
  test.each([
    [1, 3, 2],
    [4, 10, 0.5],
    [12, 2, 1.7],
    [300, 90, 2],
  ])('of %d machines and one repairer is Erlang’s', (jobs, think, speed) => {
    const exact = speed * (1 - erlangB(jobs, think * speed));
    expect(closedThroughput({ jobs, think, rate: () => speed }) / exact).toBeCloseTo(1, 9);
  });

  test('with a repairer for each machine has no queue', () =>
    expect(closedThroughput({ jobs: 7, think: 3, rate: (i) => i / 2 })).toBeCloseTo(7 / 5, 12));

  test('with speeds that depend on the number is what its Markov chain settles to', () => {
    const rate = (i: number) => i / (1.2 + 0.3 * (i - 1));
    for (const [jobs, think] of [
      [3, 2],
      [9, 5],
      [20, 1],
    ] as const)
      expect(closedThroughput({ jobs, think, rate })).toBeCloseTo(settled(jobs, think, rate), 8);
  });

  test('of a fraction of a job lies on the line between whole numbers', () => {
    const at = (jobs: number) => closedThroughput({ jobs, think: 5, rate: () => 1 });
    expect(at(3.25)).toBeCloseTo(0.75 * at(3) + 0.25 * at(4), 12);
    expect(at(0)).toBe(0);
  });

  test('carries more with more jobs, and never more than it is offered or can take', () =>
    forAll(
      (between) => ({
        jobs: between(1, 500),
        think: between(0.01, 1e4),
        speed: between(0.01, 100),
      }),
      ({ jobs, think, speed }) => {
        const at = (n: number) => closedThroughput({ jobs: n, think, rate: () => speed });
        expect(at(jobs)).toBeLessThanOrEqual(Math.min(jobs / think, speed) * (1 + 1e-9));
        expect(at(jobs * 1.1)).toBeGreaterThanOrEqual(at(jobs) * (1 - 1e-9));
      },
      200,
    ));
});

/** Jobs per unit of time through the limited station, by uniformization of the Markov chain. */
function settled(jobs: number, think: number, rate: (i: number) => number): number {
  const up = (i: number) => (jobs - i) / think;
  const down = (i: number) => (i > 0 ? rate(i) : 0);
  const fastest = 2 * Math.max(...Array.from({ length: jobs + 1 }, (_, i) => up(i) + down(i)));
  let law = Array.from({ length: jobs + 1 }, () => 1 / (jobs + 1));
  for (let step = 0; step < 20_000; step++)
    law = law.map(
      (p, i) =>
        p +
        ((law[i - 1] ?? 0) * up(i - 1) + (law[i + 1] ?? 0) * down(i + 1) - p * (up(i) + down(i))) /
          fastest,
    );
  return law.reduce((sum, p, i) => sum + p * down(i), 0);
}
