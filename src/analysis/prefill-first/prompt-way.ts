/**
 * From arrival to first token, given what is ahead: the rest of the running iteration, full ones
 * for what does not fit, and the one that computes the own prompt, whole, with those ahead of it and
 * those behind that still fit.
 *
 * Exact for one iteration; longer queues are divided into full iterations of P tokens.
 *
 * @see docs/model.md#time-to-first-token-of-prefill-first
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Histogram } from '../../numerics/histogram.ts';
import { byCells, withoutTail } from '../../queueing/cell-law.ts';
import type { FirstTokenLaws } from '../chunked-prefill/first-token-laws.ts';
import type { Server } from '../engine/server.ts';
import type { PromptClass, Prompts } from '../traffic/workload.ts';
import { type PromptQueue, promptTime } from './prompt-queue.ts';
import type { Situation } from './situations.ts';

/** Laws over requests: t_qp, TTFT by class of prompts, and what is known when the own iteration ends. */
export interface PromptLaws extends FirstTokenLaws {
  /** Seconds of the own iteration. */
  readonly own: Histogram;
  /** Weight of, and seconds of the own iteration with, j prompts left that did not fit. */
  readonly left: Float64Array;
  readonly leftSeconds: Float64Array;
}

/** The same with the law of one class. */
interface ClassLaws extends PromptLaws {
  readonly ttft: Histogram;
}

/** Tokens ahead are left out where their probability falls below this. */
const NEGLIGIBLE = 3e-6;
/** Those behind count by their mean where their probability is below this. */
const ROUGHLY = 2e-4;
const MEAN = { values: Float64Array.of(1), weights: Float64Array.of(1) };

/** Adds the laws of t_qp and TTFT of all situations, times `weight`. */
export function addPrompts(
  server: Server,
  queue: PromptQueue,
  found: readonly Situation[],
  weight: number,
  laws: PromptLaws,
): void {
  const way = wayOf(server, queue);
  server.workload.classes.forEach((kind, place) => {
    const ofClass = { ...laws, ttft: laws.ttfts[place] as Histogram };
    for (const situation of found)
      addSituation(way, kind, queue, situation, weight * kind.weight, ofClass);
  });
}

/** Sums over the tokens ahead. */
function addSituation(
  way: Way,
  kind: PromptClass,
  { cells: k, cell }: PromptQueue,
  { ahead, residual, weight }: Situation,
  times: number,
  laws: ClassLaws,
): void {
  const add = (cellsAhead: number, share: number) => {
    const tokens = cellsAhead * cell;
    addOne(way, residual, tokens, ownLengths(kind, tokens / way.budget, share), share, laws);
  };
  byCells(withoutTail(ahead), k, times * weight, add, NEGLIGIBLE);
}

/** The finer law of the own prompt the fewer tokens stand before it. */
function ownLengths(prompts: PromptClass, iterationsAhead: number, weight: number): DiscreteLaw {
  if (iterationsAhead >= 2 || weight < 1e-5) return prompts.coarse;
  if (iterationsAhead > 0) return weight > 2e-3 ? prompts.medium : prompts.short;
  return weight > 1e-3 ? prompts.fine : prompts.medium;
}

/** Constants of the way of one request to its first token. */
interface Way {
  readonly prompts: Prompts;
  readonly arrivalRate: number;
  /** P and C. */
  readonly budget: number;
  readonly most: number;
  /** Seconds of a full iteration, and of one with p tokens. */
  readonly full: number;
  readonly timeOf: (tokens: number) => number;
  /** Seconds per pair beyond the average prompt's. */
  readonly perPair: number;
  /** Tokens that the prompt which does not fit leaves unused, on average. */
  readonly unused: number;
}

function wayOf(server: Server, queue: PromptQueue): Way {
  const { prompts } = server.workload;
  const { budget, most, times, cells } = queue;
  const pairs = budget * prompts.pairsPerToken;
  const full = times[cells] as number;
  return {
    ...{ prompts, budget, most, full },
    arrivalRate: queue.arrivalRate,
    timeOf: timeTable(server, queue),
    perPair: (server.time(budget, pairs * 1.01, 0, 0) - full) / (pairs * 0.01),
    unused: Math.min(0.5 * most, prompts.secondMoment / (2 * prompts.mean)),
  };
}

/** Seconds of an iteration of p prompt tokens, up to C: between cells, and beyond P in four pieces. */
function timeTable(server: Server, { times, cell, cells, budget, most }: PromptQueue) {
  const piece = Math.max(cell, (most - budget) / 4);
  const beyond = Array.from({ length: 5 }, (_, i) => promptTime(server, budget + i * piece));
  const tail = (tokens: number) => {
    const at = (tokens - budget) / piece;
    if (at > 4) return promptTime(server, tokens);
    const i = Math.min(3, Math.floor(at));
    const low = beyond[i] as number;
    return low + ((beyond[i + 1] as number) - low) * (at - i);
  };
  const least = promptTime(server, Math.min(1, cell));
  return (tokens: number): number => {
    if (tokens >= budget) return tail(tokens);
    const at = tokens / cell;
    const w = Math.min(cells - 1, Math.floor(at));
    const low = w === 0 ? least : (times[w] as number);
    return low + ((times[w + 1] as number) - low) * (at - w);
  };
}

function addOne(
  way: Way,
  residual: number,
  ahead: number,
  own: DiscreteLaw,
  weight: number,
  laws: ClassLaws,
): void {
  const { prompts, most, full, perPair } = way;
  for (let i = 0; i < own.values.length; i++) {
    const length = own.values[i] as number;
    const share = weight * (own.weights[i] as number);
    const before = iterationsBefore(way, ahead, length);
    const start = residual + before * full;
    laws.prefillWait.add(start, share);
    const last =
      length > most ? length : Math.min(most, length + Math.max(0, ahead - before * way.budget));
    const extra = perPair * (prompts.pairs(length) - prompts.pairsPerToken * length);
    addIteration(way, { start, extra, tokens: last, crowded: before > 0 }, share, laws);
  }
}

/** The iteration of the own prompt, before those that came later. */
interface Own {
  readonly start: number;
  /** Seconds for the attention of the own prompt beyond the average. */
  readonly extra: number;
  readonly tokens: number;
  /** It follows full ones. */
  readonly crowded: boolean;
}

/** Nobody joins behind, or some do as far as they fit. */
function addIteration(way: Way, own: Own, weight: number, laws: ClassLaws): void {
  const { prompts, timeOf } = way;
  const { start, extra, tokens, crowded } = own;
  const behind = way.arrivalRate * start;
  const nobody = behind < 1e-3 ? 1 : Math.exp(-behind);
  addEnd(laws, start, extra + timeOf(tokens), 0, weight * nobody);
  if (nobody === 1) return;
  const room = way.most - tokens;
  const joining = behind / (1 - nobody);
  const { values, weights } = weight < ROUGHLY ? MEAN : prompts.coarse;
  const scale = weight < ROUGHLY ? joining * prompts.mean : joining;
  for (let j = 0; j < values.length; j++) {
    const more = (values[j] as number) * scale;
    const partly = crowded || joining > 1.5 ? Math.max(0, room - way.unused) : 0;
    const joined = more < room ? more : partly;
    const left = (more - joined) / prompts.mean;
    const share = weight * (1 - nobody) * (weights[j] as number);
    addEnd(laws, start, extra + timeOf(tokens + joined), left, share);
  }
}

/** A request whose prompt is computed from `start` on, in an iteration that leaves `left` prompts. */
function addEnd(
  { ttft, own, left, leftSeconds }: ClassLaws,
  start: number,
  seconds: number,
  staying: number,
  share: number,
): void {
  ttft.add(start + seconds, share);
  own.add(seconds, share);
  const at = Math.min(left.length - 1, Math.round(staying));
  left[at] = (left[at] as number) + share;
  leftSeconds[at] = (leftSeconds[at] as number) + share * seconds;
}

/** Full iterations before the own: none if all fits, or nobody is ahead. */
function iterationsBefore({ budget, most }: Way, ahead: number, length: number): number {
  if (ahead + length <= most || ahead < 1) return 0;
  if (length > most) return Math.ceil(ahead / budget - 1e-9);
  return Math.max(1, Math.ceil((ahead + length - most) / budget - 1e-9));
}
