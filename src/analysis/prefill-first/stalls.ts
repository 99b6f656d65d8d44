/**
 * How long decodes stall: the busy period of prompts between two decode iterations, opened by those
 * that came during the first. An iteration takes all that wait, if they fit; else as many as do.
 *
 * Exact for frozen g up to the points of the laws, where the first prompts of an iteration are
 * like any others.
 *
 * @see docs/model.md#stalls
 */

import { gammaPoints } from '../../numerics/special.ts';
import { type BusyLaw, busyPeriods, poisson, type Round } from '../../queueing/busy-period.ts';
import { decodeTime } from '../engine/server.ts';
import type { PrefillFirst } from './engine.ts';
import { promptTime } from './prompt-queue.ts';

export interface Stalls {
  readonly law: BusyLaw;
  /** P(q prompts wait) after `seconds` of arrivals, with `left` already there. */
  readonly waiting: (seconds: number, left: number) => Float64Array;
}

const POINTS = 110;
/** Ends of the slices of the law of a round. */
const SLICES = [0.3, 0.6, 0.8, 0.92, 0.975];

/** `share`: of the time in which prompts are computed; it makes the stalls long. */
export function stallsAt(engine: PrefillFirst, arrivalRate: number, share: number): Stalls {
  const round = decodeTime(engine.server, engine.limits.slots) + engine.prefill(1);
  const opened = (arrivalRate * round) / Math.max(0.1, 1 - share);
  const most = Math.min(engine.limits.slots, opened + 5 * Math.sqrt(opened) + 4);
  const busy = Math.min(0.9, share);
  const typical = engine.alone * (1 + (0.5 * (1 + engine.work.scv) * busy) / (1 - busy));
  const step = Math.max(engine.alone / 8, (11 * typical) / POINTS);
  const law = busyPeriods({
    ...{ arrivalRate, step, points: POINTS, most },
    rounds: (waiting) => roundsOf(engine, waiting),
  });
  return {
    law,
    waiting: (seconds, left) => {
      const { from, law: arrivals } = poisson(arrivalRate * seconds);
      const out = new Float64Array(left + from + arrivals.length);
      out.set(arrivals, left + from);
      return out;
    },
  };
}

/** All of q prompts in one iteration, or the first j of them. */
function roundsOf(engine: PrefillFirst, waiting: number): Round[] {
  const { fits } = engine.packing;
  const all = fits(waiting);
  const out = all > RARE ? together(engine, waiting, 0, all) : [];
  const shrink = fullShare(engine, waiting);
  for (let j = 1; j < waiting && fits(j) > RARE; j++) {
    const share = fits(j) - fits(j + 1);
    if (share < RARE) continue;
    if (j === 1) out.push(...together(engine, 1, waiting - 1, share));
    else {
      const seconds = promptTime(engine.server, j * engine.server.workload.prompts.mean * shrink);
      out.push({ seconds, left: waiting - j, weight: share });
    }
  }
  const total = out.reduce((sum, { weight }) => sum + weight, 0);
  return out.map((round) => ({ ...round, weight: round.weight / total }));
}

/** Ways of less probability are left out. */
const RARE = 1e-4;

/** Tokens of an iteration that is full, over those of as many mean prompts: those that fit are short. */
function fullShare({ server, packing }: PrefillFirst, waiting: number): number {
  let expected = 0;
  for (let j = 1; j < waiting && packing.fits(j) > RARE; j++) expected += packing.fits(j);
  return expected > 0 ? Math.min(1, packing.tokens / (expected * server.workload.prompts.mean)) : 1;
}

/** j prompts in one iteration: one by its length, more by mean and variance. */
function together(
  { server, marginal, work }: PrefillFirst,
  j: number,
  left: number,
  weight: number,
): Round[] {
  const { medium, mean, pairs } = server.workload.prompts;
  if (j === 1)
    return Array.from(medium.values, (x, i) => ({
      seconds: server.time(x, pairs(x), 0, 0),
      left,
      weight: weight * (medium.weights[i] as number),
    }));
  const seconds = promptTime(server, j * mean);
  const own = j * marginal;
  const least = server.time(0, 0, 0, 0);
  return gammaPoints(Math.min(8, work.scv / j), SLICES).map(([x, share]) => ({
    seconds: Math.max(least, seconds + own * (x - 1)),
    left,
    weight: weight * share,
  }));
}
