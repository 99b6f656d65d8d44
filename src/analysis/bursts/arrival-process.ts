/**
 * The arrivals of a scenario at one engine, at any mean rate, as a process with a hidden phase. A
 * renewal process keeps the shape of its gaps, an MMPP the times in its states; rates scale.
 *
 * @see docs/model.md#markov-arrivals
 */

import { increasingRoot } from '../../numerics/root.ts';
import { logGamma } from '../../numerics/special.ts';
import {
  interruptedArrivals,
  interruptedFromMoments,
  type MarkovArrivals,
  modulatedArrivals,
  regularArrivals,
  thinned,
} from '../../queueing/markov-arrivals.ts';
import { meanArrivalRate } from '../../scenario/mean-rate.ts';
import type { Arrivals, RenewalArrivals } from '../../scenario/traffic.ts';

/** λ of one engine ↦ its arrivals; undefined where they are Poisson. */
export type ArrivalsAt = (rate: number) => MarkovArrivals | undefined;

/** Closer to Poisson than this is Poisson. */
const NEAR = 1e-3;

/** How requests are divided among engines. */
export interface Division {
  readonly replicas: number;
  /** Each replica gets a request in turn; otherwise any of them, at random. */
  readonly inTurn: boolean;
  /** Engines of a replica, among which its requests are split at random. */
  readonly copies: number;
}

export function arrivalsAt(arrivals: Arrivals, { replicas, inTurn, copies }: Division): ArrivalsAt {
  const turns = inTurn ? replicas : 1;
  const whole = turns > 1 ? everyNth(arrivals, turns) : wholeProcess(arrivals);
  const rest = (replicas * copies) / turns;
  return (rate) => {
    const process = whole(rate * rest);
    return process === undefined ? undefined : thinned(process, 1 / rest);
  };
}

/**
 * Every Nth request. Of a renewal process the gaps are sums of N, an Nth as variable as c_a²: exactly
 * Erlang's for Poisson arrivals, and gamma for gamma gaps. (check.ts refuses a rate that swings: with
 * its swing made as small as the dispersion asks for, TTFT was 24 % too long in the median.)
 */
function everyNth(arrivals: Arrivals, turns: number): ArrivalsAt {
  const scv = ('scv' in arrivals ? arrivals.scv : 1) / turns;
  return (rate) => renewal({ process: 'gamma', rate, scv }, rate);
}

function wholeProcess(arrivals: Arrivals): ArrivalsAt {
  switch (arrivals.process) {
    case 'gamma':
    case 'weibull':
    case 'hyperexponential':
      return (rate) => renewal(arrivals, rate);
    case 'mmpp': {
      const [first, second] = arrivals.states;
      const mean = meanArrivalRate(arrivals);
      if (Math.abs(first.rate - second.rate) < NEAR * mean) return () => undefined;
      return (rate) =>
        modulatedArrivals(
          [(first.rate * rate) / mean, (second.rate * rate) / mean],
          [1 / first.meanDuration, 1 / second.meanDuration],
        );
    }
    default:
      return () => undefined;
  }
}

function renewal({ process, scv }: RenewalArrivals, rate: number): MarkovArrivals | undefined {
  if (Math.abs(scv - 1) < NEAR) return undefined;
  if (scv < 1) return regularArrivals(rate, scv);
  if (process === 'hyperexponential') {
    const often = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
    return interruptedArrivals(often, 2 * often * rate, 2 * (1 - often) * rate);
  }
  const third = process === 'gamma' ? (1 + scv) * (1 + 2 * scv) : weibullThird(scv);
  return interruptedFromMoments(1 / rate, (1 + scv) / rate ** 2, third / rate ** 3);
}

/** E[X³] of a Weibull law with mean 1. */
function weibullThird(scv: number): number {
  const moment = (shape: number, n: number) =>
    Math.exp(logGamma(1 + n / shape) - n * logGamma(1 + 1 / shape));
  const shape = increasingRoot((x) => -moment(x, 2), -(1 + scv), 0.05, 1);
  return moment(shape, 3);
}
