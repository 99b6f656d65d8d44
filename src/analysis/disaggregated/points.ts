/** Laws on a few points, as the times of batches are kept. */

/** Values with their probabilities. */
export type Points = readonly (readonly [value: number, share: number])[];

export const meanOf = (points: Points): number => points.reduce((sum, [x, p]) => sum + x * p, 0);

export const squareOf = (points: Points): number =>
  points.reduce((sum, [x, p]) => sum + x * x * p, 0);

/** The same shares, in order, on as few points as are wanted: neighbours become one at their mean. */
export function merged(points: Points, wanted: number): Points {
  const total = points.reduce((sum, [, p]) => sum + p, 0);
  const sorted = points.filter(([, p]) => p > 0).sort(([a], [b]) => a - b);
  if (sorted.length <= wanted) return sorted;
  const out: [number, number][] = [];
  let [mass, moment] = [0, 0];
  for (const [value, share] of sorted) {
    mass += share;
    moment += share * value;
    if (mass < (total / wanted) * (1 - 1e-9)) continue;
    out.push([moment / mass, mass]);
    [mass, moment] = [0, 0];
  }
  if (mass > 0) out.push([moment / mass, mass]);
  return out;
}

/**
 * Times on as few points as are wanted, with the sums of times and of squares that they had: what
 * falls into them, and how long that waits, stay the same.
 */
export function mergedTimes(points: Points, wanted: number): Points {
  const sorted = points.filter(([x, p]) => x > 0 && p > 0).sort(([a], [b]) => a - b);
  if (sorted.length <= wanted) return sorted;
  const importance = (x: number, p: number) => p * x * Math.sqrt(x);
  const each = sorted.reduce((sum, [x, p]) => sum + importance(x, p), 0) / wanted;
  const out: [number, number][] = [];
  let [sum, square, held] = [0, 0, 0];
  for (const [x, p] of sorted) {
    sum += x * p;
    square += x * x * p;
    held += importance(x, p);
    if (held < each * (1 - 1e-9)) continue;
    out.push([square / sum, sum ** 2 / square]);
    [sum, square, held] = [0, 0, 0];
  }
  if (square > 0) out.push([square / sum, sum ** 2 / square]);
  return out;
}
