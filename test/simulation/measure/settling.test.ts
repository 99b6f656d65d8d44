import { expect, test } from 'vitest';
import { randomStream } from '../../../src/numerics/random.ts';
import { settling } from '../../../src/simulation/measure/settling.ts';

const random = randomStream(6, 'settling');
const series = (length: number, level: (place: number) => number) =>
  Int32Array.from({ length }, (_, place) => Math.round(level(place) + 4 * (random() - 0.5)));

test('a known transient is dropped three times', () => {
  const { drop, settled } = settling(series(10_000, (place) => 100 * (1 - Math.exp(-place / 200))));
  expect(settled).toBe(true);
  // 100·(1 − e^{−x/200}) comes within the noise of its level after some 700 requests.
  expect(drop).toBeGreaterThan(3 * 500);
  expect(drop).toBeLessThan(3 * 1400);
});

test('noise around a level drops the least, a tenth', () => {
  expect(settling(series(10_000, () => 50))).toEqual({ drop: 1000, settled: true });
});

test('a ramp never settles, and half of it is dropped', () => {
  const ramp = settling(series(10_000, (place) => place / 10));
  expect(ramp).toEqual({ drop: 5000, settled: false });
});

test('an empty system has nothing to settle', () => {
  expect(settling(new Int32Array(1000))).toEqual({ drop: 100, settled: true });
});

test('what is dropped does not depend on what comes after the first passage', () => {
  const early = series(5000, (place) => Math.min(60, place / 10));
  const [calm, busy] = [0, 3].map((more) => {
    const late = Array.from({ length: 5000 }, (_, place) => 60 + (place % 2 === 0 ? more : -more));
    return settling(Int32Array.from([...early, ...late]));
  });
  expect(busy).toEqual(calm);
});
