/** The whole batch where queueing theory is exact: processor sharing and its insensitivity. */
import { test } from 'vitest';
import type { Batch } from '../../src/scenario/batch.ts';
import type { LengthLaw, Scenario } from '../../src/scenario/scenario.ts';
import { simulateOnce } from '../../src/simulation/replication.ts';
import { expectTheory, replications } from '../support/theory.ts';

/** Moments of the requests in an iteration; any number of slots, prompts of one token. */
function residents(
  outputTokens: LengthLaw,
  iterationTime: (requests: number) => number,
  requests: number,
) {
  const size = ({ decodeRequests, prefillRequests }: Batch) => decodeRequests + prefillRequests;
  const scenario: Scenario = {
    iterationTime: (batch) => iterationTime(size(batch)),
    engine: {
      policy: 'chunked-prefill',
      ...{ maxBatchSize: 5000, tokenBudget: 1e6, gpuMemoryUtilization: 0.9 },
    },
    traffic: {
      arrivals: { process: 'poisson', rate: 50 },
      promptTokens: { distribution: 'fixed', value: 1 },
      outputTokens,
    },
    sla: {},
  };
  return (seed: number) => {
    let [count, sum, squares] = [0, 0, 0];
    const observe = ({ start, engine }: { start: number; engine: { batch: Batch } }) => {
      if (start < 40) return; // the batch fills
      const now = size(engine.batch);
      count += 1;
      sum += now;
      squares += now ** 2;
    };
    simulateOnce({ scenario, requests, seed, settles: true }, { observe });
    return { mean: sum / count, variance: squares / count - (sum / count) ** 2 };
  };
}

// Processor sharing with t(n) = 0.01 + 0.0001·n s and λ·E[N]·0.01 = 60: the requests in the batch
// are negative binomial (100, 0.4), whatever the law of N (Kelly, Reversibility (1979), chapter 3).
test.each<[LengthLaw, number]>([
  [{ distribution: 'fixed', value: 120 }, 20_000],
  [{ distribution: 'geometric', mean: 120 }, 30_000],
  [{ distribution: 'lognormal', mean: 120, cv: 0.8 }, 30_000],
])('an iteration that slows down is processor sharing, insensitive to %o', (law, requests) => {
  const measured = replications(residents(law, (n) => 0.01 + 1e-4 * n, requests));
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

test('an iteration of constant time is M/G/∞: mean and variance of the Poisson law', () => {
  const law = { distribution: 'uniform', min: 1, max: 159 } as const;
  const measured = replications(residents(law, () => 0.01, 30_000));
  expectTheory(
    measured(({ mean }) => mean),
    40,
  );
  expectTheory(
    measured(({ variance }) => variance),
    40,
    0.1,
  );
});
