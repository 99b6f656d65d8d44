/** TTFT, t_qp and, by size of the own batch, the wait for its begin. */
import { Histogram } from '../../../numerics/histogram.ts';
import type { Batches } from '../batches.ts';
import { between, neighbours, type Points } from '../nodes.ts';
import type { FirstToken } from '../prompts/first-tokens.ts';
import { visitArrivals } from './arrivals.ts';
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
  const placed = firstTokenMeans(batches);
  visitArrivals(batches, load, (wait, before, behind, weight) => {
    const { points, later, longer } = placed(before, behind);
    for (const point of points) {
      const start = wait + Math.max(0, point.before + later);
      prefillWait.add(start, weight * point.weight);
      addSpread(ttft, start + Math.max(0.2 * point.own, point.own + longer), point, weight);
    }
    const { low, high, share } = between(sizes, before + behind + 1);
    addTo(byKind, low, wait, weight * (1 - share));
    if (share > 0) addTo(byKind, high, wait, weight * share);
  });
  return { prefillWait, ttft, byKind };
}

function addTo(laws: (Histogram | undefined)[], at: number, value: number, weight: number): void {
  const law = laws[at] ?? new Histogram();
  law.add(value, weight);
  laws[at] = law;
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

/** The first tokens at the nearest place that is worked out, and by how much that is off on average. */
function firstTokenMeans({ places, firstAt }: Batches) {
  const means: (readonly [before: number, own: number])[] = [];
  const meanAt = (i: number, r: number) => {
    const key = i * places.length + r;
    means[key] ??= meanOf(firstAt(i, r));
    return means[key] as readonly [number, number];
  };
  return (before: number, behind: number) => {
    const [a, b] = [neighbours(places, before), neighbours(places, behind)];
    const [i, r] = [nearest(a), nearest(b)];
    let [later, longer] = meanAt(i, r).map((mean) => -mean) as [number, number];
    for (const [n, p] of a)
      for (const [m, q] of b) {
        const [first, second] = p * q > 0 ? meanAt(n, m) : [0, 0];
        later += p * q * first;
        longer += p * q * second;
      }
    return { points: firstAt(i, r), later, longer };
  };
}

function meanOf(points: readonly FirstToken[]): readonly [number, number] {
  let [before, own] = [0, 0];
  for (const point of points) {
    before += point.weight * point.before;
    own += point.weight * point.own;
  }
  return [before, own];
}

const nearest = ([low, high]: Points) =>
  (high?.[1] ?? 0) > 0.5 ? (high?.[0] as number) : (low?.[0] as number);
