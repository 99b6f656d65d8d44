/**
 * What the second token of a member of a batch waits for: the sub-batches after its own, over its
 * places in the batch.
 */
import { neighbours, type Points, positivePoints } from '../nodes.ts';
import type { FirstToken } from './first-tokens.ts';

/** Places in a batch that stand for all. */
const PLACES = 8;
/** Where slices of the waits end that are not zero. */
const ENDS = [0.15, 0.3, 0.45, 0.6, 0.75, 0.87, 0.95, 0.985];

export function restsOf(
  places: readonly number[],
  firstAt: (i: number, r: number) => readonly FirstToken[],
  size: number,
): Points {
  const points: (readonly [number, number])[] = [];
  let none = 0;
  for (const [point, share] of firstTokensOf(places, firstAt, size)) {
    const { rest, restSquare, none: p, weight } = point;
    none += share * weight * p;
    if (p > 1 - 1e-12) continue;
    const mean = rest / (1 - p);
    const variance = Math.max(0, restSquare / (1 - p) - mean ** 2);
    points.push(...positivePoints(mean, variance, share * weight * (1 - p)));
  }
  return [[0, none], ...slices(points.sort((a, b) => a[0] - b[0]))];
}

/** The first tokens over the places of a batch, with the shares of these. */
function firstTokensOf(
  places: readonly number[],
  firstAt: (i: number, r: number) => readonly FirstToken[],
  size: number,
): (readonly [FirstToken, number])[] {
  const count = Math.min(size, PLACES);
  return Array.from({ length: count }, (_, n) => {
    const before = ((n + 0.5) / count) * size - 0.5;
    return neighbours(places, before).flatMap(([i, p]) =>
      neighbours(places, size - 1 - before)
        .filter(([, q]) => p * q > 0)
        .flatMap(([r, q]) => firstAt(i, r).map((point) => [point, (p * q) / count] as const)),
    );
  }).flat();
}

function slices(points: Points): Points {
  const total = points.reduce((sum, [, weight]) => sum + weight, 0);
  const out: [number, number][] = [];
  let [below, mass, moment, next] = [0, 0, 0, 0];
  for (const [i, [value, weight]] of points.entries()) {
    mass += weight;
    moment += weight * value;
    const end = (ENDS[next] ?? 2) * total;
    if (below + mass < end && i < points.length - 1) continue;
    if (mass > 0) out.push([moment / mass, mass]);
    below += mass;
    while (next < ENDS.length && (ENDS[next] as number) * total <= below) next++;
    [mass, moment] = [0, 0];
  }
  return out;
}
