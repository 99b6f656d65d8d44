/** What the simulated engine remembers between two iterations. Mutable: it is the innermost loop. */
import type { Batch } from '../../../src/scenario/batch.ts';

/** One column per fact of a request; its row is its place in the order of arrival. */
interface RequestColumns {
  readonly arrival: Float64Array;
  readonly prompt: Float64Array;
  readonly output: Float64Array;
  /** Prompt tokens found in the prefix cache. */
  readonly cached: Float64Array;
  /** Prompt tokens whose keys and values exist, found or computed. */
  readonly ready: Float64Array;
  /** Start of the iteration with its first chunk. */
  readonly started: Float64Array;
  /** End of the iteration with its latest chunk. */
  readonly chunkEnd: Float64Array;
  /** Σ of the times between the end of one chunk and the start of the next. */
  readonly chunkWait: Float64Array;
  readonly firstToken: Float64Array;
  readonly left: Float64Array;
  /** Next request that leaves after the same iteration, or −1. */
  readonly leavesWith: Int32Array;
}

export interface EngineState {
  readonly requests: RequestColumns;
  readonly batch: { -readonly [K in keyof Batch]: Batch[K] };
  clock: number;
  /** Iterations so far. */
  iteration: number;
  /** Requests seen, admitted to a slot, and with a finished prompt; rows below each of them. */
  seen: number;
  admitted: number;
  prefilled: number;
  nextArrival: number;
  /** Σ l_j, tokens whose keys and values the next decodes read. */
  contextTokens: number;
  decodes: number;
  /** By iteration modulo LONGEST: the last request joined of those that leave after it, or −1. */
  readonly leaving: Int32Array;
  /** The run lasts until the requests below this row have left; so many of them remain. */
  readonly awaited: number;
  remaining: number;
}

/** More output tokens than any request may have. */
export const LONGEST = 2 ** 17;

export function emptyState(rows: number, awaited: number): EngineState {
  const column = () => new Float64Array(rows);
  return {
    requests: {
      arrival: column(),
      prompt: column(),
      output: column(),
      cached: column(),
      ready: column(),
      started: column(),
      chunkEnd: column(),
      chunkWait: column(),
      firstToken: column(),
      left: column(),
      leavesWith: new Int32Array(rows),
    },
    batch: {
      prefillTokens: 0,
      prefillRequests: 0,
      attentionPairs: 0,
      prefillContext: 0,
      decodeRequests: 0,
      contextTokens: 0,
    },
    clock: 0,
    iteration: 0,
    seen: 0,
    admitted: 0,
    prefilled: 0,
    nextArrival: 0,
    contextTokens: 0,
    decodes: 0,
    leaving: new Int32Array(LONGEST).fill(-1),
    awaited,
    remaining: awaited,
  };
}

/** A cell of a column; a row that does not exist is a fault of the simulator. */
export function at(column: Float64Array | Int32Array, row: number): number {
  const value = column[row];
  if (value === undefined) throw new RangeError(`no request ${row}`);
  return value;
}
