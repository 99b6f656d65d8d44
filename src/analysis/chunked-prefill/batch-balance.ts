/**
 * The mean field: how many decodes run on average, and which share of an iteration they take
 * when prompts are mixed in. Little's law for decodes: g = λ·E1·t(g), with t(g) the
 * mean iteration at g.
 *
 * @see docs/model.md#batch-balance
 */

import { decodeTime, fullTime, mixedTime, type Server } from '../engine/server.ts';
import type { TokensAt } from './backlog.ts';

export interface Balance {
  /** g, decodes running on average (mean field). */
  readonly decodes: number;
  /** u(n), share of a mean iteration with n decodes that the decodes alone would take. */
  readonly decodeShare: (n: number) => number;
}

/** Most cells of the chains from which only a mean time is taken. */
const COARSE = 12;

/** The mean field of a load, at most `most` decodes. */
export function balance(
  server: Server,
  tokensAt: TokensAt,
  arrivalRate: number,
  most: number,
): Balance {
  const found = server.linear
    ? linearBalance(server, arrivalRate, most)
    : chainBalance(server, tokensAt, arrivalRate, most);
  const decodes = Math.max(found.decodes, Math.min(most, FEWEST));
  return { decodes, decodeShare: found.decodeShare };
}

/** An iteration of no decodes at all takes no time in some models; a little less than one does. */
const FEWEST = 0.3;

/** For an affine t_inf the prefill share is λ·E[w] whatever the backlog does. */
function linearBalance(server: Server, arrivalRate: number, most: number): Balance {
  const { prompts, outputs } = server.workload;
  const perToken = mixedTime(server, 1, 0) - mixedTime(server, 0, 0);
  const share = Math.max(0.001, 1 - arrivalRate * perToken * prompts.mean);
  const cycle = (g: number) => Math.min(decodeTime(server, g) / share, fullTime(server, g));
  let g = Math.min(1, most);
  for (let step = 0; step < 300; step++) {
    const next = Math.min(most, arrivalRate * outputs.decodeMean * cycle(g));
    if (Math.abs(next - g) < 1e-7 * g) break;
    g = next;
  }
  return { decodes: g, decodeShare: () => share };
}

/** Otherwise the share comes from the backlog chain, at four sizes of the decode batch. */
function chainBalance(
  server: Server,
  tokensAt: TokensAt,
  arrivalRate: number,
  most: number,
): Balance {
  const cycle = (g: number) =>
    tokensAt(arrivalRate, g, COARSE)?.meanDuration ?? fullTime(server, g);
  const entered = arrivalRate * server.workload.outputs.decodeMean;
  const g = fromBelow((x) => entered * cycle(x), entered * decodeTime(server, 1), most);
  const anchors = [Math.max(0.5, g * 0.6), g, g * 1.4 + 1, g * 3 + 10]
    .map((x) => Math.min(most, x))
    .filter((x, i, all) => i === 0 || x > (all[i - 1] as number));
  const shares = anchors.map((x) => Math.min(1, Math.max(0.02, decodeTime(server, x) / cycle(x))));
  return { decodes: g, decodeShare: (n) => interpolated(anchors, shares, n) };
}

/** Between the anchors, and level beyond them. */
function interpolated(anchors: readonly number[], values: readonly number[], x: number): number {
  const above = anchors.findIndex((anchor) => anchor >= x);
  if (above === 0) return values[0] as number;
  if (above < 0) return values[values.length - 1] as number;
  const [low, high] = [anchors[above - 1] as number, anchors[above] as number];
  const [from, to] = [values[above - 1] as number, values[above] as number];
  return from + ((to - from) * (x - low)) / (high - low);
}

/**
 * The least fixed point of an increasing function, from below, by secant steps that never pass
 * beyond the plain iteration's limit (the larger fixed points are unstable).
 */
function fromBelow(next: (x: number) => number, start: number, most: number): number {
  let [x, y] = [Math.min(most, start), 0];
  let [lastX, lastGap] = [Number.NaN, Number.NaN];
  for (let step = 0; step < 12; step++) {
    y = Math.min(most, next(x));
    const gap = y - x;
    if (Math.abs(gap) < 2e-3 * y) return y;
    const slope = (gap - lastGap) / (x - lastX);
    const secant = x - gap / slope;
    [lastX, lastGap] = [x, gap];
    x = slope < -0.05 && secant > Math.min(x, y) ? Math.min(most, secant) : y;
  }
  return x;
}
