/**
 * Poisson at the rate of each part of a trace: for rates that drift with the clock, which no
 * stationary process can follow.
 */
import type { Dispersion } from '../traffic-description.ts';
import { type Candidate, type KnownArrivals, rounded } from './fit-arrivals.ts';

/** Over the longest windows all differ this much more than neighbours do. */
const DRIFT = 3;
/** A phase lasts at most what a scenario may say. */
const LONGEST = 86_400;

export function hasDrift(seen: readonly Dispersion[]): boolean {
  const longest = seen.at(-1);
  return longest !== undefined && longest.index > DRIFT * Math.max(1, longest.local);
}

/** Phases of one part each; the plan ends with the trace. */
export function scheduleCandidate({ rateOverTime }: KnownArrivals): Candidate {
  const { width, rates } = rateOverTime;
  const phases = rates.flatMap((rate) => {
    const pieces = Math.ceil(width / LONGEST);
    const phase = { duration: width / pieces, rate: rounded(rate) };
    return Array.from({ length: pieces }, () => phase);
  });
  return {
    arrivals: { process: 'schedule', phases },
    index: (seconds) => 1 + seconds * spreadOf(rates, Math.max(1, Math.round(seconds / width))),
    thirdMoment: false,
  };
}

/** Variance over mean of the rate, averaged over so many parts. */
function spreadOf(rates: readonly number[], parts: number): number {
  const groups = Math.max(1, Math.floor(rates.length / parts));
  const means = Array.from({ length: groups }, (_, i) => {
    const inside = rates.slice(i * parts, (i + 1) * parts);
    return inside.reduce((sum, rate) => sum + rate, 0) / inside.length;
  });
  const mean = means.reduce((sum, rate) => sum + rate, 0) / groups;
  return means.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / groups / mean;
}
