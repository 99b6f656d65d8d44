/**
 * How many prompts are in prefill or wait for it, from one iteration to the next, while g decodes
 * run and every prompt gets one whole chunk of it per iteration:
 *
 *   j' = j − D + A,   D: those of the s(j) served that are done,   A: Poisson(λ t(j))
 *
 * Each prompt served is done with probability 1/E[n] (geometric numbers of chunks); the variance
 * of n enters the wait (first-token.ts). Exact for frozen g where prompts have one chunk.
 *
 * @see docs/model.md#whole-chunks
 */

import { gammaPoints } from '../../numerics/special.ts';
import type { IterationTokens } from '../chunked-prefill/backlog.ts';
import { mixedTime, type Server } from '../engine/server.ts';
import { iterationTokens } from './iteration-tokens.ts';
import type { Chunks } from './packing.ts';
import {
  arrivalLaw,
  changes,
  doneLaws,
  meanOf,
  type Points,
  type Step,
  stationaryOf,
} from './round-laws.ts';

export interface PromptChain extends IterationTokens {
  readonly arrivalRate: number;
  readonly decodes: number;
  /** P(j prompts at the start of a round). */
  readonly law: Float64Array;
  /** Mean seconds of a round that starts with j prompts. */
  readonly durations: Float64Array;
  /** The seconds of such a round on a few points. */
  readonly times: readonly Points[];
  /** Arrivals per second, unless so many in each round. */
  readonly perIteration: number | undefined;
  readonly stretch: number;
  /** Mean number of prompts served in it. */
  readonly served: Float64Array;
  /** P(there is room for i chunks), i ≥ 0. */
  readonly fits: readonly number[];
  /** How many of j prompts are done in a round. */
  readonly done: (j: number) => Float64Array;
  /** The most prompts that are served, on average; Infinity if never reached. */
  readonly most: number;
  readonly load: number;
}

interface ChainOptions {
  /** The engine sleeps when it is empty (no decodes). */
  readonly sleeps?: boolean;
  /** Prompts that enter in every iteration, however long it is (released by slots). */
  readonly perIteration?: number;
  /** Factor on waits: the variance that decodes add where they and prompts share the budget. */
  readonly stretch?: number;
}

const MOST_STATES = 640;

/** The chain with g decodes; undefined if the load is too much for them. */
export function promptChain(
  server: Server,
  chunks: Chunks,
  arrivalRate: number,
  g: number,
  { sleeps = false, perIteration, stretch = 1 }: ChainOptions = {},
): PromptChain | undefined {
  const room = Math.max(
    chunks.size,
    Math.min(server.tokenBudget - g * server.tokensPerDecode, server.chunkSize),
  );
  const most = chunks.packed(room) / chunks.mean;
  const fullTime = mixedTime(server, most * chunks.mean, g);
  const load = ((perIteration ?? arrivalRate * fullTime) * chunks.perPrompt) / most;
  if (!(load < 0.9995)) return undefined;
  const rounds = roundsOf(server, chunks, g, room, most);
  for (let states = firstGuess(chunks, load, most); ; states = Math.min(MOST_STATES, 2 * states)) {
    const { served, times, fits } = rounds(states);
    const durations = Float64Array.from(times, meanOf);
    if (sleeps) durations[0] = 1 / arrivalRate;
    const done = doneLaws(fits, 1 / chunks.perPrompt);
    const steps = times.slice(0, fits.length + 1).map((points, j) => {
      const came = arrivalLaw(arrivalRate, points, 1, perIteration);
      return sleeps && j === 0 ? wakes : changes(done(j), came);
    });
    const law = stationaryOf(states, (j) => steps[Math.min(j, steps.length - 1)] as Step);
    if ((law[states] as number) > 1e-6 && states < MOST_STATES) continue;
    const tokens = iterationTokens(chunks, room, law, served, durations);
    return {
      arrivalRate,
      decodes: g,
      law,
      durations,
      times,
      perIteration,
      stretch,
      served,
      fits,
      done,
      most,
      load,
      ...tokens,
    };
  }
}

const wakes = { lowest: 1, law: Float64Array.of(1) };

function firstGuess(chunks: Chunks, load: number, most: number): number {
  const served = load * most;
  const spread = 6 * Math.sqrt(served * (1 + chunks.perPrompt / Math.max(1, most)));
  return Math.min(MOST_STATES, Math.ceil(12 + 1.3 * served + spread + 6 / (1 - load)));
}

/** Served prompts and seconds of rounds with up to so many prompts. */
function roundsOf(server: Server, chunks: Chunks, g: number, room: number, most: number) {
  const served: number[] = [0];
  const times: Points[] = [[[mixedTime(server, 0, g), 1]]];
  const fits = [1];
  return (states: number) => {
    for (let j = served.length; j <= states; j++) {
      const before = served[j - 1] as number;
      const more = Math.min(most - before, chunks.fits(j, room));
      if (more < 1e-6) {
        served.push(before);
        times.push(times[j - 1] as Points);
        continue;
      }
      served.push(before + more);
      fits.push(Math.min(fits[j - 1] as number, more));
      times.push(timesOf(server, chunks, before + more, more, g));
    }
    return {
      served: Float64Array.from(served.slice(0, states + 1)),
      times: times.slice(0, states + 1),
      fits,
    };
  };
}

/** Where slices of the tokens of an iteration end. */
const TOKEN_SLICES = [0.4, 0.75, 0.93];

/**
 * The seconds of iterations with s chunks: their tokens follow a gamma law, the narrower the less
 * often so many fit (a full iteration has much the same tokens, be they in few chunks or many).
 */
function timesOf(
  server: Server,
  { mean, variance }: Chunks,
  s: number,
  fit: number,
  g: number,
): Points {
  const scv = (fit * variance) / mean ** 2 / s;
  const points = scv < 0.01 ? ONCE : gammaPoints(Math.min(4, scv), TOKEN_SLICES);
  return points.map(([x, p]) => [mixedTime(server, x * s * mean, g), p] as const);
}
const ONCE: Points = [[1, 1]];
