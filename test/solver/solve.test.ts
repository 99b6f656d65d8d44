import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import type { Feasible, Infeasible } from '../../src/scenario/metrics.ts';
import type { Scenario, Sla } from '../../src/scenario/scenario.ts';
import { constraints } from '../../src/solver/constraint.ts';
import { HIGHEST, keeps } from '../../src/solver/maximize-rate.ts';
import { type SolveOptions, solveWith } from '../../src/solver/solve.ts';
import { atLoad, ordinary, serving } from '../analysis/scenarios.ts';
import { type Draw, forAll } from '../support/cases.ts';

const solve = (scenario: Scenario, options: SolveOptions = {}) =>
  solveWith(openAnalysis, scenario, options);
const fixed = (scenario: Scenario) => solve(scenario, { fixed: true });

function feasible(scenario: Scenario, options: SolveOptions = {}): Feasible {
  const solution = solve(scenario, options);
  if (solution.kind !== 'feasible') throw new Error(solution.explanation);
  return solution;
}

function infeasible(scenario: Scenario): Infeasible {
  const solution = solve(scenario);
  if (solution.kind !== 'infeasible') throw new Error(`carries ${solution.arrivalRate}`);
  return solution;
}

/** A scenario whose limits are what it attains at some load, times some room. */
function promised(between: Draw): Scenario {
  const scenario = ordinary(between);
  const here = atLoad(scenario, between(0.3, 0.9));
  const room = () => between(1, 1.4);
  const limits: readonly Sla[] = [
    { ttft: { p99: here.ttft.p99 * room() } },
    { tbt: { p99: here.tbt.p99 * room() } },
    { e2e: { p90: here.e2e.p90 * room() }, ttft: { mean: here.ttft.mean * room() } },
    { ttft: { p99: here.ttft.p99 * room() }, tbt: { mean: here.tbt.mean * room() } },
    { tpot: { p95: here.tpot.p95 * room() }, e2e: { p99: here.e2e.p99 * room() } },
  ];
  const sla = limits[Math.floor(between(1, limits.length + 0.999)) - 1] ?? {};
  return { ...scenario, sla };
}

const withEngine = (scenario: Scenario, { engine }: Feasible): Scenario => {
  const { chunkSize, ...settings } = engine;
  const { chunkSize: _, ...rest } = scenario.engine;
  const chunk = chunkSize === null ? {} : { chunkSize };
  return { ...scenario, engine: { ...rest, ...settings, ...chunk } };
};

/** The answer keeps every limit, and 1 % more rate would not. */
function expectLargest(scenario: Scenario, solution: Feasible): void {
  const { at, maxArrivalRate } = openAnalysis(withEngine(scenario, solution));
  const limits = constraints(scenario.sla);
  const here = at(solution.arrivalRate);
  for (const { name, limit, value } of limits) {
    expect(value(here), name).toBeLessThanOrEqual(limit * (1 + 1e-9));
    expect(solution.slack[name]).toBeCloseTo(limit - value(here), 9);
  }
  const more = at(solution.arrivalRate * 1.01);
  const broken = limits.some(({ limit, value }) => value(more) > limit);
  expect(broken || solution.arrivalRate * 1.01 > maxArrivalRate * HIGHEST).toBe(true);
}

describe('with the settings of the scenario', () => {
  test('the rate keeps every limit, and one percent more breaks one', () =>
    forAll(
      promised,
      (scenario) => expectLargest(scenario, feasible(scenario, { fixed: true })),
      40,
    ));

  test('a looser limit never gives less', () =>
    forAll(
      (between) => ({ scenario: promised(between), factor: between(1.001, 1.5) }),
      ({ scenario, factor }) => {
        const looser: Sla = Object.fromEntries(
          Object.entries(scenario.sla).map(([metric, limits]) => [
            metric,
            Object.fromEntries(Object.entries(limits).map(([key, limit]) => [key, limit * factor])),
          ]),
        );
        const [tight, loose] = [scenario, { ...scenario, sla: looser }].map((one) =>
          feasible(one, { fixed: true }),
        );
        expect(loose?.arrivalRate).toBeGreaterThanOrEqual((tight?.arrivalRate ?? 0) * 0.998);
      },
      10,
    ));

  test('the rate of the scenario itself plays no part but in the replicas it needs', () => {
    const sla = { ttft: { p99: 0.5 } };
    const [low, high] = [serving({ sla, rate: 0.1 }), serving({ sla, rate: 1e3 })].map(fixed);
    const { arrivalRate } = low as Feasible;
    expect(low).toMatchObject({ replicasNeeded: 1 });
    expect(high).toEqual({ ...low, replicasNeeded: Math.ceil(1e3 / arrivalRate) });
  });

  test('the replicas needed keep every limit at the rate of the scenario, and one less does not', () =>
    forAll(
      (between) => ({ scenario: promised(between), times: between(0.2, 40) }),
      ({ scenario, times }) => {
        const { arrivalRate } = feasible(scenario, { fixed: true });
        const arrivals = { process: 'poisson', rate: arrivalRate * times } as const;
        const busy = { ...scenario, traffic: { ...scenario.traffic, arrivals } };
        const { replicasNeeded = 0 } = feasible(busy, { fixed: true });
        const suffices = (replicas: number) => {
          const point = openAnalysis({ ...busy, deployment: { replicas, router: 'random' } });
          return keeps(point, constraints(busy.sla), arrivals.rate);
        };
        expect(suffices(replicasNeeded)).toBe(true);
        if (replicasNeeded > 1) expect(suffices(replicasNeeded - 1)).toBe(false);
      },
      12,
    ));

  test('without limits it is the limit of stability', () => {
    const solution = feasible(serving(), { fixed: true });
    expect(solution.binding).toBe('stability');
    expect(solution.utilization).toBeCloseTo(HIGHEST, 9);
    expect([solution.slack, solution.sensitivity]).toEqual([{}, {}]);
  });

  test('sensitivity is the growth of the rate with the binding limit, and zero elsewhere', () =>
    forAll(
      (between) => ({ room: between(1.5, 8), length: between(100, 1500) }),
      ({ room, length }) => {
        const traffic = { promptTokens: { distribution: 'gamma', mean: length, cv: 1 } } as const;
        const alone = atLoad(serving({ traffic }), 1e-3).ttft.mean;
        const rateAt = (limit: number) =>
          feasible(serving({ traffic, sla: { ttft: { mean: limit }, e2e: { p99: 1e3 } } }), {
            fixed: true,
          });
        const limit = alone * room;
        const { binding, sensitivity } = rateAt(limit);
        expect(binding).toBe('ttft.mean');
        expect(sensitivity['e2e.p99']).toBe(0);
        const [low, high] = [rateAt(limit * 0.95), rateAt(limit * 1.05)];
        const difference = (high.arrivalRate - low.arrivalRate) / (0.1 * limit);
        expect((sensitivity['ttft.mean'] ?? 0) / difference).toBeGreaterThan(0.6);
        expect((sensitivity['ttft.mean'] ?? 0) / difference).toBeLessThan(1.6);
      },
      6,
    ));
});

describe('with the settings free', () => {
  test('nothing is lost against the scenario, and the limits are kept', () =>
    forAll(
      promised,
      (scenario) => {
        const free = feasible(scenario);
        const given = feasible(scenario, { fixed: true });
        expect(free.arrivalRate).toBeGreaterThanOrEqual(given.arrivalRate * 0.999);
        expectLargest(scenario, free);
        expect(free.engine.tokenBudget).toBeGreaterThan(free.engine.maxBatchSize);
      },
      3,
    ));

  test('no setting of a grid carries 1.5 % more', () =>
    forAll(
      promised,
      (scenario) => {
        const { arrivalRate } = feasible(scenario);
        const limits = constraints(scenario.sla);
        for (const maxBatchSize of [1, 2, 4, 8, 16, 24, 32, 64, 128, 256, 512])
          for (const extra of [16, 64, 150, 300, 500, 800, 1300, 2000, 3000, 5000, 8000]) {
            const engine = { maxBatchSize, tokenBudget: maxBatchSize + extra };
            const { chunkSize: _, ...rest } = scenario.engine;
            const point = openAnalysis({ ...scenario, engine: { ...rest, ...engine } });
            expect(keeps(point, limits, arrivalRate * 1.015), JSON.stringify(engine)).toBe(false);
          }
      },
      3,
    ));
});

describe('infeasible', () => {
  test('names the limit that fails alone in the engine, and the best that can be had', () => {
    const sla = { tbt: { p99: 5e-3 }, ttft: { p99: 10 } };
    const { binding, limit, best, explanation } = infeasible(serving({ sla }));
    expect([binding, limit]).toEqual(['tbt.p99', 5e-3]);
    expect(best).toBeGreaterThan(6e-3); // no iteration is shorter than its base
    expect(best).toBeLessThan(6.2e-3);
    expect(explanation).toContain('tbt.p99');
    expect(explanation).toContain('5.00 ms');
  });

  test('of several, the limit that is missed by most', () => {
    const sla = { tbt: { p99: 5.9e-3 }, ttft: { p50: 1e-3 } };
    const { binding, best = 0 } = infeasible(serving({ sla }));
    expect(binding).toBe('ttft.p50');
    expect(best).toBeGreaterThan(6e-3);
  });

  test('a first token sooner than the prompt can be computed', () => {
    const { binding, best = 0 } = infeasible(serving({ sla: { ttft: { mean: 0.015 } } }));
    expect(binding).toBe('ttft.mean');
    expect(best).toBeGreaterThan(6e-3 + 600 * 25e-6);
  });

  test('memory for not one request', () => {
    const scenario = serving({ engine: { kvCapacity: 40 }, sla: { ttft: { p99: 1 } } });
    const { binding, explanation } = infeasible(scenario);
    expect(binding).toBe('memory');
    expect(explanation).toContain('kvCapacity');
  });
});

describe('with a margin', () => {
  test('every limit holds for the value and all of its error band, and 1 % more would not', () =>
    forAll(
      (between) => promised(between),
      (scenario) => {
        const solution = solve(scenario, { fixed: true, margin: true });
        if (solution.kind === 'infeasible' || solution.binding === 'stability') return;
        const worst = (answer: Feasible | ReturnType<ReturnType<typeof openAnalysis>['at']>) =>
          Math.max(
            ...constraints(scenario.sla).map(
              ({ metric, statistic, limit, value }) =>
                (value(answer) * (1 + answer.errorBand[metric][statistic])) / limit,
            ),
          );
        expect(worst(solution)).toBeLessThanOrEqual(1 + 1e-9);
        expect(worst(openAnalysis(scenario).at(solution.arrivalRate * 1.01))).toBeGreaterThan(1);
      },
      25,
    ));

  test('promises less than without, and says the slack of the value itself', () => {
    const sla = { ttft: { p99: 1 } };
    const plain = solve(serving({ sla }), { fixed: true }) as Feasible;
    const careful = solve(serving({ sla }), { fixed: true, margin: true }) as Feasible;
    expect(careful.arrivalRate).toBeLessThan(plain.arrivalRate);
    expect(careful.slack['ttft.p99']).toBeCloseTo(1 - careful.ttft.p99, 9);
    expect(careful.slack['ttft.p99']).toBeGreaterThan(
      0.9 * careful.errorBand.ttft.p99 * careful.ttft.p99,
    );
  });
});
