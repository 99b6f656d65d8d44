/** λ of every process of arrivals that has one. */
import type {
  MmppArrivals,
  PoissonArrivals,
  RenewalArrivals,
  ScheduledArrivals,
} from './traffic.ts';

/** Arrivals with a mean rate of their own. */
export type RatedArrivals = PoissonArrivals | RenewalArrivals | MmppArrivals | ScheduledArrivals;

/**
 * Requests per second in the long run, or over the whole plan.
 *
 * @example meanArrivalRate({ process: 'poisson', rate: 8 }) // 8
 */
export function meanArrivalRate(arrivals: RatedArrivals): number {
  if (arrivals.process === 'schedule') {
    const { phases } = arrivals;
    const seconds = phases.reduce((sum, { duration }) => sum + duration, 0);
    const requests = phases.reduce(
      (sum, { duration, rate, endRate = rate }) => sum + (duration * (rate + endRate)) / 2,
      0,
    );
    return requests / seconds;
  }
  if (arrivals.process !== 'mmpp') return arrivals.rate;
  const [first, second] = arrivals.states;
  const total = first.meanDuration + second.meanDuration;
  return (first.rate * first.meanDuration + second.rate * second.meanDuration) / total;
}
