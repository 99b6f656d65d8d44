import { expect, test } from 'vitest';
import {
  erlangLoss,
  feltRegularity,
  type PeakedServers,
  peakedServers,
} from '../../src/queueing/peaked-servers.ts';

const plain = (servers: number, offered: number): PeakedServers => ({
  ...{ servers, offered, peakedness: 1, departureScv: 1 },
  utilization: offered / servers,
});

// A. K. Erlang (1917); L. Kleinrock, Queueing Systems I (1975), pp. 103 and 106.
test('Poisson load and exponential service are Erlang’s formulas', () => {
  expect(erlangLoss(10, 5)).toBeCloseTo(0.018385, 6);
  const { busy, waiting } = peakedServers(plain(20, 16));
  expect(busy).toBeCloseTo(0.256078, 6);
  expect(waiting).toBeCloseTo((busy * 0.8) / 0.2, 9);
});

test('one server of unequal service waits as Pollaczek and Khinchine say', () => {
  for (const scv of [0, 0.4, 3]) {
    const felt = 1 + (scv - 1) * feltRegularity(1, 0.7);
    const { busy, waiting } = peakedServers({ ...plain(1, 0.7), departureScv: felt });
    expect(busy).toBeCloseTo(0.7, 9);
    expect(waiting).toBeCloseTo((0.7 ** 2 * (1 + scv)) / (2 * 0.3), 9);
  }
});

// The whole law of M/D/c by its rounds: W' = max(W − c, 0) + Poisson(cρ) (C. D. Crommelin 1932).
test.each([
  [10, 0.7],
  [10, 0.9],
  [40, 0.85],
])('%d servers of constant service at load %d wait as in M/D/c', (servers, load) => {
  const felt = 1 - feltRegularity(servers, load);
  const { waiting } = peakedServers({ ...plain(servers, servers * load), departureScv: felt });
  expect(waiting / constantService(servers, load)).toBeGreaterThan(0.93);
  expect(waiting / constantService(servers, load)).toBeLessThan(1.07);
});

/** E[waiting] of M/D/c at the ends of rounds of one service, where it is as at any time. */
function constantService(servers: number, load: number): number {
  const arrivals = [Math.exp(-servers * load)];
  for (let j = 1; j < 4 * servers; j++)
    arrivals.push(((arrivals[j - 1] ?? 0) * servers * load) / j);
  let law = [1];
  for (let round = 0; round < 400; round++) law = afterRound(law, arrivals, servers);
  return law.reduce((sum, p, w) => sum + p * Math.max(0, w - servers), 0);
}

function afterRound(law: readonly number[], arrivals: readonly number[], servers: number) {
  const next = new Array<number>(14 * servers).fill(0);
  const left = new Array<number>(14 * servers).fill(0);
  law.forEach((p, w) => {
    const at = Math.max(w - servers, 0);
    left[at] = (left[at] ?? 0) + p;
  });
  left.forEach((p, w) => {
    for (let j = 0; p > 1e-14 && j < arrivals.length && w + j < next.length; j++)
      next[w + j] = (next[w + j] ?? 0) + p * (arrivals[j] ?? 0);
  });
  return next;
}

test('wider spread and more unequal departures let more wait', () => {
  const base = plain(20, 15);
  const least = peakedServers(base).waiting;
  expect(peakedServers({ ...base, peakedness: 2 }).waiting).toBeGreaterThan(1.2 * least);
  expect(peakedServers({ ...base, peakedness: 0.7 }).waiting).toBeLessThan(least);
  expect(peakedServers({ ...base, departureScv: 2 }).waiting).toBeCloseTo(1.5 * least, 9);
});

test('the queue does not jump where the scaled number of servers is whole', () => {
  const at = (peakedness: number) => peakedServers({ ...plain(20, 16), peakedness }).waiting;
  for (const z of [0.5, 0.8, 1, 1.25, 2]) expect(at(z * 1.0001) / at(z * 0.9999)).toBeCloseTo(1, 2);
});
