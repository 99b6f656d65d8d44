/**
 * Time between tokens, over tokens: a decode iteration, and before it the stall t_qg in which
 * prompts are computed. The first gap of a request has only the part of a stall after its own
 * iteration.
 *
 * @see docs/model.md#stalls
 */
import { Histogram } from '../../numerics/histogram.ts';
import { gammaPoints } from '../../numerics/special.ts';
import { type Points, poisson } from '../../queueing/busy-period.ts';
import { decodeTime, type Server } from '../engine/server.ts';
import type { PrefillFirst } from './engine.ts';
import type { FirstToken } from './first-token.ts';
import type { Decodes } from './occupancy.ts';
import { type Stalls, stallsAt } from './stalls.ts';

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

/** What is left of a stall after the own iteration. */
function restLaw(
  engine: PrefillFirst,
  { law, waiting }: Stalls,
  { own, left, leftSeconds, ttft }: FirstToken,
): Points {
  const initial = new Float64Array(200);
  const add = (seconds: number, staying: number, weight: number) =>
    waiting(seconds, staying).forEach((p, q) => {
      const at = Math.min(initial.length - 1, q);
      initial[at] = (initial[at] as number) + weight * p;
    });
  if (engine.oneByOne) for (const [x, p] of ttft.points(TTFT_SLICES)) add(x, 0, p);
  else {
    const total = left.reduce((sum, p) => sum + p, 0);
    left.forEach((weight, staying) => {
      if (weight < 1e-7) return;
      if (staying > 0) add((leftSeconds[staying] as number) / weight, staying, weight / total);
      else for (const [x, p] of own.points(OWN_SLICES)) add(x, 0, (p * weight) / total);
    });
  }
  return law(initial);
}
const OWN_SLICES = [0.2, 0.4, 0.6, 0.8, 0.9, 0.96, 0.99];
const TTFT_SLICES = [...OWN_SLICES, 0.1, 0.3, 0.5, 0.7].sort((a, b) => a - b);

/**
 * While all slots are taken: the prompts that freed slots let in, if as many wait; else those that
 * do and come, until the slots are full.
 */
function fullStalls(engine: PrefillFirst, state: Decodes, stalls: Stalls): Points {
  const { server, limits, prefill, marginal, work } = engine;
  const decode = decodeTime(server, limits.slots);
  const { from, law } = poisson(limits.slots / server.workload.outputs.decodeMean);
  const out: [number, number][] = [];
  law.forEach((p, j) => {
    const k = from + j;
    const enough = waitingAtLeast(state, k);
    if (k === 0) out.push([0, p]);
    for (const [x, weight] of k === 0 ? [] : gammaPoints(Math.min(8, work.scv / k), FULL_SLICES))
      out.push([prefill(k) + k * marginal * (x - 1), p * enough * weight]);
    if (p * (1 - enough) < 1e-4) {
      out.push([prefill(k), p * (1 - enough)]);
      return;
    }
    const few = fewWaiting(state, stalls, decode, k);
    for (const [x, weight] of until(engine, stalls.law(few), k))
      out.push([x, p * (1 - enough) * weight]);
  });
  return out;
}
const FULL_SLICES = [0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.993];

/** P(at least k requests wait | all slots are taken): a geometric law with its mean and P(any). */
function waitingAtLeast({ queued, queue }: Decodes, k: number): number {
  if (k === 0) return 1;
  const given = Math.max(1, queue / Math.max(1e-9, queued));
  return queued * (1 - 1 / given) ** (k - 1);
}

/** The prompts that wait after a decode iteration, given that fewer than k did before. */
function fewWaiting(state: Decodes, stalls: Stalls, decode: number, k: number): Float64Array {
  const none = stalls.waiting(decode, 0);
  const out = new Float64Array(none.length + k);
  const total = 1 - waitingAtLeast(state, k);
  for (let q = 0; q < k; q++) {
    const share = (waitingAtLeast(state, q) - waitingAtLeast(state, q + 1)) / total;
    none.forEach((p, j) => {
      out[q + j] = (out[q + j] as number) + share * p;
    });
  }
  return out;
}

/**
 * A stall after n decodes with `free` slots: as long as its law says, or until those that end in
 * the decode iteration and the free slots have let in as many prompts as they can.
 */
function limited(engine: PrefillFirst, points: Points, n: number, free: number): Points {
  const ending = n / engine.server.workload.outputs.decodeMean;
  const none = Math.exp(-ending);
  if (none > 0.98 || free > MANY_FREE) return until(engine, points, free + ending);
  const given = ending / (1 - none);
  return [
    ...scaled(until(engine, points, free), none),
    ...scaled(until(engine, points, free + given), 1 - none),
  ];
}
/** With so many free slots it hardly matters how many more become free. */
const MANY_FREE = 30;

const scaled = (points: Points, factor: number): Points =>
  points.map(([x, p]) => [x, p * factor] as const);

/** A law of stalls, where what is longer than k prompts take is as long as k prompts of any length. */
function until({ prefill, marginal, work }: PrefillFirst, points: Points, k: number): Points {
  const most = prefill(k);
  const within = points.filter(([x]) => x <= most);
  const beyond = points.reduce((sum, [x, p]) => sum + (x > most ? p : 0), 0);
  if (beyond < 1e-7) return points;
  const lengths = gammaPoints(Math.min(8, work.scv / k), FULL_SLICES);
  const ends = lengths.map(
    ([x, share]) => [Math.max(0.1 * most, most + k * marginal * (x - 1)), beyond * share] as const,
  );
  return [...within, ...ends];
}
