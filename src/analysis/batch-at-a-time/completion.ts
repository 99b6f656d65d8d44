/** Time to the last token: the wait for the own batch, its prompts, and the own decodes. */
import { Histogram } from '../../numerics/histogram.ts';
import type { Batches, BatchKind } from './batches.ts';
import type { DecodeLaw } from './decodes/decode-law.ts';
import type { Waits } from './waits/waits.ts';

const SLICES = [
  ...Array.from({ length: 15 }, (_, i) => (i + 1) / 16),
  ...[0.955, 0.97, 0.98, 0.987, 0.992, 0.996, 0.999],
];

export function e2eLaw(batches: Batches, { ttft, byKind }: Waits): Histogram {
  const { law, kinds } = batches;
  const e2e = new Histogram();
  const single = law.values[0] === 0 ? (law.weights[0] as number) : 0;
  if (single > 0) for (const [seconds, share] of ttft.bins()) e2e.add(seconds, share * single);
  for (const [n, waits] of byKind.entries())
    if (waits !== undefined && waits.weight > 1e-7)
      addKind(e2e, batches.law, kinds[n] as BatchKind, waits);
  return e2e;
}

function addKind(e2e: Histogram, law: DecodeLaw, kind: BatchKind, waits: Histogram): void {
  const { prefill, prefillVariance, decoding } = kind;
  const points = waits.points(SLICES);
  for (const [a, weight] of law.weights.entries()) {
    if (law.values[a] === 0) continue;
    const after = prefill.total + (decoding.own[a] as number);
    const spread = Math.sqrt(3 * (prefillVariance + (decoding.ownVariance[a] as number)));
    addAll(e2e, points, after, Math.min(0.9 * after, spread), weight * waits.weight);
  }
}

function addAll(
  law: Histogram,
  points: readonly (readonly [number, number])[],
  after: number,
  spread: number,
  weight: number,
): void {
  for (const [wait, share] of points) {
    const middle = wait + after;
    if (spread < 0.004 * middle) {
      law.add(middle, weight * share);
      continue;
    }
    law.add(middle - spread, (weight * share) / 6);
    law.add(middle, (2 * weight * share) / 3);
    law.add(middle + spread, (weight * share) / 6);
  }
}
