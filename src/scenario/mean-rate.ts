/** λ of every process of arrivals that has one. */
import type { MmppArrivals, PoissonArrivals, RenewalArrivals } from './traffic.ts';

/**
 * Requests per second in the long run.
 *
 * @example meanArrivalRate({ process: 'poisson', rate: 8 }) // 8
 */
export function meanArrivalRate(
  arrivals: PoissonArrivals | RenewalArrivals | MmppArrivals,
): number {
  if (arrivals.process !== 'mmpp') return arrivals.rate;
  const [first, second] = arrivals.states;
  const total = first.meanDuration + second.meanDuration;
  return (first.rate * first.meanDuration + second.rate * second.meanDuration) / total;
}
