/** The simulator as a textbook server: exact theory in 99.9 % intervals of 20 replications. */
import { test } from 'vitest';
import { gammaDraw, type Random } from '../../src/numerics/random.ts';
import type { Arrivals } from '../../src/scenario/scenario.ts';
import { expectTheory, replications } from '../support/theory.ts';
import { customersOf, exponentialService, mean, SERVICE, shareOf } from './customers.ts';

const poisson = (rate: number): Arrivals => ({ process: 'poisson', rate });

test('exponential service: the sojourn of M/M/1, p90 and p99 of its wait', () => {
  const load = 0.4;
  const arrivals = poisson(load / SERVICE);
  const measured = replications(
    customersOf({ arrivals, service: exponentialService, requests: 120_000 }),
  );
  const meanSojourn = SERVICE / (1 - load);
  expectTheory(
    measured(({ sojourn }) => mean(sojourn)),
    meanSojourn,
  );
  for (const [beyond, narrow] of [
    [0.1, 0.02],
    [0.01, 0.06],
  ] as const) {
    const limit = meanSojourn * Math.log(load / beyond); // P(W_q > t) = ρ·e^{−t/W}
    expectTheory(
      measured(({ wait }) => shareOf(wait, (time) => time > limit)),
      beyond,
      narrow,
    );
  }
});

test('constant service: Erlang’s law of the wait in M/D/1', () => {
  const [load, requests] = [0.7, 50_000];
  const arrivals = poisson(load / SERVICE);
  const measured = replications(customersOf({ arrivals, service: () => SERVICE, requests }));
  expectTheory(
    measured(({ wait }) => mean(wait)),
    ((load / (1 - load)) * SERVICE) / 2,
  );
  for (const services of [0.5, 1.5, 4.5])
    expectTheory(
      measured(({ wait }) => shareOf(wait, (time) => time <= services * SERVICE)),
      erlangLaw(load, services),
    );
});

/** Erlang (1909): P(W ≤ t) = (1−ρ) Σ_k (ρ(k−t))^k e^{−ρ(k−t)} / k!, t in services. */
function erlangLaw(load: number, services: number): number {
  let [sum, factorial] = [0, 1];
  for (let k = 0; k <= Math.floor(services); k++) {
    if (k > 0) factorial *= k;
    const x = load * (k - services);
    sum += (x ** k * Math.exp(-x)) / factorial;
  }
  return (1 - load) * sum;
}

test.each([
  [0.25, 0.02],
  [2, 0.03],
])('service of c_s² = %f: Pollaczek and Khinchine’s mean wait', (scv, narrow) => {
  const [load, requests] = [0.4, 50_000];
  const arrivals = poisson(load / SERVICE);
  const service = (random: Random) => gammaDraw(random, SERVICE, scv)();
  const measured = replications(customersOf({ arrivals, service, requests }));
  expectTheory(
    measured(({ wait }) => mean(wait)),
    (load / (1 - load)) * ((1 + scv) / 2) * SERVICE,
    narrow,
  );
});

test('a pool of three engines with one queue is M/M/3: Erlang’s C', () => {
  const [servers, offered] = [3, 1.5];
  const measured = replications(
    customersOf({
      arrivals: poisson(offered / SERVICE),
      service: exponentialService,
      requests: 50_000,
      engine: {
        policy: 'disaggregated',
        disaggregation: {
          ...{ prefillEngines: servers, decodeEngines: 1 },
          transfer: { base: 0, perToken: 0 },
        },
      },
    }),
  );
  const busy = offered ** 3 / 6 / (1 - offered / 3);
  const waits = busy / (1 + offered + offered ** 2 / 2 + busy);
  expectTheory(
    measured(({ wait }) => shareOf(wait, (time) => time > 0)),
    waits,
  );
  expectTheory(
    measured(({ wait }) => mean(wait)),
    (waits * SERVICE) / (servers - offered),
    0.04,
  );
});
