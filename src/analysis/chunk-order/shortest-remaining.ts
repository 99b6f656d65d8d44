/**
 * Shortest remaining first. Of what an arrival of x tokens finds, only prompts with at most x left
 * go before it; they and the shorter ones that come later make a busy period of load ρ_x.
 *
 * Means exact for M/G/1 (one token at a time, preemptive); the laws are those of the whole backlog,
 * thinned and scaled.
 *
 * @see docs/model.md#chunk-order; L. E. Schrage, L. W. Miller, Operations Research 14 (1966),
 *   pp. 670–684.
 */
import { expectation } from '../../numerics/discrete-law.ts';
import { partialSums, perToken, type TurnsAt } from './turns.ts';

/** Points of the own prompt between its first and last full chunk. */
const STEPS = 8;

export const shortestRemaining: TurnsAt = (server, chain) => {
  const { prompts } = server.workload;
  const { budget } = chain;
  const rate = perToken(chain);
  const sums = partialSums(server, rate, budget);
  const all = Math.min(0.9995, rate * prompts.mean);
  const waiting = (rate * prompts.secondMoment) / (2 * (1 - all)) - sums.served(Infinity);
  const free = (y: number) => Math.max(5e-4, 1 - sums.smaller(y));
  // Prompts at least as long as a chunk leave nothing of an iteration to those they pass.
  const whole = expectation(prompts.medium, (x) => Math.floor(x / budget)) * budget;
  return (x) => {
    // Those as long as the own one came before.
    const level = Math.max(5e-4, 1 - sums.smaller(x * (1 + 1e-6)));
    const found = (sums.square(x) + rate * x * x * sums.beyond(x)) / (2 * level) - sums.served(x);
    const keep = Math.min(1, sums.touched(x) / all);
    const scale = Math.max(0, Math.min(1 / keep, found / waiting / keep));
    const length = Math.max(0, x - budget);
    const variance = sums.square(x) / free(x) ** 3;
    return {
      keep,
      first: scale,
      drift: 0,
      steady: 0,
      growth: 1 / free(x),
      passing: passed(length, free),
      spreadPerToken: variance,
      spread: length * variance,
      returns: x / budget,
      gaps: Math.min(1, whole / prompts.mean),
    };
  };
};

/** ∫ ρ_y/(1 − ρ_y) dy over what is left of a prompt when its first chunk is done. */
function passed(length: number, free: (y: number) => number): number {
  let mean = 0;
  for (let i = 0; i < STEPS && length > 0; i++)
    mean += ((1 / free(Math.max(1, ((i + 0.5) / STEPS) * length)) - 1) * length) / STEPS;
  return mean;
}
