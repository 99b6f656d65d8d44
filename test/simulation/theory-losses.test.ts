/** Losses and closed loops where queueing theory is exact: intervals of 20 replications. */
import { expect, test } from 'vitest';
import type { Arrivals } from '../../src/scenario/scenario.ts';
import { GAVE_UP, TURNED_AWAY } from '../../src/simulation/requests.ts';
import { expectTheory, replications } from '../support/theory.ts';
import { customersOf, exponentialService, mean, SERVICE, shareOf } from './customers.ts';

const poisson = (rate: number): Arrivals => ({ process: 'poisson', rate });

// M/M/1/K: P_loss = (1−ρ)·ρ^K / (1−ρ^{K+1}), one in service and the others in the queue.
test.each([
  [0, 0.8],
  [1, 1.5],
  [4, 0.8],
])('with room for %i to wait, the loss is that of M/M/1/K at load %f', (queueLimit, load) => {
  const measured = replications(
    customersOf({
      arrivals: poisson(load / SERVICE),
      service: exponentialService,
      engine: { queueLimit },
      requests: 40_000,
    }),
  );
  const places = queueLimit + 1;
  expectTheory(
    measured(({ outcomes }) => shareOf(outcomes, (end) => end === TURNED_AWAY)),
    ((1 - load) * load ** places) / (1 - load ** (places + 1)),
    0.03,
  );
});

// M/M/1+D (Barrer 1957): the virtual wait has density λ·p₀·e^{−(μ−λ)x} up to the patience τ, and
// decays at μ beyond, where nobody joins.
test.each([0.8, 1.3])('deterministic patience at load %f: M/M/1+D', (load) => {
  const [lambda, mu, patience] = [load / SERVICE, 1 / SERVICE, 3 * SERVICE];
  const measured = replications(
    customersOf({
      arrivals: poisson(lambda),
      service: exponentialService,
      traffic: { patience },
      requests: 40_000,
    }),
  );
  const slower = mu - lambda;
  const decay = Math.exp(-slower * patience);
  const idle = 1 / (1 + (lambda * (1 - decay)) / slower + (lambda / mu) * decay);
  const loss = idle * load * decay;
  expectTheory(
    measured(({ outcomes }) => shareOf(outcomes, (end) => end === GAVE_UP)),
    loss,
    0.03,
  );
  // ∫₀^τ x·λ·p₀·e^{−(μ−λ)x} dx
  const waited = (lambda * idle * (1 - decay * (1 + slower * patience))) / slower ** 2;
  expectTheory(
    measured(({ wait }) => mean(wait)),
    waited / (1 - loss),
  );
});

// M/M/1//N, machine repair: p_n ∝ N!/(N−n)!·(S/Z)^n; the throughput is (1 − p₀)/S, and the sojourn
// N/X − Z by Little's law.
test.each([
  [1, 0.02],
  [6, 0.05],
  [12, 0.05],
])('%i clients that think %f s share one server: machine repair', (clients, meanThinkTime) => {
  const measured = replications(
    customersOf({
      arrivals: { process: 'closed', clients, meanThinkTime },
      service: exponentialService,
      requests: 30_000,
    }),
  );
  let [weight, total] = [1, 1];
  for (let n = 1; n <= clients; n++) {
    weight *= (clients - n + 1) * (SERVICE / meanThinkTime);
    total += weight;
  }
  const rate = (1 - 1 / total) / SERVICE;
  expectTheory(
    measured(({ throughput }) => throughput),
    rate,
  );
  expectTheory(
    measured(({ sojourn }) => mean(sojourn)),
    clients / rate - meanThinkTime,
  );
});

test('clients that do not think keep the server busy', () => {
  const run = customersOf({
    arrivals: { process: 'closed', clients: 4 },
    service: () => SERVICE,
    requests: 1000,
  });
  expect(run(1).throughput).toBeCloseTo(1 / SERVICE, 0);
  expect(mean(run(1).sojourn)).toBeCloseTo(4 * SERVICE, 9);
});
