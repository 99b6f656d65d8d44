/**
 * One engine under chunked prefill and Poisson arrivals, simulated iteration by iteration: the
 * experiment that judges the formulas. It shares types with src and nothing else.
 *
 * Arrivals during an iteration are seen at its end; an idle engine starts at once. The iteration
 * that ends a prompt emits its first token; each later token takes one iteration. A request keeps
 * its slot from its first chunk to its last token. Memory is unlimited: nobody is preempted.
 */
import type { Batch, IterationTime } from '../../src/scenario/batch.ts';
import type { CachedPrefix, LengthLaw } from '../../src/scenario/scenario.ts';
import { type Limits, passIteration, planBatch } from './engine/iteration.ts';
import { lengthDraw } from './engine/lengths.ts';
import { type EngineState, emptyState } from './engine/state.ts';
import { count, emptyTally, type IterationTally } from './engine/tally.ts';
import { exponential, type Random, randomStream } from './random.ts';

/** A law, or a function that draws whole lengths ≥ 1. */
type Lengths = LengthLaw | ((random: Random) => number);

export interface Experiment {
  /** λ, requests per second. */
  readonly arrivalRate: number;
  readonly iterationTime: IterationTime;
  readonly engine: Limits;
  readonly promptTokens: Lengths;
  readonly outputTokens: Lengths;
  readonly cachedPrefix?: CachedPrefix;
  /** Requests measured. */
  readonly requests: number;
  /** Requests before them, dropped; default a tenth. */
  readonly warmUp?: number;
  /** Most requests after them, to keep the load up while the last measured leave; default as many. */
  readonly following?: number;
  /** Parts the measured requests are cut into, in order of arrival; default 1. */
  readonly segments?: number;
  readonly seed: number;
  readonly onIteration?: (iteration: ObservedIteration) => void;
}

export interface ObservedIteration {
  readonly start: number;
  readonly duration: number;
  readonly batch: Batch;
  /** Requests that have arrived and have no slot. */
  readonly waiting: number;
}

/** Seconds, one entry per measured request in order of arrival. */
export interface RequestTimes {
  readonly arrival: Float64Array;
  readonly promptTokens: Float64Array;
  readonly outputTokens: Float64Array;
  readonly prefillWait: Float64Array;
  readonly chunkWait: Float64Array;
  readonly ttft: Float64Array;
  readonly e2e: Float64Array;
}

export interface EngineRun {
  readonly requests: RequestTimes;
  /** Iterations from the arrival of the first request of a segment to that of the next segment. */
  readonly segments: readonly IterationTally[];
}

export function simulateEngine(experiment: Experiment): EngineRun {
  const { requests, seed, onIteration, engine, iterationTime } = experiment;
  const warmUp = experiment.warmUp ?? Math.ceil(requests / 10);
  const last = warmUp + requests;
  const state = emptyState(last + (experiment.following ?? requests), last);
  const arrive = arrivals(state, experiment, seed);
  const segments = Array.from({ length: experiment.segments ?? 1 }, emptyTally);
  const perSegment = requests / segments.length;

  arrive();
  while (state.remaining > 0) {
    if (state.decodes === 0 && state.prefilled === state.seen)
      state.clock = Math.max(state.clock, state.nextArrival);
    while (state.nextArrival <= state.clock) arrive();
    planBatch(state, engine);
    const duration = iterationTime(state.batch);
    const tally = segments[Math.floor((state.seen - 1 - warmUp) / perSegment)];
    if (tally !== undefined) count(tally, state.batch, duration);
    onIteration?.(observation(state, duration));
    passIteration(state, duration);
  }
  return { requests: timesOf(state, warmUp, last), segments };
}

/** The first call sets the first arrival; every other lets it arrive and sets the next. */
function arrivals(state: EngineState, experiment: Experiment, seed: number): () => void {
  const { arrival, prompt, output, cached, ready } = state.requests;
  const gaps = randomStream(seed, 'arrivals');
  const drawPrompt = drawing(experiment.promptTokens, randomStream(seed, 'prompt lengths'));
  const drawOutput = drawing(experiment.outputTokens, randomStream(seed, 'output lengths'));
  let row = -1;
  return () => {
    if (row >= 0) {
      arrival[row] = state.nextArrival;
      prompt[row] = drawPrompt();
      output[row] = drawOutput();
      cached[row] = cachedTokens(prompt[row] ?? 1, experiment.cachedPrefix);
      ready[row] = cached[row] ?? 0;
      state.seen = row + 1;
    }
    row += 1;
    const gap = exponential(gaps, 1 / experiment.arrivalRate);
    state.nextArrival = row < arrival.length ? state.nextArrival + gap : Infinity;
  };
}

function drawing(lengths: Lengths, random: Random): () => number {
  return typeof lengths === 'function' ? () => lengths(random) : lengthDraw(lengths, random);
}

/** At least the last token of a prompt is computed, as its output is the first token. */
function cachedTokens(prompt: number, prefix: CachedPrefix | undefined): number {
  if (prefix === undefined) return 0;
  const found = 'share' in prefix ? Math.floor(prefix.share * prompt) : prefix.tokens;
  return Math.min(prompt - 1, found);
}

function observation(state: EngineState, duration: number): ObservedIteration {
  const waiting = state.seen - state.admitted;
  return { start: state.clock, duration, batch: { ...state.batch }, waiting };
}

function timesOf(state: EngineState, from: number, to: number): RequestTimes {
  const { arrival, prompt, output, started, chunkWait, firstToken, left } = state.requests;
  const since = (end: Float64Array) =>
    end.slice(from, to).map((time, row) => time - (arrival[from + row] ?? 0));
  return {
    arrival: arrival.slice(from, to),
    promptTokens: prompt.slice(from, to),
    outputTokens: output.slice(from, to),
    prefillWait: since(started),
    chunkWait: chunkWait.slice(from, to),
    ttft: since(firstToken),
    e2e: since(left),
  };
}
