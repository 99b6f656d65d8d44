import { expect, test } from 'vitest';
import type { Traffic } from '../../../src/scenario/scenario.ts';
import { emptyRequests } from '../../../src/simulation/requests.ts';
import { meanRequestTokens, requestSource } from '../../../src/simulation/traffic/source.ts';

const fixed = (value: number) => ({ distribution: 'fixed', value }) as const;
const trafficOf = (traffic: Partial<Traffic>): Traffic => ({
  arrivals: { process: 'poisson', rate: 5 },
  ...{ promptTokens: fixed(10), outputTokens: fixed(20) },
  ...traffic,
});
const pairs = { promptTokens: [10, 20, 30], outputTokens: [1, 2, 3] };

function allOf(traffic: Traffic, rows: number, seed = 1) {
  const requests = emptyRequests(rows);
  const source = requestSource(traffic, requests, rows, seed);
  while (source.nextTime < Infinity) source.arrive();
  return { requests, source };
}

test('so many requests come as there are rows, each with its lengths and cached tokens', () => {
  const { requests, source } = allOf(trafficOf({ cachedPrefix: { share: 0.5 } }), 50);
  expect([source.count, source.nextTime]).toEqual([50, Infinity]);
  expect([...requests.prompt]).toEqual(Array(50).fill(10));
  expect([...requests.output]).toEqual(Array(50).fill(20));
  expect([...requests.ready]).toEqual(Array(50).fill(5));
  expect([...requests.target]).toEqual(Array(50).fill(10));
  expect(requests.chunkEnd).toEqual(requests.arrival);
});

test('a trace with as many lengths as arrivals is replayed row by row', () => {
  const arrivals = { process: 'trace', times: [1, 1, 4] } as const;
  const { requests } = allOf(trafficOf({ arrivals, lengthPairs: pairs }), 3);
  expect([...requests.arrival]).toEqual([1, 1, 4]);
  expect([...requests.prompt]).toEqual([10, 20, 30]);
  expect([...requests.output]).toEqual([1, 2, 3]);
});

test('with other arrivals prompt and output of one row are drawn together, each row as often', () => {
  const { requests } = allOf(trafficOf({ lengthPairs: pairs }), 30_000);
  const counts = new Map<string, number>();
  requests.prompt.forEach((prompt, row) => {
    const key = `${prompt} ${requests.output[row]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  expect([...counts.keys()].sort()).toEqual(['10 1', '20 2', '30 3']);
  for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(300);
});

test('in a closed loop a client comes again when it is answered and has thought', () => {
  const arrivals = { process: 'closed', clients: 3 } as const;
  const requests = emptyRequests(10);
  const source = requestSource(trafficOf({ arrivals }), requests, 10, 1);
  for (let i = 0; i < 3; i++) source.arrive();
  expect([...requests.arrival.slice(0, 3)]).toEqual([0, 0, 0]);
  expect(source.nextTime).toBe(Infinity);
  source.onLeave(7);
  source.onLeave(5); // an engine that works beside the other is done before
  expect(source.nextTime).toBe(5);
  source.arrive();
  expect([requests.arrival[3], source.nextTime]).toEqual([5, 7]);
});

test('clients think for an exponential time of the mean they are given', () => {
  const arrivals = { process: 'closed', clients: 20_000, meanThinkTime: 3 } as const;
  const { requests } = allOf(trafficOf({ arrivals }), 20_000);
  const mean = requests.arrival.reduce((sum, time) => sum + time, 0) / 20_000;
  expect(Math.abs(mean - 3)).toBeLessThan(0.08);
  expect(requests.arrival.every((time, row) => time >= (requests.arrival[row - 1] ?? 0))).toBe(
    true,
  );
});

test('the mean of prompt and output together is that of the laws, or of the pairs', () => {
  const promptTokens = { distribution: 'exponential', mean: 100 } as const;
  expect(Math.abs(meanRequestTokens(trafficOf({ promptTokens })) - 120.5)).toBeLessThan(6);
  const arrivals = { process: 'trace', times: [0, 1, 2] } as const;
  expect(meanRequestTokens(trafficOf({ arrivals, lengthPairs: pairs }))).toBe(22);
});
