/** How long to run: until the figures people ask for are known well enough. */
import type { Estimate, Simulation } from '../../scenario/simulation.ts';

/** The largest relative half width of the mean and p99 of TTFT, TBT and E2E. */
export function imprecision({ ttft, tbt, e2e }: Simulation): number {
  const figures = [ttft, tbt, e2e].flatMap(({ mean, p99 }) => [mean, p99]);
  return Math.max(0, ...figures.map(relativeHalfWidth));
}

function relativeHalfWidth(estimate: Estimate | null): number {
  if (estimate === null || !(estimate.value > 0 && estimate.value < Infinity)) return 0;
  return estimate.halfWidth / estimate.value;
}

/** Requests for the next attempt: half widths go with the root of the length. */
export function nextSize(requests: number, tooWideBy: number): number {
  const wanted = requests * tooWideBy ** 2 * MARGIN;
  return Math.ceil(Math.min(MOST_GROWTH * requests, Math.max(LEAST_GROWTH * requests, wanted)));
}

/** An interval of few replications is itself uncertain. */
const MARGIN = 1.2;
const LEAST_GROWTH = 2;
const MOST_GROWTH = 8;
