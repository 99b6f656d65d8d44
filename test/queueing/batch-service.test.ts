import { expect, test } from 'vitest';
import { type BatchService, batchQueue } from '../../src/queueing/batch-service.ts';

const constant = (seconds: (k: number) => number, size: number, arrivalRate: number) => ({
  arrivalRate,
  room: [{ size, weight: 1 }],
  times: (k: number) => [{ mean: seconds(k), variance: 0, weight: 1 }],
});

function moments(service: BatchService) {
  const { waiting, law } = batchQueue(service);
  const of = (f: (q: number) => number) =>
    waiting.reduce((sum, q, i) => sum + (law[i] as number) * f(q), 0);
  return { mean: of((q) => q), square: of((q) => q * q), empty: law[0] as number, of };
}

/** The chain on whole numbers, by stepping it until it stands still. */
function stepped(seconds: (k: number) => number, size: number, arrivalRate: number, most: number) {
  const poisson = (mean: number) => {
    const masses = [Math.exp(-mean)];
    for (let n = 1; n <= most; n++) masses.push(((masses[n - 1] as number) * mean) / n);
    return masses;
  };
  const came = Array.from({ length: size + 1 }, (_, k) => poisson(arrivalRate * seconds(k)));
  let law = new Float64Array(most + 1);
  law[0] = 1;
  for (let step = 0; step < 400; step++) {
    const next = new Float64Array(most + 1);
    law.forEach((mass, q) => {
      if (mass < 1e-14) return;
      const left = Math.max(0, q - size);
      const arrivals = came[Math.min(size, Math.max(1, q))] as number[];
      for (let n = 0; left + n <= most; n++)
        next[left + n] = (next[left + n] as number) + mass * (arrivals[n] as number);
    });
    law = next;
  }
  return {
    mean: law.reduce((sum, mass, q) => sum + mass * q, 0),
    square: law.reduce((sum, mass, q) => sum + mass * q * q, 0),
  };
}

// L. Kleinrock, Queueing Systems I (1975), p. 190: M/D/1 where customers leave.
test.each([0.3, 0.7, 0.9])('one at a time at load %d it is M/D/1', (load) => {
  const { mean, empty } = moments(constant(() => 2, 1, load / 2));
  expect(empty).toBeCloseTo(1 - load, 3);
  expect(mean / (load + load ** 2 / (2 * (1 - load)))).toBeCloseTo(1, 3);
});

test('exponential times one at a time are M/M/1, a geometric law', () => {
  const service = {
    ...{ arrivalRate: 0.4, room: [{ size: 1, weight: 1 }] },
    times: () => [{ mean: 2, variance: 4, weight: 1 }],
  };
  const { empty, mean } = moments(service);
  expect(empty).toBeCloseTo(0.2, 3);
  expect(mean).toBeCloseTo(4, 2);
});

test.each([
  ['a few', 4, (k: number) => 1 + 0.1 * k, 2.4],
  ['many, far from full', 60, (k: number) => 3 + 0.05 * k, 6],
  ['many, nearly full', 60, (k: number) => 3 + 0.05 * k, 9.2],
])('%s in a batch: as the chain on whole numbers', (_, size, seconds, rate) => {
  const exact = stepped(seconds, size, rate, 6 * size + 60);
  const { mean, square } = moments(constant(seconds, size, rate));
  expect(mean / exact.mean).toBeCloseTo(1, 2);
  expect(square / exact.square).toBeCloseTo(1, 2);
});

test('those taken are those that come', () => {
  for (const rate of [1, 20, 60, 84]) {
    const seconds = (k: number) => 2 + k / 128;
    const { of } = moments(constant(seconds, 512, rate));
    const taken = of((q) => Math.min(512, Math.max(1, q)));
    const time = of((q) => seconds(Math.min(512, Math.max(1, q))) + (q === 0 ? 1 / rate : 0));
    expect(taken / (rate * time)).toBeCloseTo(1, 2);
  }
});

test('room that varies carries what it has on average', () => {
  const rooms = [
    { size: 6, weight: 0.5 },
    { size: 10, weight: 0.5 },
  ];
  const { of } = moments({ ...constant(() => 1, 10, 7.2), room: rooms });
  const taken = of((q) => (Math.min(6, Math.max(1, q)) + Math.min(10, Math.max(1, q))) / 2);
  const time = of((q) => 1 + (q === 0 ? 1 / 7.2 : 0));
  expect(taken / (7.2 * time)).toBeCloseTo(1, 3);
});
