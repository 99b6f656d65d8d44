/**
 * The answer, in SI units. Its keys are the JSON contract (docs/json.md).
 * Overload is an answer: `stable` is false and times without a limit are Infinity
 * (null in JSON). NaN never occurs.
 */
import type { Kind } from './kinds.ts';
import type { Metric, Policy, Statistic } from './scenario.ts';

/** Seconds. */
export type LatencySummary = { readonly [S in Statistic]: number };
/** Seconds. */
export interface WaitSummary {
  readonly mean: number;
  readonly p99: number;
}

/** Relative errors. */
export type LatencyBand = { readonly [S in Statistic]: number };
/** Relative errors to expect of the figures of a Prediction, by their path in it; 0 where exact. */
export type ErrorBands = { readonly [M in Metric]: LatencyBand } & {
  readonly maxArrivalRate: number;
  readonly queues: { readonly [Q in keyof Prediction['queues']]: WaitSummary };
  readonly iterationTime: WaitSummary;
  readonly batch: { readonly mean: Omit<Composition, 'iterationTime'> };
};

export interface Prediction {
  /** Whether the load has a steady state. */
  readonly stable: boolean;
  /** ρ = arrival rate / maxArrivalRate; not capped at 1. */
  readonly utilization: number;
  /** λ_max, the stability limit of the whole deployment, requests per second. */
  readonly maxArrivalRate: number;
  /** What runs out at the stability limit. */
  readonly bottleneck:
    | 'slots'
    | 'kvCache'
    | 'tokenBudget'
    | 'prefillEngines'
    | 'decodeEngines'
    | 'memory';
  /** Carried, per second, by the whole deployment. */
  readonly throughput: {
    readonly requests: number;
    readonly promptTokens: number;
    readonly outputTokens: number;
  };
  readonly ttft: LatencySummary;
  readonly tbt: LatencySummary;
  readonly tpot: LatencySummary;
  readonly e2e: LatencySummary;
  readonly queues: {
    readonly prefillWait: WaitSummary;
    readonly chunkWait: WaitSummary;
    readonly generationWait: WaitSummary;
  };
  /** Of each class of requests, in the order of the scenario; absent where there are none. */
  readonly classes?: readonly ClassPrediction[];
  readonly iterationTime: WaitSummary;
  readonly batch: BatchSummary;
  readonly memory: MemorySummary;
  /** What drafts do at this load; absent without them. */
  readonly speculation?: SpeculationSummary;
  /** `weak`: a corner where the formulas are known to be worse; a warning says which. */
  readonly region: 'usual' | 'weak';
  /** What the error bands were measured on; of several the largest counts. */
  readonly kinds: readonly Kind[];
  /** Relative error to expect of each figure at this load: 19 in 20 are better (docs/accuracy.md). */
  readonly errorBand: ErrorBands;
  readonly warnings: readonly string[];
}

/** A class of requests; TBT is that of all, as all decode in the same iterations. */
export interface ClassPrediction {
  readonly name: string;
  /** Of all requests; all classes make 1. */
  readonly share: number;
  readonly prefillWait: WaitSummary;
  readonly ttft: LatencySummary;
  readonly tpot: LatencySummary;
  readonly e2e: LatencySummary;
}

/** Speculative decoding beside the same engine without it. */
export interface SpeculationSummary {
  /** Mean tokens that a decode makes in an iteration. */
  readonly tokensPerDecode: number;
  /** Means without drafts at the same rate; TTFT and E2E are Infinity where that is overload. */
  readonly without: {
    readonly maxArrivalRate: number;
    readonly ttft: number;
    readonly tbt: number;
    readonly e2e: number;
  };
}

/** Composition of an iteration. */
export interface Composition {
  readonly prefillRequests: number;
  readonly chunkTokens: number;
  readonly decodes: number;
  readonly contextTokens: number;
  /** Seconds. */
  readonly iterationTime: number;
}
export interface BatchSummary {
  /** Means over iterations at this load. */
  readonly mean: Composition;
  /** The mix at the stability limit. */
  readonly atCapacity: Composition;
}

export interface MemorySummary {
  /** Tokens the KV cache of one engine holds; Infinity when unlimited. */
  readonly kvCapacity: number;
  /** Mean tokens held, of one engine. */
  readonly kvUsed: number;
  /** kvUsed / kvCapacity; 0 when unlimited. */
  readonly kvUtilization: number;
  /** Mean times that a request is preempted, its prompt computed again; 0 where nobody is. */
  readonly preemptions: number;
  /** Bytes per GPU; absent when only the iteration time was given. */
  readonly perGpu?: GpuMemory;
}

/** Where the bytes of one GPU go. */
export interface GpuMemory {
  /** gpuMemoryUtilization × memory of the GPU. */
  readonly usable: number;
  readonly weights: number;
  readonly activations: number;
  /** What is left for the KV cache; 0 when the model does not fit. */
  readonly kvCache: number;
  /** Bytes missing per GPU before one request of mean length fits; 0 when the model fits. */
  readonly shortfall: number;
  /** What would fit, in words; absent when the model fits. */
  readonly remedy?: string;
}

/** What a scenario would do under a policy. */
export interface PolicyAnswer {
  readonly policy: Policy;
  /** Engines of the deployment, each of the parallelism of the scenario. */
  readonly engines: number;
  /** Absent where the policy cannot run the scenario. */
  readonly prediction?: Prediction;
  /** Why not. */
  readonly declined?: string;
}

/** `ttft.p99`; of a class of requests `classes.chat.ttft.p99`. */
export type LimitName = `${Metric}.${Statistic}` | `classes.${string}.${Metric}.${Statistic}`;

/** The largest rate that keeps the SLA, and the engine settings that reach it. */
export interface Feasible extends Prediction {
  readonly kind: 'feasible';
  readonly arrivalRate: number;
  readonly engine: {
    readonly maxBatchSize: number;
    readonly tokenBudget: number;
    readonly chunkSize: number | null;
  };
  /** The limit that stops the rate from growing; 'stability' when no SLA limit does. */
  readonly binding: LimitName | 'stability';
  /** limit − value, seconds, of each promised limit. */
  readonly slack: { readonly [L in LimitName]?: number };
  /** d(arrivalRate)/d(limit), requests/s per second of limit; 0 for those that do not bind. */
  readonly sensitivity: { readonly [L in LimitName]?: number };
  /**
   * The fewest replicas, with the settings of `engine`, that keep the SLA at the rate of the
   * scenario; absent where nothing is promised.
   */
  readonly replicasNeeded?: number;
  readonly flags: { readonly vllm: string; readonly sglang: string; readonly tensorrtLlm: string };
}

/** No rate keeps the SLA. */
export interface Infeasible {
  readonly kind: 'infeasible';
  /** The limit that cannot be kept. */
  readonly binding: LimitName | 'memory';
  /** Seconds; the promise (absent for memory). */
  readonly limit?: number;
  /** Seconds; the best attainable value at vanishing load over the searched settings. */
  readonly best?: number;
  readonly explanation: string;
  readonly warnings: readonly string[];
}

export type Solution = Feasible | Infeasible;

/** The largest batch of the steady mix whose iteration stays within a time. */
export interface LargestBatch {
  /** B_p, prompts computed whole in this iteration. */
  readonly prefillRequests: number;
  /** B_c, prompts of which a chunk is computed, and L_chunk, its tokens. */
  readonly chunks: number;
  readonly chunkTokens: number;
  /** B_g, requests that decode. */
  readonly decodes: number;
  /** Σ l_j of the decodes. */
  readonly contextTokens: number;
  /** t_inf of this batch, seconds; Infinity if not even one token fits the time. */
  readonly iterationTime: number;
  /** What keeps the batch from being larger. */
  readonly binding: 'time' | 'maxBatchSize' | 'kvCache' | 'tokenBudget';
  /** Requests per second that iterations like this carry. */
  readonly arrivalRate: number;
}
