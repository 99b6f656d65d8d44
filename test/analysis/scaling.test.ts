import { expect, test } from 'vitest';
import { predict } from '../../src/analysis/predict.ts';
import type { Prediction } from '../../src/scenario/metrics.ts';
import { METRICS, type Scenario, STATISTICS } from '../../src/scenario/scenario.ts';
import { forAll } from '../support/cases.ts';
import { atLoad, lengths, lineOf, ordinary, poissonRate, roofOf, serving } from './scenarios.ts';

/** The same engine with every time of t_inf multiplied, and arrivals as much rarer. */
function slowed(scenario: Scenario, factor: number): Scenario {
  const { iterationTime: model, traffic } = scenario;
  const rate = poissonRate(scenario) / factor;
  const slower: unknown = JSON.parse(JSON.stringify(model), (_, value: unknown) =>
    typeof value === 'number' ? value * factor : value,
  );
  return {
    ...scenario,
    iterationTime: slower as Scenario['iterationTime'],
    traffic: { ...traffic, arrivals: { process: 'poisson', rate } },
  };
}

const at = (scenario: Scenario, load: number): Scenario => {
  const { maxArrivalRate } = predict(scenario);
  const rate = load * maxArrivalRate;
  return { ...scenario, traffic: { ...scenario.traffic, arrivals: { process: 'poisson', rate } } };
};

const times = (answer: Prediction) => [
  ...METRICS.flatMap((metric) => STATISTICS.map((statistic) => answer[metric][statistic])),
  answer.queues.prefillWait.mean,
  answer.queues.prefillWait.p99,
  answer.iterationTime.mean,
  answer.iterationTime.p99,
  answer.batch.atCapacity.iterationTime,
];
const counts = ({ utilization, batch, memory }: Prediction) => [
  utilization,
  ...[batch.mean, batch.atCapacity].flatMap((mix) => [
    mix.prefillRequests,
    mix.chunkTokens,
    mix.decodes,
    mix.contextTokens,
  ]),
  memory.kvUsed,
];

/** Numbers that keep their ratio to those before, to a relative tolerance. */
function expectRatio(after: number[], before: number[], ratio: number, tolerance: number): void {
  after.forEach((value, i) => {
    const expected = (before[i] ?? Number.NaN) * ratio;
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));
  });
}

test('a clock eight times slower stretches all times by eight and leaves counts alone', () =>
  forAll(
    (between) => at(ordinary(between), between(0.05, 0.97)),
    (scenario) => {
      const [before, after] = [predict(scenario), predict(slowed(scenario, 8))];
      expect(after.maxArrivalRate / before.maxArrivalRate).toBeCloseTo(1 / 8, 9);
      expectRatio(counts(after), counts(before), 1, 1e-6);
      expectRatio(times(after), times(before), 8, 1e-6);
    },
    50,
  ));

test('a clock seven times slower stretches means by seven (percentiles change bins)', () =>
  forAll(
    (between) => at(ordinary(between), between(0.05, 0.97)),
    (scenario) => {
      const [before, after] = [predict(scenario), predict(slowed(scenario, 7))];
      expectRatio(counts(after), counts(before), 1, 1e-4);
      for (const metric of METRICS)
        expectRatio([after[metric].mean], [before[metric].mean], 7, 0.003);
    },
    25,
  ));

test('the same question gives the same answer, and is left as it was', () =>
  forAll(
    (between) => at(ordinary(between), between(0.05, 1.5)),
    (scenario) => {
      const before = structuredClone(scenario);
      const first = JSON.stringify(predict(scenario));
      expect(JSON.stringify(predict(scenario))).toBe(first);
      expect(JSON.stringify(predict(structuredClone(scenario)))).toBe(first);
      expect(scenario).toEqual(before);
    },
    20,
  ));

test('an answer is plain data', () => {
  const answer = predict(serving());
  expect(structuredClone(answer)).toEqual(answer);
});

test('a function of the batch is as good as its coefficients', () =>
  forAll(
    (between) => ({ roof: roofOf(between), prompt: lengths(between, 1500) }),
    ({ roof, prompt }) => {
      const { base, memory, compute } = roof;
      const scenario = serving({ time: roof, traffic: { promptTokens: prompt } });
      const own = serving({
        time: (batch) =>
          base +
          Math.max(
            memory.base +
              memory.perContextToken * batch.contextTokens +
              memory.perPrefillToken * batch.prefillTokens,
            compute.perPrefillToken * batch.prefillTokens +
              compute.perAttentionPair * batch.attentionPairs +
              compute.perDecodeRequest * batch.decodeRequests +
              compute.perContextToken * batch.contextTokens,
          ),
        traffic: { promptTokens: prompt },
      });
      expectRatio(times(atLoad(own, 0.7)), times(atLoad(scenario, 0.7)), 1, 1e-9);
    },
    20,
  ));

test('a line of coefficients is nearly the same line as a function', () =>
  forAll(
    lineOf,
    (line) => {
      const own = serving({
        time: (batch) =>
          line.base +
          line.perPrefillToken * batch.prefillTokens +
          line.perAttentionPair * batch.attentionPairs +
          line.perDecodeRequest * batch.decodeRequests +
          line.perContextToken * batch.contextTokens,
      });
      for (const load of [0.2, 0.6, 0.85]) {
        const [exact, general] = [atLoad(serving({ time: line }), load), atLoad(own, load)];
        expectRatio([general.maxArrivalRate], [exact.maxArrivalRate], 1, 0.01);
        for (const metric of METRICS)
          expectRatio([general[metric].mean], [exact[metric].mean], 1, 0.06);
      }
    },
    20,
  ));
