/**
 * How many requests decode under a rate that swings between two states: both together, as a
 * modulated station (queueing/modulated-station.ts). In the busy state more requests enter, and
 * iterations are longer, as they carry more prompts.
 *
 * Approximation.
 *
 * @see docs/model.md#bursts
 */
import type { ModulatedArrivals } from '../../queueing/markov-arrivals.ts';
import { type ModulatedLaw, modulatedStation } from '../../queueing/modulated-station.ts';
import type { ChunkedPrefill } from '../chunked-prefill/analysis.ts';
import { mostDecodes, type Occupancy } from '../chunked-prefill/occupancy.ts';
import { serviceVariability } from '../chunked-prefill/slots.ts';
import { decodeTime, fullTime } from '../engine/server.ts';
import type { ModulatedBacklog } from './backlog.ts';
import { paceOf } from './pace.ts';
import { summary } from './state-laws.ts';

export interface ModulatedOccupancy {
  /** Both states together. */
  readonly all: Occupancy;
  readonly states: readonly [StateOccupancy, StateOccupancy];
}

export interface StateOccupancy {
  /** Share of all arrivals that come in this state. */
  readonly arriving: number;
  /** Given the state: n over iterations, and what is blocked of its arrivals. */
  readonly occupancy: Occupancy;
  /** Share of iterations with decodes, and of tokens, that fall into this state. */
  readonly iterations: number;
  readonly tokens: number;
  /** Shares of its arrivals that find no decode running; mean decodes for those that find some. */
  readonly idle: number;
  readonly decodes: number;
  /** Mean iteration over time in this state. */
  readonly meanGap: number;
  /** Departures that blocked arrivals wait for, with the share of this state's arrivals. */
  readonly waiting: readonly (readonly [number, number])[];
  /** Per second, at which both states become alike. */
  readonly relaxation: number;
}

/**
 * Waits for service of another variability than exponential over those for exponential: (c_a² +
 * c²)/(c_a² + 1), c_a² being what the mean queue says of the arrivals.
 */
function serviceFactor({ beyond, meanBeyond }: ModulatedLaw, rho: number, scv: number): number {
  const share = beyond[0] + beyond[1];
  if (!(share > 1e-12)) return 1;
  const arrivals = Math.max(1, (2 * (1 - rho) * meanBeyond) / share - 1);
  return (arrivals + scv) / (arrivals + 1);
}

export function modulatedOccupancy(
  { server, work, limits }: Pick<ChunkedPrefill, 'server' | 'work' | 'limits'>,
  arrivals: ModulatedArrivals,
  base: Occupancy,
  chain: ModulatedBacklog | undefined,
): ModulatedOccupancy {
  const { rate } = arrivals;
  const scarce = limits.intake < 1;
  const { decodeMean } = server.workload.outputs;
  const residence = scarce ? decodeMean + limits.chunks : decodeMean;
  const unit = decodeMean / residence;
  const capacity = scarce ? Math.max(1, Math.round(limits.slots)) : mostDecodes(limits);
  const pace = paceOf(server, arrivals, base, chain);
  const seconds = (g: number, state: 0 | 1) =>
    Math.min(
      pace.factors[state] * (decodeTime(server, g) / base.balance.decodeShare(g) + base.wake),
      Math.max(fullTime(server, g), decodeTime(server, g) + base.wake),
    );
  const first = base.lonePrefill;
  const firstClump = 1 + (rate * first) / Math.max(0.03, 1 - base.clumping.prefillShare);
  const entries = (n: number, state: 0 | 1) => {
    const entering = pace.entering[state];
    return n === 0 ? (entering * firstClump) / (1 + entering * first) : entering;
  };
  const rest =
    (decodeTime(server, limits.decodes) / seconds(limits.decodes, 0)) *
    ((base.clumping.dispersion + 1) / 2);
  const law = modulatedStation({
    entries,
    departures: (n, state) => n / (residence * seconds(n * unit, state)),
    leaving: pace.leaving,
    clump: (pace.effective + 1) / 2,
    capacity,
    ...(scarce
      ? {
          beyond: {
            arrivals: arrivals.rates as [number, number],
            leaving: arrivals.leaving,
            serviceRate: limits.arrivalRate,
            rest: Math.max(1, rest),
          },
        }
      : {}),
  });
  const rho = Math.min(0.9999, rate / limits.arrivalRate);
  const service = scarce ? serviceVariability(server, work, limits, rho) : 1;
  const factor = serviceFactor(law, rho, service);
  return summary({ factor, limits, arrivals, base, law, unit, seconds, pace });
}
