/**
 * The answer by experiment, in SI units. Its keys follow those of a Prediction, so that the two can
 * be laid side by side; they are the JSON contract (docs/json.md). NaN never occurs: a figure that
 * was not seen (no second token, no request completed) is null.
 */
import type { Statistic } from './scenario.ts';

/** A measured figure and the half width of its 95 % interval; 0 where nothing is random. */
export interface Estimate {
  readonly value: number;
  readonly halfWidth: number;
}
/** Seconds. */
export type MeasuredLatency = { readonly [S in Statistic]: Estimate | null };
/** Seconds. */
export interface MeasuredWait {
  readonly mean: Estimate | null;
  readonly p99: Estimate | null;
}

/**
 * What kind of run it was. `steady`: figures have a limit, and these are near it. `unsettled`: it
 * was too short to tell. `overload`: the backlog grows without end; TTFT and E2E are Infinity.
 * `finite`: a plan or trace with an end, measured from the first request to the last.
 */
export type RunKind = 'steady' | 'unsettled' | 'overload' | 'finite';

export interface Simulation {
  readonly kind: RunKind;
  /** Requests in the system, slope over the second half of the run; per second. */
  readonly backlogGrowth: Estimate;
  readonly requests: RequestCounts;
  readonly run: RunSize;
  /** Completed per second, by the whole deployment. */
  readonly throughput: {
    readonly requests: Estimate;
    readonly promptTokens: Estimate;
    readonly outputTokens: Estimate;
  };
  readonly ttft: MeasuredLatency;
  readonly tbt: MeasuredLatency;
  readonly tpot: MeasuredLatency;
  readonly e2e: MeasuredLatency;
  readonly queues: {
    readonly prefillWait: MeasuredWait;
    /** Of a request: all its waits between chunks together. */
    readonly chunkWait: MeasuredWait;
    /** Of a gap between two tokens. */
    readonly generationWait: MeasuredWait;
  };
  /** Of each class of requests, in the order of the scenario; absent where there are none. */
  readonly classes?: readonly MeasuredClass[];
  readonly iterationTime: MeasuredWait;
  readonly batch: {
    /** Means over iterations. */
    readonly mean: {
      readonly prefillRequests: Estimate | null;
      readonly chunkTokens: Estimate | null;
      readonly decodes: Estimate | null;
      readonly contextTokens: Estimate | null;
      readonly iterationTime: Estimate | null;
    };
  };
  readonly memory: {
    /** Tokens the KV cache of one engine holds; Infinity when unlimited. */
    readonly kvCapacity: number;
    /** Mean tokens held, of one engine, over time. */
    readonly kvUsed: Estimate;
  };
  readonly warnings: readonly string[];
}

/** A class of requests; TBT is that of all, as all decode in the same iterations. */
export interface MeasuredClass {
  readonly name: string;
  readonly completed: number;
  readonly prefillWait: MeasuredWait;
  readonly ttft: MeasuredLatency;
  readonly tpot: MeasuredLatency;
  readonly e2e: MeasuredLatency;
}

/** Of the measured requests. */
export interface RequestCounts {
  readonly arrived: number;
  readonly completed: number;
  /** Turned away, as they could never fit into the KV cache. */
  readonly neverFit: number;
  /** Turned away by a full queue. */
  readonly turnedAway: number;
  /** Left before their prompt was begun. */
  readonly gaveUp: number;
  readonly preemptions: number;
  /** Dropped before them, as the engine had to fill up. */
  readonly warmUp: number;
}

export interface RunSize {
  readonly replications: number;
  readonly seed: number;
  readonly iterations: number;
  /** Simulated time, of all replications. */
  readonly seconds: number;
}
