import { expect, test } from 'vitest';
import { type ClumpedQueue, clumpedQueue } from '../../src/queueing/clumped-queue.ts';

/** Customers that come one by one, λ = 16 to 20 servers. */
const single = (servers: number, offered: number): ClumpedQueue => ({
  servers,
  residence: 7,
  entries: () => offered / 7,
  ...{ dispersion: 1, burst: 1, firstClump: 1, overshoot: 1, departureScv: 1 },
  entriesAtFull: offered / 7,
});

// Time in state 0 counts once per idle period: 1/entries rounds each.
function timeLaw(queue: ClumpedQueue): { law: number[]; waiting: number; queued: number } {
  const { law, waiting, queued } = clumpedQueue(queue);
  const times = Array.from(law, (p, n) => (n === 0 ? p / queue.entries(0) : p));
  const total = times.reduce((sum, p) => sum + p, 0);
  return { law: times.map((p) => p / total), waiting: waiting / total, queued: queued / total };
}

// Erlang C(20, 16) = 0.256078 (A. K. Erlang 1917; L. Kleinrock, Queueing Systems I (1975), p. 103).
test('clumps of one customer make it M/M/B', () => {
  const { law, waiting } = timeLaw(single(20, 16));
  expect(law[20]).toBeCloseTo(0.256078, 6);
  expect(waiting).toBeCloseTo((0.256078 * 0.8) / 0.2, 4);
});

test('one server of unequal service waits as Pollaczek and Khinchine say', () => {
  const queue = { ...single(1, 0.7), departureScv: 3 };
  const { law, waiting } = timeLaw(queue);
  expect(law[1]).toBeCloseTo(0.7, 9);
  expect(waiting).toBeCloseTo((0.7 * 0.7 * (1 + 3)) / 2 / 0.3, 9);
});

test('with servers to spare the spread is wider than Poisson by half the excess dispersion', () => {
  const queue = { ...single(200, 30), dispersion: 4, burst: 4, overshoot: 0.5, firstClump: 1 };
  const { law } = clumpedQueue(queue);
  const moment = (k: number) => law.reduce((sum, p, n) => sum + p * n ** k, 0);
  expect(moment(1) / 30).toBeCloseTo(1, 2);
  expect((moment(2) - moment(1) ** 2) / (30 * (1 + 3 / 2))).toBeCloseTo(1, 1);
});

test('more overshoot and more unequal departures let more wait', () => {
  const base = { ...single(20, 15), dispersion: 3, burst: 3, overshoot: 0.4, departureScv: 1 };
  const least = clumpedQueue(base).waiting;
  expect(clumpedQueue({ ...base, overshoot: 0.6 }).waiting).toBeGreaterThan(least);
  expect(clumpedQueue({ ...base, burst: 4 }).waiting).toBeGreaterThan(least);
  expect(clumpedQueue({ ...base, departureScv: 2 }).waiting).toBeGreaterThan(least);
});

test('a law adds up to one, also where states far above the mean outgrow a double', () => {
  const { law } = clumpedQueue({ ...single(2000, 1500), dispersion: 9, burst: 9 });
  expect(law.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
  expect(law.every((p) => p >= 0)).toBe(true);
});
