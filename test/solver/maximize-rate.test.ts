import { describe, expect, test } from 'vitest';
import type { Sla } from '../../src/scenario/scenario.ts';
import { constraints, margin } from '../../src/solver/constraint.ts';
import { HIGHEST, keeps, LOWEST, maximizeRate } from '../../src/solver/maximize-rate.ts';
import { type Draw, forAll } from '../support/cases.ts';
import { syntheticPoint } from './points.ts';

const limitsOf = (sla: Sla) => constraints(sla);
/** A queue's wait: base/(1 − rate/most). */
const queue = (base: number, most: number) => (rate: number) => base / (1 - rate / most);

/** The exact end of the feasible rates by a scan far finer than the tolerance, then halving. */
function scanned(most: number, keepsAll: (rate: number) => boolean): number {
  let low = 0;
  for (let share = LOWEST; share <= HIGHEST && keepsAll(share * most); share += 1e-3) low = share;
  let high = Math.min(HIGHEST, low + 1e-3);
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (keepsAll(middle * most)) low = middle;
    else high = middle;
  }
  return low * most;
}

describe('the largest rate', () => {
  test('of a queue is where its wait meets the limit', () =>
    forAll(
      (between) => ({
        base: between(0.01, 1),
        most: between(0.1, 1000),
        factor: between(1.02, 100),
      }),
      ({ base, most, factor }) => {
        const point = syntheticPoint(most, { ttft: queue(base, most) });
        const { arrivalRate, binding, answer } = maximizeRate(
          point,
          limitsOf({ ttft: { p99: base * factor } }),
        );
        const exact = most * (1 - 1 / factor);
        expect(arrivalRate).toBeLessThanOrEqual(exact * (1 + 1e-12));
        expect(arrivalRate).toBeGreaterThan(exact * (1 - 1e-3));
        expect(binding?.name).toBe('ttft.p99');
        expect(answer.ttft.p99).toBeLessThanOrEqual(base * factor);
        expect(point.asked.length).toBeLessThan(25);
      },
    ));

  const steps = (between: Draw) => ({
    most: between(1, 100),
    at: between(0.05, 0.95),
    low: between(0.001, 0.01),
    jump: between(1.5, 50),
    slope: between(1e-6, 1),
  });

  test('of a latency that jumps is at the jump, on its safe side', () =>
    forAll(steps, ({ most, at, low, jump, slope }) => {
      const tbt = (rate: number) =>
        low * (1 + (slope * rate) / most) * (rate < at * most ? 1 : jump * 1.5);
      const limit = low * 2.1;
      const point = syntheticPoint(most, { tbt });
      const { arrivalRate } = maximizeRate(point, limitsOf({ tbt: { p99: limit } }));
      const exact = scanned(most, (rate) => tbt(rate) <= limit);
      expect(tbt(arrivalRate)).toBeLessThanOrEqual(limit);
      expect(arrivalRate / exact).toBeGreaterThan(0.999);
      expect(arrivalRate / exact).toBeLessThanOrEqual(1 + 1e-9);
      expect(point.asked.length).toBeLessThan(40);
    }));

  test('with several limits keeps all of them and names the one in the way', () =>
    forAll(
      (between) => ({
        most: between(1, 50),
        ttft: between(0.3, 5),
        e2e: between(2, 30),
        tbt: between(0.02, 0.1),
      }),
      ({ most, ttft, e2e, tbt }) => {
        const laws = {
          ttft: queue(0.2, most),
          e2e: (rate: number) => 1 + 30 * (rate / most) ** 3,
          tbt: (rate: number) => 0.01 + (0.1 * rate) / most,
        };
        const sla = { ttft: { p90: ttft }, e2e: { mean: e2e }, tbt: { p50: tbt } };
        const limits = limitsOf(sla);
        const { arrivalRate, binding } = maximizeRate(syntheticPoint(most, laws), limits);
        const ok = (rate: number) =>
          laws.ttft(rate) <= ttft && laws.e2e(rate) <= e2e && laws.tbt(rate) <= tbt;
        expect(ok(arrivalRate)).toBe(true);
        expect(arrivalRate / scanned(most, ok)).toBeGreaterThan(0.999);
        const beyond = syntheticPoint(most, laws).at(arrivalRate * 1.001);
        if (binding !== undefined) expect(binding.value(beyond)).toBeGreaterThan(binding.limit);
      },
      200,
    ));

  test('without limits, or with loose ones, is that of stability', () => {
    const point = syntheticPoint(40, { ttft: queue(0.1, 40) });
    for (const sla of [{}, { ttft: { p99: 1e6 } }]) {
      const { arrivalRate, binding } = maximizeRate(point, limitsOf(sla));
      expect([arrivalRate / 40, binding]).toEqual([HIGHEST, undefined]);
    }
  });

  test('is none where a limit fails alone in the engine: the worst of them is named', () => {
    const point = syntheticPoint(40, { ttft: queue(0.1, 40), tbt: () => 0.02 });
    const limits = limitsOf({ ttft: { p99: 0.09 }, tbt: { p99: 0.001 } });
    const { arrivalRate, binding, answer } = maximizeRate(point, limits);
    expect([arrivalRate, binding?.name]).toEqual([0, 'tbt.p99']);
    expect(answer.tbt.p99).toBe(0.02);
  });

  test('is found where the answer is Infinity before the limit of stability', () => {
    const ttft = (rate: number) => (rate < 12 ? 0.1 + rate / 100 : Infinity);
    const { arrivalRate } = maximizeRate(
      syntheticPoint(40, { ttft }),
      limitsOf({ ttft: { mean: 0.5 } }),
    );
    expect(arrivalRate).toBeLessThan(12);
    expect(arrivalRate).toBeGreaterThan(12 * 0.999);
  });
});

describe('constraints', () => {
  test('are one for each promise, by metric and statistic', () => {
    const limits = limitsOf({ e2e: { p90: 3 }, ttft: { p99: 2, p50: 1 } });
    expect(limits.map(({ name, limit }) => [name, limit])).toEqual([
      ['ttft.p50', 1],
      ['ttft.p99', 2],
      ['e2e.p90', 3],
    ]);
  });

  test('have a margin: limit/value of the tightest', () => {
    const answer = syntheticPoint(1, { ttft: () => 0.5, e2e: () => 4 }).at(1);
    const { ratio, tightest } = margin(limitsOf({ ttft: { p99: 2 }, e2e: { p99: 5 } }), answer);
    expect([ratio, tightest?.name]).toEqual([1.25, 'e2e.p99']);
    expect(margin([], answer)).toEqual({ ratio: Infinity, tightest: undefined });
  });

  test('a value exactly at its limit keeps it', () => {
    const point = syntheticPoint(10, { ttft: () => 1 });
    expect(keeps(point, limitsOf({ ttft: { mean: 1 } }), 5)).toBe(true);
    expect(keeps(point, limitsOf({ ttft: { mean: 0.999 } }), 5)).toBe(false);
    expect(keeps(point, [], 10 * HIGHEST)).toBe(false);
  });

  test('a latency of zero keeps any limit', () =>
    expect(keeps(syntheticPoint(10, {}), limitsOf({ tpot: { p99: 0.01 } }), 5)).toBe(true));
});
