/** Priorities where queueing theory is exact: intervals of 20 replications. */
import { expect, test } from 'vitest';
import type { RequestClass } from '../../src/scenario/scenario.ts';
import { GAVE_UP } from '../../src/simulation/requests.ts';
import { expectTheory, replications } from '../support/theory.ts';
import { customersOf, exponentialService, mean, SERVICE, shareOf } from './customers.ts';

const classes: readonly RequestClass[] = [
  { name: 'first', share: 2, priority: -1 },
  { name: 'second', share: 5, priority: 0 },
  { name: 'last', share: 3, priority: 7 },
];

// A. Cobham, Operations Research 2 (1954), p. 73: W_i = W_0/((1 − σ_{i−1})(1 − σ_i)), not preemptive.
test.each([
  ['exponential', exponentialService, 2],
  ['constant', () => SERVICE, 1],
] as const)('%s service: the waits of three priorities are Cobham’s', (_, service, moment) => {
  const load = 0.8;
  const arrivals = { process: 'poisson', rate: load / SERVICE } as const;
  const measured = replications(
    customersOf({ arrivals, service, traffic: { classes }, requests: 60_000 }),
  );
  const residual = (load * SERVICE * moment) / 2;
  let before = 0;
  classes.forEach(({ share }, kind) => {
    const upTo = before + (load * share) / 10;
    expectTheory(
      measured(({ wait, kinds }) => mean(wait.filter((_, row) => kinds[row] === kind))),
      residual / ((1 - before) * (1 - upTo)),
      0.06,
    );
    before = upTo;
  });
});

test('classes are drawn by their shares, and the order changes no mean over all', () => {
  const arrivals = { process: 'poisson', rate: 0.7 / SERVICE } as const;
  const measured = replications(
    customersOf({ arrivals, service: () => SERVICE, traffic: { classes }, requests: 40_000 }),
  );
  expectTheory(
    measured(({ kinds }) => shareOf(kinds, (kind) => kind === 1)),
    0.5,
  );
  expectTheory(
    measured(({ wait }) => mean(wait)),
    (0.7 * SERVICE) / (2 * 0.3),
  );
});

test('whoever has waited longest gives up first, whatever its priority', () => {
  const run = customersOf({
    arrivals: { process: 'poisson', rate: 1.4 / SERVICE },
    service: exponentialService,
    traffic: { classes, patience: 4 * SERVICE },
    requests: 20_000,
  })(1);
  expect(Math.max(...run.wait)).toBeLessThanOrEqual(4 * SERVICE + 1e-9);
  expect(shareOf(run.outcomes, (end) => end === GAVE_UP)).toBeGreaterThan(0.2);
});
