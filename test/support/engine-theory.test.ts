import { expect, test } from 'vitest';
import type { Batch } from '../../src/scenario/batch.ts';
import type { LengthLaw } from '../../src/scenario/scenario.ts';
import { type ObservedIteration, simulateEngine } from './engine.ts';
import { type Interval, studentInterval } from './replicate.ts';

const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length;
const share = (values: Float64Array, below: number) =>
  values.filter((x) => x <= below).length / values.length;

/** Runs 20 replications once; gives the 99.9 % interval of anything measured on each. */
function replications<T>(replication: (seed: number) => T) {
  const results = Array.from({ length: 20 }, (_, seed) => replication(seed));
  return (measure: (result: T) => number) => studentInterval(results.map(measure));
}

/** The theory lies in the interval, and that is narrow enough to notice a wrong engine. */
function expectTheory({ center, halfWidth }: Interval, theory: number, narrow = 0.03) {
  expect(halfWidth / theory).toBeLessThan(narrow);
  expect(Math.abs(center - theory)).toBeLessThan(halfWidth);
}

/** One slot, outputs of one token, time in proportion to the prompt: a single-server queue. */
const singleServer = (arrivalRate: number, secondsPerToken: number, promptTokens: LengthLaw) =>
  replications(
    (seed) =>
      simulateEngine({
        arrivalRate,
        iterationTime: (batch: Batch) => secondsPerToken * batch.prefillTokens,
        engine: { maxBatchSize: 1, tokenBudget: 1e6 },
        promptTokens,
        outputTokens: { distribution: 'fixed', value: 1 },
        requests: 60_000,
        seed,
      }).requests,
  );

test('with one slot and constant prompts it is M/D/1: Erlang’s law of the wait', () => {
  const measured = singleServer(80, 1e-4, { distribution: 'fixed', value: 100 });
  const meanWait = ((0.8 / 0.2) * 0.01) / 2;
  expectTheory(
    measured(({ prefillWait }) => mean(prefillWait)),
    meanWait,
  );
  // Erlang (1909): P(W ≤ t) = (1−ρ) Σ_k (λ(kD−t))^k e^{−λ(kD−t)} / k!, at ρ = 0.8, D = 10 ms.
  for (const [limit, theory] of [
    [0.005, 0.2 * Math.exp(0.4)],
    [0.015, 0.2 * (Math.exp(1.2) - 0.4 * Math.exp(0.4))],
    [0.0605, 0.936073],
  ] as const) {
    expectTheory(
      measured(({ prefillWait }) => share(prefillWait, limit)),
      theory,
    );
  }
});

test('with one slot it is M/G/1: Pollaczek and Khinchine’s mean wait', () => {
  const measured = singleServer(120, 1e-5, { distribution: 'uniform', min: 1, max: 1000 });
  const secondMoment = ((1001 * 2001) / 6) * 1e-10;
  expectTheory(
    measured(({ prefillWait }) => mean(prefillWait)),
    (120 * secondMoment) / (2 * (1 - 120 * 500.5e-5)),
  );
});

test('with one slot and exponential prompts it is M/M/1: the exponential law of the sojourn', () => {
  const measured = singleServer(70, 1e-6, { distribution: 'exponential', mean: 10_000 });
  const meanSojourn = 0.01 / (1 - 0.7);
  expectTheory(
    measured(({ e2e }) => mean(e2e)),
    meanSojourn,
  );
  const p90 = Math.log(10) * meanSojourn;
  expectTheory(
    measured(({ e2e }) => 1 - share(e2e, p90)),
    0.1,
    0.06,
  );
});

/** Moments of the requests in an iteration; any number of slots, prompts that cost nothing. */
function residentMoments(outputTokens: LengthLaw, seed: number) {
  let [count, sum, squares] = [0, 0, 0];
  const residents = (batch: Batch) => batch.decodeRequests + batch.prefillRequests;
  const onIteration = ({ start, batch }: ObservedIteration) => {
    if (start < 60) return; // the batch fills
    count += 1;
    sum += residents(batch);
    squares += residents(batch) ** 2;
  };
  simulateEngine({
    arrivalRate: 50,
    iterationTime: (batch) => 0.01 + 1e-4 * residents(batch),
    engine: { maxBatchSize: 5000, tokenBudget: 1e6 },
    promptTokens: { distribution: 'fixed', value: 1 },
    outputTokens,
    requests: 50_000,
    seed,
    onIteration,
  });
  return { mean: sum / count, variance: squares / count - (sum / count) ** 2 };
}

// Processor sharing with t(n) = 0.01 + 0.0001·n s and λ·E[N]·0.01 = 60: the requests in the batch
// are negative binomial (100, 0.4), whatever the law of N (Kelly, Reversibility (1979), chapter 3).
test.each<LengthLaw>([
  { distribution: 'fixed', value: 120 },
  { distribution: 'geometric', mean: 120 },
  { distribution: 'uniform', min: 1, max: 239 },
])('the batch does not feel the law of the outputs: $distribution', (law) => {
  const measured = replications((seed) => residentMoments(law, seed));
  expectTheory(
    measured(({ mean }) => mean),
    150,
  );
  expectTheory(
    measured(({ variance }) => variance),
    375,
    0.15,
  );
});
