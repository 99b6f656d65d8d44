import { describe, expect, test } from 'vitest';
import { openAnalysis } from '../../src/analysis/open.ts';
import { predict } from '../../src/analysis/predict.ts';
import { restLaws } from '../../src/analysis/priorities/rest.ts';
import { solve } from '../../src/index.ts';
import type { Prediction } from '../../src/scenario/metrics.ts';
import type { RequestClass, Scenario } from '../../src/scenario/scenario.ts';
import { type Draw, forAll } from '../support/cases.ts';
import { lengths, serving } from './scenarios.ts';

const SHORT: RequestClass = {
  name: 'short',
  share: 0.8,
  promptTokens: { distribution: 'lognormal', mean: 300, cv: 1 },
  outputTokens: { distribution: 'gamma', mean: 150, cv: 0.8 },
};
const LONG: RequestClass = {
  name: 'long',
  share: 0.2,
  promptTokens: { distribution: 'lognormal', mean: 3000, cv: 0.7, max: 16_000 },
  outputTokens: { distribution: 'gamma', mean: 60, cv: 0.5 },
};
const classed = (classes: readonly RequestClass[], rate = 8, engine = {}): Scenario =>
  serving({ rate, engine, traffic: { classes } });
const ranked = (classes: readonly RequestClass[], priorities: readonly number[]) =>
  classes.map((one, place) => ({ ...one, priority: priorities[place] ?? 0 }));
const at = (scenario: Scenario, load: number): Prediction => {
  const { at: answer, maxArrivalRate } = openAnalysis(scenario);
  return answer(load * maxArrivalRate);
};
const classOf = (answer: Prediction, name: string) => {
  const found = answer.classes?.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no class ${name}`);
  return found;
};

describe('classes of one priority', () => {
  test('that are all alike are answered as requests of one kind', () => {
    const alike = ['a', 'b'].map((name, place) => ({ name, share: place + 1 }));
    const plain = predict(serving({ rate: 9 }));
    const mixed = predict(classed(alike, 9));
    for (const metric of ['ttft', 'tbt', 'tpot', 'e2e'] as const)
      for (const key of ['mean', 'p50', 'p99'] as const)
        expect(mixed[metric][key] / plain[metric][key], `${metric} ${key}`).toBeCloseTo(1, 2);
    expect(mixed.maxArrivalRate / plain.maxArrivalRate).toBeCloseTo(1, 3);
    for (const name of ['a', 'b'])
      expect(classOf(mixed, name).ttft.p90 / plain.ttft.p90).toBeCloseTo(1, 2);
  });

  test.each(['chunked-prefill', 'prefill-first'] as const)(
    'make up the answer of all under %s, the longer prompts the later',
    (policy) => {
      const answer = at(classed([SHORT, LONG], 1, { policy }), 0.7);
      const mean = (metric: 'ttft' | 'e2e') =>
        (answer.classes ?? []).reduce((sum, one) => sum + one.share * one[metric].mean, 0);
      expect(mean('ttft') / answer.ttft.mean).toBeCloseTo(1, 3);
      expect(mean('e2e') / answer.e2e.mean).toBeCloseTo(1, 2);
      const [short, long] = [classOf(answer, 'short'), classOf(answer, 'long')];
      expect(short.share).toBeCloseTo(0.8, 12);
      for (const key of ['mean', 'p50', 'p90', 'p99'] as const)
        expect(short.ttft[key]).toBeLessThan(long.ttft[key]);
      expect(short.e2e.mean).toBeGreaterThan(long.e2e.mean);
      expect(short.prefillWait).toEqual(long.prefillWait);
    },
  );

  test('share bursts, plans, one slot and a cache as they share an engine', () => {
    const traffic = { classes: [SHORT, LONG] };
    const arrivals = { process: 'gamma', rate: 4, scv: 4 } as const;
    const one = serving({ traffic });
    const first = serving({ traffic, engine: { policy: 'prefill-first' } });
    const phases = [2, 6].map((rate) => ({ rate, duration: 1800 }));
    const plan = { process: 'schedule', phases, repeat: true } as const;
    for (const scenario of [
      { ...one, traffic: { ...one.traffic, arrivals } },
      { ...one, traffic: { ...one.traffic, arrivals: plan } },
      { ...first, traffic: { ...first.traffic, arrivals } },
      serving({ traffic, rate: 0.1, engine: { maxBatchSize: 1 } }),
      serving({ traffic, rate: 3, engine: { kvCapacity: 40_000 } }),
    ]) {
      const { classes = [], ttft } = predict(scenario);
      const mean = classes.reduce((sum, { share, ttft: own }) => sum + share * own.mean, 0);
      expect(mean / ttft.mean).toBeCloseTo(1, 3);
    }
  });

  test('in overload none has a TTFT', () => {
    const answer = predict(classed([SHORT, LONG], 1e4));
    expect(answer.stable).toBe(false);
    for (const one of answer.classes ?? []) expect(one.ttft.mean).toBe(Infinity);
  });
});

describe('priorities', () => {
  test('change neither the limit nor the iterations', () => {
    const classes = [SHORT, LONG];
    const [plain, first, last] = [
      [0, 0],
      [0, 1],
      [1, 0],
    ].map((priorities) => at(classed(ranked(classes, priorities)), 0.8)) as [
      Prediction,
      Prediction,
      Prediction,
    ];
    for (const one of [first, last]) {
      expect(one.maxArrivalRate).toBe(plain.maxArrivalRate);
      expect(one.iterationTime).toEqual(plain.iterationTime);
      expect(one.tbt.p99).toBe(plain.tbt.p99);
    }
  });

  test.each([0.3, 0.6, 0.9])(
    'bring who goes first forward, and the last back, at load %d',
    (load) => {
      const classes = [SHORT, LONG];
      const plain = at(classed(classes), load);
      for (const [priorities, first, last] of [
        [[0, 1], 'short', 'long'],
        [[5, -2], 'long', 'short'],
      ] as const) {
        const answer = at(classed(ranked(classes, priorities)), load);
        for (const key of ['mean', 'p99'] as const) {
          expect(classOf(answer, first).ttft[key]).toBeLessThan(classOf(plain, first).ttft[key]);
          // In the middle of the law a wait of a part of an iteration may go either way.
          expect(classOf(answer, last).ttft[key]).toBeGreaterThan(
            0.99 * classOf(plain, last).ttft[key],
          );
        }
      }
    },
  );

  // L. Kleinrock, Naval Research Logistics Quarterly 12 (1965): of classes with one law, the waits
  // weighed by their loads are those of first come first served.
  test('of classes that are alike conserve the mean wait', () => {
    const alike = ['a', 'b', 'c'].map((name, place) => ({
      name,
      share: place + 1,
      priority: place,
    }));
    for (const load of [0.5, 0.8]) {
      const answer = at(classed(alike), load);
      const plain = at(serving(), load);
      const mean = (answer.classes ?? []).reduce(
        (sum, one) => sum + one.share * one.prefillWait.mean,
        0,
      );
      expect(Math.abs(mean / plain.queues.prefillWait.mean - 1)).toBeLessThan(0.06);
      expect(mean / answer.queues.prefillWait.mean).toBeCloseTo(1, 4);
    }
  });

  // A. Cobham (1954): one slot is one server.
  test('with one slot and one law are Cobham’s', () => {
    const alike = ['a', 'b'].map((name, place) => ({ name, share: 1, priority: place }));
    const engine = { maxBatchSize: 1 };
    const scenario = classed(alike, 1, engine);
    const { at: answer, maxArrivalRate } = openAnalysis(scenario);
    const load = 0.7;
    const found = answer(load * maxArrivalRate);
    const plain = openAnalysis(serving({ engine })).at(load * maxArrivalRate);
    const wait = plain.queues.prefillWait.mean;
    const factors = [(1 - load) / (1 - load / 2), 1 / (1 - load / 2)];
    found.classes?.forEach((one, place) => {
      expect(one.prefillWait.mean / wait / (factors[place] ?? 0)).toBeCloseTo(1, 2);
    });
  });

  test('names and numbers do not matter, their order does', () => {
    const classes = ranked([SHORT, LONG], [0, 1]);
    const renamed = ranked([SHORT, LONG], [-3, 40]).map((one) => ({
      ...one,
      name: `${one.name}!`,
    }));
    const [one, other] = [at(classed(classes), 0.7), at(classed(renamed), 0.7)];
    expect(one.ttft).toEqual(other.ttft);
    expect(one.classes?.map(({ e2e }) => e2e)).toEqual(other.classes?.map(({ e2e }) => e2e));
  });

  test('answers of any classes are finite, and grow with the load', () => {
    const drawn = (between: Draw) =>
      classed(
        Array.from({ length: Math.round(between(2, 4)) }, (_, place) => ({
          ...{ name: `${place}`, share: between(0.2, 2), priority: Math.round(between(1, 3)) },
          ...{ promptTokens: lengths(between, 2000), outputTokens: lengths(between, 300) },
        })),
        1,
        { maxBatchSize: Math.round(between(2, 200)) },
      );
    const times = ({ classes = [] }: Prediction) =>
      classes.flatMap(({ ttft, tpot, e2e }) => [ttft, tpot, e2e].flatMap(Object.values));
    const check = (scenario: Scenario) => {
      const { at: answer, maxArrivalRate } = openAnalysis(scenario);
      const answers = [0.2, 0.5, 0.8, 0.95].map((load) => answer(load * maxArrivalRate));
      for (const value of answers.flatMap(times)) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(Infinity);
      }
      answers.slice(1).forEach(({ ttft }, place) => {
        expect(ttft.mean).toBeGreaterThan(0.999 * (answers[place] as Prediction).ttft.mean);
      });
    };
    forAll(drawn, check, 12);
  });
});

describe('what is left of a prompt that was cut', () => {
  test('of geometric lengths is geometric again, whatever the room', () => {
    const p = 0.2;
    const sizes = Float64Array.from({ length: 200 }, (_, n) =>
      n === 0 ? 0 : p * (1 - p) ** (n - 1),
    );
    for (const law of restLaws(sizes, 9).slice(1))
      for (const [i, expected] of [p, p * (1 - p), p * (1 - p) ** 2].entries())
        expect(law[i]).toBeCloseTo(expected, 9);
  });

  test('of fixed lengths is what the room does not hold', () => {
    const sizes = Float64Array.from([0, 0, 0, 0, 0, 1]);
    const left = restLaws(sizes, 12).map((law) => law.indexOf(1));
    expect(left).toEqual([0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3]);
  });

  test('is a law, with the mean that tokens make', () => {
    const sizes = Float64Array.from([0.1, 0.2, 0, 0.3, 0.1, 0.1, 0, 0.2]);
    for (const law of restLaws(sizes, 8)) {
      expect(law.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      expect(Math.min(...law)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('promises to a class', () => {
  const promised = (priorities: readonly number[]): Scenario =>
    classed(
      ranked([{ ...SHORT, sla: { ttft: { p99: 0.4 }, tpot: { mean: 0.05 } } }, LONG], priorities),
    );

  test('bind, by the name of the class, and are kept at the rate found', () => {
    const solution = solve(promised([0, 0]), { fixed: true });
    if (solution.kind !== 'feasible') throw new Error(solution.explanation);
    expect(solution.binding).toBe('classes.short.ttft.p99');
    expect(classOf(solution, 'short').ttft.p99).toBeLessThanOrEqual(0.4);
    expect(solution.slack['classes.short.ttft.p99']).toBeLessThan(0.004);
    expect(solution.slack['classes.short.tpot.mean']).toBeGreaterThan(0);
  });

  test('are worth more to a class that goes first', () => {
    const [plain, first] = [
      [0, 0],
      [0, 1],
    ].map((priorities) => solve(promised(priorities), { fixed: true }));
    if (plain?.kind !== 'feasible' || first?.kind !== 'feasible') throw new Error('infeasible');
    expect(first.arrivalRate).toBeGreaterThan(1.2 * plain.arrivalRate);
  });
});
