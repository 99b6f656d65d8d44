/** What is counted of the iterations while they pass. Mutable, for the innermost loop. */
import type { EngineState } from '../engine/state.ts';
import { count, emptyHistogram, type LogHistogram, merged } from './histogram.ts';

/** Sums over iterations. */
export interface Sums {
  iterations: number;
  /** Seconds the engines worked. */
  busy: number;
  prefillTokens: number;
  prefillRequests: number;
  decodes: number;
  contextTokens: number;
  /** Σ tokens whose keys and values are in a cache × duration: over the seconds, a mean over time. */
  kvTokenSeconds: number;
}

export interface Tally {
  readonly iterationTime: LogHistogram;
  /** Gaps between tokens, one per token after the first. */
  readonly tbt: LogHistogram;
  /** Of each gap, what was not the iteration that made the token: t_qg. */
  readonly gapWait: LogHistogram;
  readonly sums: Sums;
}

const NO_SUMS: Sums = {
  iterations: 0,
  busy: 0,
  prefillTokens: 0,
  prefillRequests: 0,
  decodes: 0,
  contextTokens: 0,
  kvTokenSeconds: 0,
};

export function emptyTally(): Tally {
  return {
    iterationTime: emptyHistogram(),
    tbt: emptyHistogram(),
    gapWait: emptyHistogram(),
    sums: { ...NO_SUMS },
  };
}

/** Counts an iteration that has ended, before its tokens are given out. */
export function countIteration(tally: Tally, engine: EngineState, duration: number): void {
  const { batch } = engine;
  const { sums } = tally;
  count(tally.iterationTime, duration, 1);
  sums.iterations += 1;
  sums.busy += duration;
  sums.prefillTokens += batch.prefillTokens;
  sums.prefillRequests += batch.prefillRequests;
  sums.contextTokens += batch.contextTokens;
  sums.decodes += batch.decodeRequests;
  if (engine.holdsContext) {
    const computed = batch.prefillContext - batch.prefillTokens / 2;
    sums.kvTokenSeconds += (engine.contextTokens + computed) * duration;
  }
  if (batch.decodeRequests > 0) countGaps(tally, engine, duration);
}

function countGaps(tally: Tally, engine: EngineState, duration: number): void {
  const { fresh, clock, requests } = engine;
  const old = engine.decodes - fresh.length;
  if (old > 0) countGap(tally, clock - engine.lastDecode, duration, old);
  for (const row of fresh)
    countGap(tally, clock - (requests.lastToken[row] as number), duration, 1);
  // Tokens of one iteration come together: nothing lies between them.
  if (engine.together > 0) countGap(tally, 0, 0, engine.together);
}

export function countGap(tally: Tally, gap: number, duration: number, weight: number): void {
  const { tbt, gapWait } = tally;
  count(tbt, gap, weight);
  // Rounding of the clock is not a wait.
  const wait = gap - duration;
  if (wait > 1e-9) count(gapWait, wait, weight);
  else {
    gapWait.weight += weight;
    gapWait.zeros += weight;
  }
}

export function mergedTallies(tallies: readonly Tally[]): Tally {
  const sums = { ...NO_SUMS };
  for (const tally of tallies)
    for (const key of Object.keys(sums) as (keyof Sums)[]) sums[key] += tally.sums[key];
  return {
    iterationTime: merged(tallies.map(({ iterationTime }) => iterationTime)),
    tbt: merged(tallies.map(({ tbt }) => tbt)),
    gapWait: merged(tallies.map(({ gapWait }) => gapWait)),
    sums,
  };
}
