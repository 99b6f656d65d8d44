/** Requests among replicas: who gets which, and queues of a router where theory is exact. */
import { expect, test } from 'vitest';
import { randomStream } from '../../src/numerics/random.ts';
import type { Deployment, Scenario } from '../../src/scenario/scenario.ts';
import { deploy } from '../../src/simulation/deployment.ts';
import { type Routing, routing } from '../../src/simulation/replica.ts';
import { emptyRequests } from '../../src/simulation/requests.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { serving } from '../analysis/scenarios.ts';
import { expectTheory, replications } from '../support/theory.ts';
import { customersOf, exponentialService, mean, SERVICE, shareOf } from './customers.ts';

const among = (deployment: Deployment, changes: Partial<Scenario> = {}): Scenario => ({
  ...serving(),
  ...changes,
  deployment,
});
const deployed = (scenario: Scenario) => deploy(scenario, 1e6, emptyRequests(10));
const router = (kind: Deployment['router'], replicas = 4) =>
  routing(replicas, kind, randomStream(1, 'router'));

/** How often each of four replicas is chosen. */
function counts({ choose }: Pick<Routing, 'choose'>, times: number): number[] {
  const found = [0, 0, 0, 0];
  for (let i = 0; i < times; i++) {
    const replica = choose(i);
    found[replica] = (found[replica] as number) + 1;
  }
  return found;
}

test('every replica has engines of its own, numbered on', () => {
  const pools = { prefillEngines: 2, decodeEngines: 1, transfer: { base: 0, perToken: 0 } };
  const engine = { ...serving().engine, policy: 'disaggregated', disaggregation: pools } as const;
  const { replicas, engines, entries, caches } = deployed(
    among({ replicas: 3, router: 'random' }, { engine }),
  );
  expect(replicas.map((one) => one.engines.map(({ id }) => id))).toEqual([
    [0, 1, 2],
    [3, 4, 5],
    [6, 7, 8],
  ]);
  expect(engines.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(entries.map(({ id }) => id)).toEqual([0, 1, 3, 4, 6, 7]);
  expect(new Set(engines.map(({ waiting }) => waiting)).size).toBe(6);
  expect(caches).toBe(3);
});

test('random: each replica as often, whoever came before', () => {
  for (const count of counts(router('random'), 40_000))
    expect(Math.abs(count - 10_000)).toBeLessThan(300);
});

test('round-robin: each in turn', () => {
  const { choose } = router('round-robin', 3);
  const order = Array.from({ length: 7 }, (_, time) => choose(time));
  expect(order).toEqual([0, 1, 2, 0, 1, 2, 0]);
});

test('least-loaded: the one with the fewest requests, and ties each as often', () => {
  const { choose, onLeave } = router('least-loaded');
  expect([0, 0, 0, 0].map(choose).sort()).toEqual([0, 1, 2, 3]);
  onLeave(2, 10);
  expect(choose(10)).toBe(2);
  // Each leaves before the next one comes: the choice is among all four.
  const even = counts(
    {
      choose: (time) => {
        const replica = choose(20 + time);
        onLeave(replica, 20 + time);
        return replica;
      },
    },
    40_000,
  );
  for (const count of even) expect(Math.abs(count - 10_000)).toBeLessThan(300);
});

test('least-loaded: who leaves later is still there', () => {
  const { choose, onLeave } = router('least-loaded');
  [0, 0, 0, 0].forEach(choose);
  onLeave(1, 5);
  onLeave(3, 2);
  expect(choose(3)).toBe(3);
  expect(choose(5)).toBe(1);
});

test.each(['random', 'round-robin', 'least-loaded'] as const)(
  '%s: in the end no replica has requests, whatever became of them',
  (kind) => {
    const traffic = { ...serving().traffic, patience: 0.5 };
    const engine = { ...serving().engine, maxBatchSize: 4, queueLimit: 2 };
    const scenario = among({ replicas: 3, router: kind }, { traffic, engine });
    const { requests } = simulate(scenario, { requests: 3000, seed: 1 });
    const { arrived, completed, turnedAway, gaveUp, neverFit } = requests;
    expect(turnedAway + gaveUp).toBeGreaterThan(0);
    expect(completed + turnedAway + gaveUp + neverFit).toBe(arrived);
  },
);

test('one replica is the server without a router', () => {
  const alone = simulate(serving(), { requests: 2000, seed: 1 });
  for (const kind of ['random', 'round-robin', 'least-loaded'] as const)
    expect(simulate(among({ replicas: 1, router: kind }), { requests: 2000, seed: 1 })).toEqual(
      alone,
    );
});

// One slot and exponential service times: each replica is a textbook server.
const LOAD = 0.6;
const twoServers = (kind: Deployment['router']) =>
  replications(
    customersOf({
      arrivals: { process: 'poisson', rate: (2 * LOAD) / SERVICE },
      service: exponentialService,
      deployment: { replicas: 2, router: kind },
      requests: 40_000,
    }),
  );

test('random: each replica is M/M/1', () => {
  const measured = twoServers('random');
  expectTheory(
    measured(({ sojourn }) => mean(sojourn)),
    SERVICE / (1 - LOAD),
  );
});

test('round-robin: each replica is E_2/M/1, with the root of its transform', () => {
  const measured = twoServers('round-robin');
  // σ = (2λ/(2λ + μ(1 − σ)))² with λ the rate of one replica.
  let root = 0.5;
  for (let i = 0; i < 1000; i++) root = ((2 * LOAD) / (2 * LOAD + 1 - root)) ** 2;
  expectTheory(
    measured(({ wait }) => shareOf(wait, (time) => time > 0)),
    root,
  );
  expectTheory(
    measured(({ sojourn }) => mean(sojourn)),
    SERVICE / (1 - root),
  );
});

test('least-loaded: two M/M/1 with the shorter queue joined, by the balance of its states', () => {
  const measured = twoServers('least-loaded');
  const inSystem = shorterQueue(2 * LOAD, 25);
  expectTheory(
    measured(({ sojourn }) => mean(sojourn)),
    (inSystem / (2 * LOAD)) * SERVICE,
  );
});

/** Mean number in two queues of rate 1 each, of which arrivals join the shorter; by iteration. */
function shorterQueue(arrivalRate: number, most: number): number {
  const size = most + 1;
  const steps = transitions(arrivalRate, most);
  let law = new Float64Array(size * size).fill(1 / size ** 2);
  for (let sweep = 0; sweep < 3000; sweep++) {
    // Uniformization: a step of the chain at the rate of all events.
    const next = law.slice();
    for (const [from, to, rate] of steps) {
      const moved = ((law[from] as number) * rate) / (arrivalRate + 2);
      next[from] = (next[from] as number) - moved;
      next[to] = (next[to] as number) + moved;
    }
    law = next;
  }
  return law.reduce((sum, p, state) => sum + p * ((state % size) + Math.floor(state / size)), 0);
}

function transitions(arrivalRate: number, most: number): (readonly [number, number, number])[] {
  const size = most + 1;
  const within = (count: number) => count >= 0 && count <= most;
  return Array.from({ length: size * size }, (_, state) => {
    const [m, n] = [state % size, Math.floor(state / size)];
    const toFirst = arrivalRate * (0.5 + Math.sign(n - m) / 2);
    const changes = [
      [1, 0, toFirst],
      [0, 1, arrivalRate - toFirst],
      [-1, 0, 1],
      [0, -1, 1],
    ] as const;
    return changes
      .filter(([dm, dn]) => within(m + dm) && within(n + dn))
      .map(([dm, dn, rate]) => [state, state + dm + dn * size, rate] as const);
  }).flat();
}
