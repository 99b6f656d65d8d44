import { expect, test } from 'vitest';
import { randomStream } from '../../src/numerics/random.ts';
import type { Scenario, ServedModel } from '../../src/scenario/scenario.ts';
import { deploy, kvCapacityOf } from '../../src/simulation/deployment.ts';
import { entryFor, type Replica } from '../../src/simulation/replica.ts';
import { emptyRequests } from '../../src/simulation/requests.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { serving } from '../analysis/scenarios.ts';
import { serve } from '../performance/served.ts';

const served = (parallelism: Partial<ServedModel['parallelism']> = {}, engine = {}): Scenario =>
  serving({ time: serve('llama-3.1-8b', 'h100-sxm', parallelism), engine });
const deployed = (scenario: Scenario, capacity = 1e6) =>
  deploy(scenario, capacity, emptyRequests(10));

const only = ([replica]: readonly Replica[]) => replica as Replica;

test('data-parallel ranks are engines of their own, each with its slots and its KV cache', () => {
  const { engines, entries, caches, replicas } = deployed(served({ data: 4 }));
  expect([engines.length, caches, replicas.length]).toEqual([4, 4, 1]);
  expect(entries).toEqual(engines);
  expect(only(replicas).sharedQueue).toBe(false);
  for (const { limits } of engines)
    expect(limits).toMatchObject({ maxBatchSize: 64, kvCapacity: 1e6 });
  expect(new Set(engines.map(({ waiting }) => waiting)).size).toBe(4);
});

test('pipeline stages share the slots and the KV cache of a rank', () => {
  const { engines, caches } = deployed(served({ pipeline: 4, data: 2 }));
  expect([engines.length, caches]).toEqual([8, 2]);
  for (const { limits } of engines)
    expect(limits).toMatchObject({ maxBatchSize: 16, kvCapacity: 2.5e5 });
});

test('requests are split among engines at random, each as often', () => {
  const replica = only(deployed(served({ data: 4 })).replicas);
  const random = randomStream(1, 'routing');
  const counts = new Float64Array(4);
  for (let i = 0; i < 40_000; i++) {
    const { id } = entryFor(replica, random);
    counts[id] = (counts[id] as number) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(300);
});

test('the engines of a prefill pool have one queue, and a new request wakes one that sleeps', () => {
  const scenario = serving({ engine: { policy: 'disaggregated' } });
  const disaggregation = {
    prefillEngines: 3,
    decodeEngines: 2,
    transfer: { base: 1, perToken: 2 },
  };
  const deployment = deployed({ ...scenario, engine: { ...scenario.engine, disaggregation } });
  const { engines, replicas, transferTime } = deployment;
  const { entries, decoders, sharedQueue } = only(replicas);
  expect([entries.length, decoders.length, sharedQueue]).toEqual([3, 2, true]);
  expect(engines.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(entries.map(({ waiting }) => waiting)).size).toBe(1);
  expect(entries.every(({ cache }) => cache.blocks === Infinity)).toBe(true);
  expect(decoders.every(({ limits }) => limits.kvCapacity === 1e6)).toBe(true);
  expect(transferTime(10)).toBe(21);
  for (const engine of entries) engine.clock = engine.id === 1 ? Infinity : 5;
  expect(entryFor(only(replicas), () => 0.99).id).toBe(1);
});

test('the KV cache is as told, else what memory leaves, else without a limit', () => {
  expect(kvCapacityOf(serving(), 1000)).toBe(Infinity);
  expect(kvCapacityOf(serving({ engine: { kvCapacity: 5000 } }), 1000)).toBe(5000);
  const found = kvCapacityOf(served(), 1000);
  expect(found).toBeGreaterThan(10_000);
  expect(found).toBeLessThan(Infinity);
  expect(kvCapacityOf(served({}, { kvCapacity: 5000 }), 1000)).toBe(5000);
});

test('a static batch reserves memory whatever the setting', () => {
  const [engine] = deployed(
    serving({ engine: { policy: 'static', preemption: 'recompute' } }),
  ).engines;
  expect(engine).toMatchObject({ holdsFinished: true, cache: { reserves: true } });
});

test('tokens held are those of one decode engine: half as many with twice the engines', () => {
  const held = (decodeEngines: number) => {
    const transfer = { base: 0, perToken: 0 };
    const disaggregation = { prefillEngines: 1, decodeEngines, transfer };
    const scenario = serving({ rate: 4, engine: { policy: 'disaggregated', disaggregation } });
    return simulate(scenario, { requests: 4000, seed: 1 }).memory.kvUsed.value;
  };
  expect(held(1) / held(2)).toBeGreaterThan(1.9);
  expect(held(1) / held(2)).toBeLessThan(2.4);
});
