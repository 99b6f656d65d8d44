/**
 * How fast requests enter the decode stage in the two states of a swinging rate, and how long
 * iterations are in each.
 *
 * @see docs/model.md#bursts
 */
import { type ModulatedArrivals, swingOf } from '../../queueing/markov-arrivals.ts';
import type { Occupancy } from '../chunked-prefill/occupancy.ts';
import type { Server } from '../engine/server.ts';
import type { ModulatedBacklog } from './backlog.ts';

export interface Pace {
  /** Iterations of a state over those of the mean, by length. */
  readonly factors: readonly [number, number];
  /** Requests per second that enter the decode stage. */
  readonly entering: readonly [number, number];
  readonly leaving: readonly [number, number];
  /** Share of time in which entries are many. */
  readonly share: number;
  /** Index of dispersion of what is not seen in the two states. */
  readonly effective: number;
}

/**
 * What prefill makes of the two rates: in the busy state entries are limited by the budget, and
 * what piles up then is worked off in the quiet state, so entries swing less and slower. The
 * index of dispersion stays. Iterations are as long as their share of prefill makes them.
 */
export function paceOf(
  server: Server,
  arrivals: ModulatedArrivals,
  base: Occupancy,
  chain: ModulatedBacklog | undefined,
): Pace {
  const { rate, rates } = arrivals;
  const { outputs, prompts } = server.workload;
  const { prefillShare, effective } = base.clumping;
  const [one, two] = rates as readonly [number, number];
  const swing = swingOf(arrivals);
  const busy = one > two ? 0 : 1;
  const [most, least] = [Math.max(one, two), Math.min(one, two)];
  const given = chain?.given[busy];
  const found = given === undefined ? most : given.meanTokens / prompts.mean / given.meanDuration;
  const entering = Math.min(most, Math.max(found, rate + 0.02 * (most - rate)));
  const share = (rate - least) / (entering - least);
  const relaxation =
    (2 * share * (1 - share) * (entering - least) ** 2) / (rate * (swing.dispersion - 1));
  // Lives of other laws than exponential: variance of their number over that of exponential ones.
  const typical = Math.max(1, Math.min(base.cycles.length - 1, Math.round(base.balance.decodes)));
  const x = relaxation * outputs.decodeMean * (base.cycles[typical] as number);
  const factor = (1 + 2 * outputs.theta * x) / (1 + x);
  const stretch = Math.min(Math.sqrt(factor), rate / (rate - least));
  const slower = (relaxation * stretch ** 2) / factor;
  const rateOf = (e: number) => Math.max(0, rate + stretch * (e - rate));
  const length = (e: number) => (1 - prefillShare) / Math.max(0.02, 1 - (prefillShare * e) / rate);
  const order = <T>(high: T, low: T): readonly [T, T] => (busy === 0 ? [high, low] : [low, high]);
  return {
    share,
    factors: order(length(entering), length(least)),
    entering: order(rateOf(entering), rateOf(least)),
    leaving: order(slower * (1 - share), slower * share),
    effective: Math.max(1, effective),
  };
}
