/** How many arrivals follow an arrival. */
import { type MarkovArrivals, swingOf } from './markov-arrivals.ts';

export interface CountsAfter {
  /** Mean arrivals in the t seconds after one. */
  readonly mean: (seconds: number) => number;
  /** P(none in the t seconds after one). */
  readonly none: (seconds: number) => number;
}

/**
 * Counts after an arrival that comes from the phases in proportion to `rates`. Exact for modulated
 * arrivals; for regular ones the chance of none is exact, and the mean has the right beginning
 * (none at once) and end (λt − (1 − c²)/2).
 */
export function countsAfter(arrivals: MarkovArrivals, rates: readonly number[]): CountsAfter {
  const { rate } = arrivals;
  if (arrivals.kind === 'regular') {
    const { stages, skip, stageRate } = arrivals;
    const lag = (1 - swingOf(arrivals).dispersion) / 2;
    return {
      mean: (t) => rate * t - lag * (1 - Math.exp((-rate * t) / lag)),
      none: (t) => {
        let [term, sum] = [Math.exp(-stageRate * t), 0];
        for (let i = 0; i < stages; i++) {
          sum += i < stages - 1 ? term : term * (1 - skip);
          term *= (stageRate * t) / (i + 1);
        }
        return sum;
      },
    };
  }
  const { leaving, shares } = arrivals;
  const [one, two] = arrivals.rates as readonly [number, number];
  const flow = shares.map((share, p) => share * (rates[p] as number));
  const first = (flow[0] as number) / ((flow[0] as number) + (flow[1] as number));
  const relaxation = leaving[0] + leaving[1];
  const excess = (first * one + (1 - first) * two - rate) / relaxation;
  // Eigenvalues of the process without its arrivals.
  const [a, d] = [-one - leaving[0], -two - leaving[1]];
  const half = Math.sqrt(((a - d) / 2) ** 2 + leaving[0] * leaving[1]);
  const [fast, slow] = [(a + d) / 2 - half, (a + d) / 2 + half];
  const falling = first * one + (1 - first) * two;
  const part = (falling + slow) / (slow - fast);
  return {
    mean: (t) => rate * t + excess * (1 - Math.exp(-relaxation * t)),
    none: (t) => (1 - part) * Math.exp(slow * t) + part * Math.exp(fast * t),
  };
}
