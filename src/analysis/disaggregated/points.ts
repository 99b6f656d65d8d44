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
