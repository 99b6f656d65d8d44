/**
 * Time between tokens, over tokens: a decode iteration, and before it the stall t_qg in which
 * prompts are computed. The first gap of a request has only the part of a stall after its own
 * iteration.
 *
 * @see docs/model.md#stalls
 */
import { Histogram } from '../../numerics/histogram.ts';
import type { Points } from '../../queueing/busy-period.ts';
import { decodeTime, type Server } from '../engine/server.ts';
import type { PrefillFirst } from './engine.ts';
import type { FirstToken } from './first-token.ts';
import type { Decodes } from './occupancy.ts';
import { fullStalls, limited, restLaw, until } from './stall-laws.ts';
import { stallsAt } from './stalls.ts';

/** What a stall adds to one gap: zero with some probability. */
interface StallMoments {
  readonly none: number;
  readonly mean: number;
  readonly variance: number;
}

export interface StalledGaps {
  readonly law: Histogram;
  readonly stalls: Histogram;
  /** Of gaps after the first, and of first gaps. */
  readonly later: StallMoments;
  readonly first: StallMoments;
  /** E[d(n)] over tokens, and the variance of t_n over them. */
  readonly decodeMean: number;
  readonly slowVariance: number;
  /** Mean and variance of the decodes, over decode iterations. */
  readonly decodes: number;
  readonly variance: number;
}

const THREE = [-1.2247, 0, 1.2247];

export function stalledGaps(
  engine: PrefillFirst,
  arrivalRate: number,
  state: Decodes,
  first: FirstToken,
): StalledGaps {
  const { outputs } = engine.server.workload;
  const stalls = stallsAt(engine, arrivalRate, state.stalled);
  const rest = restLaw(engine, stalls, first);
  const firstShare = Math.min(1, outputs.decodes / outputs.decodeMean);
  const [law, waits] = [new Histogram(), new Histogram()];
  const [later, opening] = [moments(), moments()];
  let decodeMean = 0;
  for (const { share, n, free } of groupsOf(state)) {
    const decode = decodeTime(engine.server, n);
    decodeMean += share * decode;
    const add = gapAdder(engine.server, n, decode, law);
    const olds =
      free === 0
        ? fullStalls(engine, state, stalls)
        : limited(engine, stalls.law(stalls.waiting(decode, 0)), n, free);
    for (const [stall, p] of olds) {
      add(stall, share * (1 - firstShare) * p);
      waits.add(stall, share * (1 - firstShare) * p);
      later.add(stall, share * p);
    }
    const opens: Points = free === 0 ? [[0, 1]] : until(engine, rest, free);
    for (const [stall, p] of opens) {
      add(stall, share * firstShare * p);
      waits.add(stall, share * firstShare * p);
      opening.add(stall, share * p);
    }
  }
  const { decodes, variance, slowVariance } = tokenSummary(state);
  return {
    ...{ law, stalls: waits, decodeMean, slowVariance, decodes, variance },
    later: later.done(),
    first: opening.done(),
  };
}

/** Decode iterations of about the same size: their share of the tokens, mean size, free slots. */
interface Group {
  readonly share: number;
  readonly n: number;
  readonly free: number;
}

/** Half a standard deviation wide each; full slots by themselves. */
function groupsOf(state: Decodes): Group[] {
  const { tokens, variance } = tokenSummary(state);
  const step = Math.max(1, Math.round(Math.sqrt(variance) / 2));
  const top = state.law.length - 1;
  const out: Group[] = [];
  for (let from = 1; from <= top; ) {
    const to = from === top ? top + 1 : Math.min(top, from + step);
    let [weight, square] = [0, 0];
    for (let n = from; n < to; n++) {
      weight += n * (state.law[n] as number);
      square += n * n * (state.law[n] as number);
    }
    const n = square / weight;
    if (weight > 1e-7 * tokens)
      out.push({ share: weight / tokens, n, free: from === top ? 0 : top - n });
    from = to;
  }
  return out;
}

/** Adds gaps of a stall and a decode iteration; without a stall its context is a three-point law. */
function gapAdder(
  { time, workload }: Server,
  n: number,
  decode: number,
  law: Histogram,
): (stall: number, weight: number) => void {
  const context = n * workload.meanDecodeContext;
  const deviation = Math.sqrt(n * workload.decodeContextVariance);
  const times = THREE.map((z) => time(0, 0, n, Math.max(0, context + z * deviation)));
  return (stall, weight) => {
    if (stall > 0) law.add(decode + stall, weight);
    else for (const seconds of times) law.add(seconds, weight / THREE.length);
  };
}

function moments() {
  let [none, total, sum, square] = [0, 0, 0, 0];
  return {
    add(stall: number, weight: number): void {
      total += weight;
      sum += weight * stall;
      square += weight * stall * stall;
      if (stall <= 0) none += weight;
    },
    done(): StallMoments {
      if (total === 0) return { none: 1, mean: 0, variance: 0 };
      const mean = sum / total;
      return { none: none / total, mean, variance: Math.max(0, square / total - mean * mean) };
    },
  };
}

/** Sums over the law of the decodes, and over the tokens they make. */
function tokenSummary({ law, cycles }: Decodes) {
  let [total, tokens, square, slow, slowSquare] = [0, 0, 0, 0, 0];
  for (let n = 1; n < law.length; n++) {
    const p = law[n] as number;
    const t = cycles[n] as number;
    total += p;
    tokens += n * p;
    square += n * n * p;
    slow += n * p * t;
    slowSquare += n * p * t * t;
  }
  const decodes = tokens / total;
  return {
    ...{ tokens, decodes },
    variance: Math.max(0, square / total - decodes ** 2),
    slowVariance: Math.max(0, slowSquare / tokens - (slow / tokens) ** 2),
  };
}
