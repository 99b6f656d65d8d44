import { exponential, type Random, randomStream } from './random.ts';

/**
 * Mean wait at one first-come-first-served server, simulated by Lindley's recursion
 * W' = max(0, W + S − A). Owes nothing to src/queueing: that is its worth.
 */
export function lindleyMeanWait(
  seed: number,
  arrivalRate: number,
  serviceTime: (random: Random) => number,
): number {
  const [arrivals, services] = [randomStream(seed, 'arrivals'), randomStream(seed, 'services')];
  const [warmUp, counted] = [5_000, 100_000];
  let wait = 0;
  let total = 0;
  for (let n = 0; n < warmUp + counted; n++) {
    if (n >= warmUp) total += wait;
    wait = Math.max(0, wait + serviceTime(services) - exponential(arrivals, 1 / arrivalRate));
  }
  return total / counted;
}
