/** TTFT, t_qp and, by size of the own batch, the wait for its begin. */
import { Histogram } from '../../../numerics/histogram.ts';
import type { Batches } from '../batches.ts';
import { placing } from '../nodes.ts';
import type { FirstToken } from '../prompts/first-tokens.ts';
import { type Visit, visitArrivals } from './arrivals.ts';
import type { Load } from './running-batch.ts';

export interface Waits {
  readonly prefillWait: Histogram;
  readonly ttft: Histogram;
  /** Seconds to the begin of the own batch, by the sizes of `Batches`. */
  readonly byKind: readonly (Histogram | undefined)[];
}

export function waits(batches: Batches, load: Load): Waits {
  const { sizes, kinds } = batches;
  const [prefillWait, ttft] = [new Histogram(), new Histogram()];
  const byKind: (Histogram | undefined)[] = kinds.map(() => undefined);
  const sizeOf = placing(sizes);
  const addFirst = firstTokenAdder(batches, prefillWait, ttft);
  visitArrivals(batches, load, (wait, before, behind, weight) => {
    addFirst(wait, before, behind, weight);
    const at = sizeOf(before + behind + 1);
    const low = Math.floor(at);
    addTo(byKind, low, wait, weight * (1 - at + low));
    if (at > low) addTo(byKind, low + 1, wait, weight * (at - low));
  });
  return { prefillWait, ttft, byKind };
}

function addTo(laws: (Histogram | undefined)[], at: number, value: number, weight: number): void {
  laws[at] ??= new Histogram();
  laws[at].add(value, weight);
}

/**
 * Adds the first tokens of arrivals: those at the nearest place that is worked out, moved by as much
 * as that is off on average.
 */
function firstTokenAdder(
  { places, firstAt }: Batches,
  prefillWait: Histogram,
  ttft: Histogram,
): Visit {
  const place = placing(places);
  const meanBefore = interpolated(places.length, (i, r) => meanOf(firstAt(i, r), 'before'));
  const meanOwn = interpolated(places.length, (i, r) => meanOf(firstAt(i, r), 'own'));
  return (wait, before, behind, weight) => {
    const [at, rest] = [place(before), place(behind)];
    const [i, r] = [Math.round(at), Math.round(rest)];
    const start = wait + meanBefore(at, rest) - meanBefore(i, r);
    const longer = meanOwn(at, rest) - meanOwn(i, r);
    for (const point of firstAt(i, r)) {
      const begin = Math.max(wait, start + point.before);
      prefillWait.add(begin, weight * point.weight);
      addSpread(ttft, begin + Math.max(0.2 * point.own, point.own + longer), point, weight);
    }
  };
}

function meanOf(points: readonly FirstToken[], key: 'before' | 'own'): number {
  let sum = 0;
  for (const point of points) sum += point.weight * point[key];
  return sum;
}

/** A function of two whole numbers, worked out where it is asked for, straight between them. */
function interpolated(count: number, of: (i: number, r: number) => number) {
  const known = new Float64Array(count * count).fill(Number.NaN);
  const read = (i: number, r: number) => {
    const key = i * count + r;
    if (Number.isNaN(known[key])) known[key] = of(i, r);
    return known[key] as number;
  };
  return (x: number, y: number) => {
    const [i, r] = [Math.floor(x), Math.floor(y)];
    const [p, q] = [x - i, y - r];
    const low = q > 0 ? read(i, r) * (1 - q) + read(i, r + 1) * q : read(i, r);
    if (p === 0) return low;
    const high = q > 0 ? read(i + 1, r) * (1 - q) + read(i + 1, r + 1) * q : read(i + 1, r);
    return low + (high - low) * p;
  };
}

/** A value with the spread of its point, on three points. */
function addSpread(law: Histogram, value: number, point: FirstToken, weight: number): void {
  const share = weight * point.weight;
  const step = Math.min(0.9 * value, Math.sqrt(3 * point.variance));
  if (step < 0.015 * value) {
    law.add(value, share);
    return;
  }
  law.add(value - step, share / 6);
  law.add(value, (2 * share) / 3);
  law.add(value + step, share / 6);
}
