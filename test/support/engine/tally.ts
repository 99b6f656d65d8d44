/** What is counted of the iterations while they pass. Mutable, for the innermost loop. */
import type { Batch } from '../../../src/scenario/batch.ts';
import { binOf, emptyHistogram, record, type WeightedHistogram } from './histogram.ts';

export interface IterationTally {
  /** Iteration times, each iteration once. */
  readonly iterationTime: WeightedHistogram;
  /** Gaps between tokens: every decode waits one iteration for its next token. */
  readonly tbt: WeightedHistogram;
  iterations: number;
  /** Iterations with prompt tokens. */
  prefillIterations: number;
  /** Seconds the engine worked. */
  busy: number;
  /** Σ over iterations. */
  prefillTokens: number;
  prefillRequests: number;
  decodes: number;
  decodesSquared: number;
  contextTokens: number;
  /** Σ decodes × duration: their ratio to time is the mean occupancy over time. */
  decodeSeconds: number;
}

export function emptyTally(): IterationTally {
  return {
    iterationTime: emptyHistogram(),
    tbt: emptyHistogram(),
    iterations: 0,
    prefillIterations: 0,
    busy: 0,
    prefillTokens: 0,
    prefillRequests: 0,
    decodes: 0,
    decodesSquared: 0,
    contextTokens: 0,
    decodeSeconds: 0,
  };
}

export function count(tally: IterationTally, batch: Batch, duration: number): void {
  const bin = binOf(duration);
  record(tally.iterationTime, bin, duration, 1);
  if (batch.decodeRequests > 0) record(tally.tbt, bin, duration, batch.decodeRequests);
  tally.iterations += 1;
  if (batch.prefillTokens > 0) tally.prefillIterations += 1;
  tally.busy += duration;
  tally.prefillTokens += batch.prefillTokens;
  tally.prefillRequests += batch.prefillRequests;
  tally.decodes += batch.decodeRequests;
  tally.decodesSquared += batch.decodeRequests ** 2;
  tally.contextTokens += batch.contextTokens;
  tally.decodeSeconds += batch.decodeRequests * duration;
}
