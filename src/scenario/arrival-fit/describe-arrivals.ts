/** When the requests of a trace came, and the process that is like it. */
import type { ArrivalDescription } from '../traffic-description.ts';
import type { CountTally } from './count-tally.ts';
import { dispersionOf } from './dispersion.ts';
import { fitArrivals } from './fit-arrivals.ts';
import type { GapTally } from './gap-tally.ts';

interface CountedArrivals {
  readonly gaps: GapTally;
  readonly counts: CountTally;
}

/** Parts of the rate over time. */
const PARTS = 60;

/** Undefined for a file without times, or of one moment. */
export function describeArrivals({
  gaps,
  counts,
}: CountedArrivals): ArrivalDescription | undefined {
  const span = gaps.latest - gaps.first;
  if (!(span > 0 && span < Infinity)) return undefined;
  const all = counts.counts();
  const total = all.reduce((sum, count) => sum + count, 0);
  const rate = (total - 1) / span;
  const dispersion = dispersionOf(all, counts.width, gaps.isCoarse ? 1 : 0);
  const gapScv = gaps.isCoarse ? {} : { gapScv: gaps.scv };
  const overTime = rateOverTime(all, counts.width);
  return {
    span,
    meanRate: rate,
    rateOverTime: overTime,
    ...(gaps.isCoarse ? {} : { gaps: { scv: gaps.scv, correlation: gaps.correlation } }),
    dispersion,
    fit: fitArrivals({ rate, dispersion, rateOverTime: overTime, ...gapScv }),
  };
}

function rateOverTime(counts: Uint32Array, width: number): ArrivalDescription['rateOverTime'] {
  const size = Math.max(1, Math.ceil(counts.length / PARTS));
  const parts = Math.max(1, Math.floor(counts.length / size));
  const rates = Array.from({ length: parts }, (_, part) => {
    const inside = counts.subarray(part * size, (part + 1) * size);
    return inside.reduce((sum, count) => sum + count, 0) / (size * width);
  });
  return { width: size * width, rates };
}
