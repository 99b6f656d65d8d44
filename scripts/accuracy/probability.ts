/**
 * Errors of TBT percentiles on the scale of probability. The law of TBT has steps: iterations
 * without prompt tokens, then those with. A percentile beside a step jumps to the other side of it
 * for a share of iterations wrong by little, so its relative error says nothing about the law.
 */
import { prepare } from '../../src/analysis/prepare.ts';
import { type Case, meanRate, type Question } from './case.ts';

const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
export type Percentile = keyof typeof PERCENTILES;
export const PERCENTILE_NAMES = Object.keys(PERCENTILES) as readonly Percentile[];

/** A share of the percentile that is not held against the law, as in its bins. */
const TOLERANCE = 0.01;

/** How far p is from the probabilities the law has within 1 % of the simulated percentile. */
export function tbtProbabilityErrors(
  one: Pick<Case, 'measured'> & { readonly scenario: Question },
): ReadonlyMap<Percentile, number> {
  const { analysis, server } = prepare(one.scenario);
  const rate = meanRate(one.scenario.traffic.arrivals) / server.engines;
  const found = new Map<Percentile, number>();
  if (!(rate < analysis.limits.arrivalRate)) return found;
  const { tbt: law } = analysis.gaps(rate);
  for (const name of PERCENTILE_NAMES) {
    const simulated = one.measured[`tbt.${name}`]?.value;
    if (simulated === undefined) continue;
    const p = PERCENTILES[name];
    const low = probabilityBelow(law, simulated * (1 - TOLERANCE));
    const high = probabilityBelow(law, simulated * (1 + TOLERANCE));
    found.set(name, Math.max(0, low - p, p - high));
  }
  return found;
}

/** P(X ≤ x) of a law known by its quantiles, to 10⁻⁶. */
function probabilityBelow(law: { readonly quantile: (p: number) => number }, x: number): number {
  let [low, high] = [0, 1];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (law.quantile(middle) <= x) low = middle;
    else high = middle;
  }
  return low;
}
