/** Laws put on few values. */
import { describe, expect, test } from 'vitest';
import {
  meanOf,
  mergedTimes,
  type Points,
  squareOf,
} from '../../../src/analysis/disaggregated/points.ts';
import {
  lawOn,
  normalized,
  placeOn,
  pointsOf,
  powerGrid,
} from '../../../src/analysis/disaggregated/value-grid.ts';

const spread: Points = Array.from({ length: 200 }, (_, i) => [3 * ((i + 0.5) / 200) ** 2, 1 / 200]);
const grid = powerGrid(0, 3, spread, 12);

describe('a grid', () => {
  test('goes from the least to the most and is closer where the law is', () => {
    expect(grid[0]).toBe(0);
    expect(grid.at(-1)).toBe(3);
    const steps = grid.slice(1).map((x, i) => x - (grid[i] as number));
    expect(Math.min(...steps)).toBe(steps[0]);
    expect(Math.max(...steps)).toBe(steps.at(-1));
  });

  test('holds a law with its mass and mean, its square nearly, and no negative share', () => {
    const law = lawOn(grid, spread);
    const points = pointsOf(grid, law);
    expect(law.every((p) => p >= 0)).toBe(true);
    expect(law.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    expect(meanOf(points)).toBeCloseTo(meanOf(spread), 12);
    expect(Math.abs(squareOf(points) / squareOf(spread) - 1)).toBeLessThan(2e-3);
  });

  test('what lies outside counts as the nearest value', () => {
    expect(placeOn(grid, -1)).toMatchObject({ low: 0, part: 0, pull: 0 });
    expect(placeOn(grid, 7)).toMatchObject({ low: 10, part: 1, pull: 0 });
  });

  test('a law is made one again after something was taken from it', () => {
    const [first, second, third] = normalized(Float64Array.of(0.25, -0.1, 0.75));
    expect([first, second, third]).toEqual([0.25, 0, 0.75]);
  });
});

test('times on fewer points keep their sum and the sum of their squares', () => {
  const few = mergedTimes(spread, 8);
  expect(few.length).toBeLessThanOrEqual(9);
  expect(meanOf(few)).toBeCloseTo(meanOf(spread), 12);
  expect(squareOf(few)).toBeCloseTo(squareOf(spread), 12);
});
