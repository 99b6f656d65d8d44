/**
 * How long the stall before one decode iteration is: with free slots, while all of them are taken, and
 * right after the own prompt.
 *
 * @see docs/model.md#stalls
 */
import { gammaPoints } from '../../numerics/special.ts';
import { type Points, poisson } from '../../queueing/busy-period.ts';
import { decodeTime } from '../engine/server.ts';
import type { PrefillFirst } from './engine.ts';
import type { FirstToken } from './first-token.ts';
import type { Decodes } from './occupancy.ts';
import type { Stalls } from './stalls.ts';

/** What is left of a stall after the own iteration. */
export function restLaw(
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
export function fullStalls(engine: PrefillFirst, state: Decodes, stalls: Stalls): Points {
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
export function limited(engine: PrefillFirst, points: Points, n: number, free: number): Points {
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
export function until(
  { prefill, marginal, work }: PrefillFirst,
  points: Points,
  k: number,
): Points {
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
