import { expect, test } from 'vitest';
import {
  choiceDraw,
  exponential,
  gammaDraw,
  lognormalDraw,
  randomStream,
} from '../../src/numerics/random.ts';

const COUNT = 300_000;
function momentsOf(draw: () => number) {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < COUNT; i++) {
    const value = draw();
    sum += value;
    squares += value * value;
  }
  const mean = sum / COUNT;
  return { mean, scv: squares / COUNT / mean ** 2 - 1 };
}

test('a stream is the same for its seed and name, and another for others', () => {
  const first = (seed: number, name: string) => randomStream(seed, name)();
  expect(first(1, 'arrivals')).toBe(first(1, 'arrivals'));
  const others = [first(1, 'arrivals'), first(2, 'arrivals'), first(1, 'service'), first(11, 'a')];
  expect(new Set(others).size).toBe(4);
});

test('a stream is uniform from 0 to below 1, and one draw does not tell the next', () => {
  const uniform = randomStream(4, 'uniform');
  const cells = new Float64Array(100);
  let before = 0;
  for (let i = 0; i < COUNT; i++) {
    const value = uniform();
    const cell = 10 * Math.floor(10 * before) + Math.floor(10 * value);
    cells[cell] = (cells[cell] as number) + 1;
    before = value;
  }
  // χ² with 99 degrees of freedom: 148.2 is passed once in a thousand.
  const expected = COUNT / 100;
  const chiSquare = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(148.2);
  expect(chiSquare).toBeGreaterThan(60);
});

test('seeds that follow each other have nothing in common', () => {
  let [sum, product] = [0, 0];
  for (let seed = 0; seed < 20_000; seed++) {
    const [one, next] = [randomStream(seed, 'x')(), randomStream(seed + 1, 'x')()];
    sum += one;
    product += (one - 0.5) * (next - 0.5);
  }
  expect(Math.abs(sum / 20_000 - 0.5)).toBeLessThan(0.007);
  expect(Math.abs((12 * product) / 20_000)).toBeLessThan(0.024);
});

const random = randomStream(1, 'laws');
test.each([
  ['exponential', 3, 1, () => exponential(random, 3)],
  ['gamma', 3, 0.4, gammaDraw(random, 3, 0.4)],
  ['gamma', 3, 3, gammaDraw(random, 3, 3)],
  ['lognormal', 3, 0.6, lognormalDraw(random, 3, 0.6)],
])('draws from the %s law have mean %f and c² = %f', (_, mean, scv, draw) => {
  const found = momentsOf(draw);
  expect(Math.abs(found.mean / mean - 1)).toBeLessThan(0.015);
  expect(Math.abs(found.scv / scv - 1)).toBeLessThan(0.05);
});

test('an index is drawn as often as its weight says, and never where that is zero', () => {
  const choose = choiceDraw(randomStream(1, 'choice'), [0, 5, 0, 3, 2, 0]);
  const counts = new Float64Array(6);
  for (let i = 0; i < COUNT; i++) {
    const index = choose();
    counts[index] = (counts[index] as number) + 1;
  }
  [0, 0.5, 0, 0.3, 0.2, 0].forEach((share, index) => {
    expect(Math.abs((counts[index] as number) / COUNT - share)).toBeLessThanOrEqual(
      0.004 * Number(share > 0),
    );
  });
});
