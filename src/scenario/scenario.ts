/**
 * The question: what runs, on what, under which traffic, and what is promised.
 * Everything in SI units. A scenario file (text with units) becomes this by `parseScenario`;
 * a TypeScript user may write it directly.
 */
import type { Architecture } from './architecture.ts';
import type { IterationTime } from './batch.ts';
import type { Hardware } from './hardware.ts';

export interface Scenario {
  /** Title of the report; no effect on the answer. */
  readonly name?: string;
  /** What takes time: a model on a GPU, or the iteration time itself. */
  readonly iterationTime: IterationTimeModel;
  readonly engine: Engine;
  readonly traffic: Traffic;
  /** Upper limits; empty when nothing is promised. */
  readonly sla: Sla;
}

export type IterationTimeModel = ServedModel | LinearTime | RooflineTime | IterationTime;

/** t_inf from the hardware performance model. */
export interface ServedModel {
  readonly kind: 'hardware';
  readonly model: Architecture;
  readonly hardware: Hardware;
  readonly parallelism: Parallelism;
  readonly precision: Precision;
}

/** t_inf = base + Σ coefficient × count; seconds per unit. */
export interface LinearTime {
  readonly kind: 'linear';
  readonly base: number;
  readonly perPrefillToken: number;
  readonly perAttentionPair: number;
  readonly perDecodeRequest: number;
  readonly perContextToken: number;
}

/** t_inf = base + max(memory, compute); seconds per unit. */
export interface RooflineTime {
  readonly kind: 'roofline';
  readonly base: number;
  readonly memory: {
    readonly base: number;
    readonly perContextToken: number;
    readonly perPrefillToken: number;
  };
  readonly compute: {
    readonly perPrefillToken: number;
    readonly perAttentionPair: number;
    readonly perDecodeRequest: number;
    readonly perContextToken: number;
  };
}

/** How many GPUs work together; each ≥ 1, whole. */
export interface Parallelism {
  readonly tensor: number;
  readonly pipeline: number;
  readonly expert: number;
  readonly data: number;
}

export type NumberFormat = 'bf16' | 'fp8' | 'fp4' | 'int4';
export interface Precision {
  readonly weights: NumberFormat;
  readonly kvCache: NumberFormat;
}

export type Policy =
  | 'chunked-prefill'
  | 'prefill-first'
  | 'decode-first'
  | 'static'
  | 'disaggregated';
/** Which begun prompt gets the next chunk. */
export type ChunkOrder = 'ongoing-first' | 'round-robin' | 'shortest-remaining';

export interface Engine {
  readonly policy: Policy;
  /** B, most requests in one iteration; whole, ≥ 1. */
  readonly maxBatchSize: number;
  /** C, most tokens in one iteration; whole, > maxBatchSize under chunked-prefill. */
  readonly tokenBudget: number;
  /** L_chunk, most prompt tokens in one iteration; absent: what the budget leaves. */
  readonly chunkSize?: number;
  /** Default ongoing-first. */
  readonly chunkOrder?: ChunkOrder;
  /**
   * chunkSize is then of each prompt: one chunk of it per prompt and iteration, as many prompts as
   * the budget holds, and a chunk that does not fit whole waits. Default false.
   */
  readonly wholeChunks?: boolean;
  /** K, tokens the KV cache of one engine holds; absent: from memory, or unlimited. */
  readonly kvCapacity?: number;
  /** Share of the GPU's memory the engine may use; 0 < u ≤ 1. */
  readonly gpuMemoryUtilization: number;
  /**
   * Where the KV cache is full: `recompute` admits by the prompt and preempts the youngest,
   * `reserve` admits only what fits to its last token. Default recompute.
   */
  readonly preemption?: 'recompute' | 'reserve';
  /** Tokens of a block of the KV cache; whole, ≥ 1. Default 16. */
  readonly kvBlockSize?: number;
  /** Share of the KV cache kept free when a request is admitted; 0 ≤ w < 1. Default 0.01. */
  readonly kvWatermark?: number;
  /**
   * Most requests that wait for one busy engine, be it for a slot or for the iteration to end; more
   * are turned away. Default: no limit.
   */
  readonly queueLimit?: number;
  /** The pools of policy `disaggregated`. */
  readonly disaggregation?: Disaggregation;
}

/** Prefill on some engines, decode on others, the KV cache sent from one to the other. */
export interface Disaggregation {
  /** Engines with one queue; whole, ≥ 1. */
  readonly prefillEngines: number;
  /** Engines that take prompts in turn; whole, ≥ 1. */
  readonly decodeEngines: number;
  /** Seconds to send the KV cache of a prompt: base + perToken × tokens. */
  readonly transfer: { readonly base: number; readonly perToken: number };
}

export interface Traffic {
  readonly arrivals: Arrivals;
  readonly promptTokens: LengthLaw;
  readonly outputTokens: LengthLaw;
  /**
   * Lengths seen together, in place of the two laws: row by row with a recorded trace of as many
   * arrivals, drawn at random otherwise.
   */
  readonly lengthPairs?: LengthPairs;
  readonly cachedPrefix?: CachedPrefix;
  /** Seconds after which a request whose prompt has not begun gives up; default: never. */
  readonly patience?: number;
}

/** Prompt and output tokens of the same request; arrays of one length. */
export interface LengthPairs {
  readonly promptTokens: ArrayLike<number>;
  readonly outputTokens: ArrayLike<number>;
}

/** When requests arrive at the whole deployment. */
export type Arrivals =
  | PoissonArrivals
  | RenewalArrivals
  | MmppArrivals
  | ScheduledArrivals
  | RecordedArrivals
  | ClosedArrivals;

/** λ, requests per second, without memory. */
export interface PoissonArrivals {
  readonly process: 'poisson';
  readonly rate: number;
}
/** Independent gaps of one law; c_a² is their squared coefficient of variation. */
export interface RenewalArrivals {
  /** `hyperexponential` has balanced means and c_a² ≥ 1; c_a² = 0 is clockwork. */
  readonly process: 'gamma' | 'weibull' | 'hyperexponential';
  readonly rate: number;
  readonly scv: number;
}
/** Poisson at a rate that jumps between two states, each lasting an exponential time. */
export interface MmppArrivals {
  readonly process: 'mmpp';
  readonly states: readonly [MmppState, MmppState];
}
export interface MmppState {
  readonly rate: number;
  /** Mean seconds in this state. */
  readonly meanDuration: number;
}
/** Poisson at a rate that follows a plan; without `repeat` no request arrives after its end. */
export interface ScheduledArrivals {
  readonly process: 'schedule';
  readonly phases: readonly SchedulePhase[];
  readonly repeat?: boolean;
}
export interface SchedulePhase {
  /** Seconds. */
  readonly duration: number;
  readonly rate: number;
  /** Rate at its end, in a straight line from `rate`; default: the same. */
  readonly endRate?: number;
}
/** Times of a recorded trace, seconds from its start, in order. */
export interface RecordedArrivals {
  readonly process: 'trace';
  readonly times: ArrayLike<number>;
}
/** A closed loop: each client sends a request, waits for its last token, thinks, sends the next. */
export interface ClosedArrivals {
  readonly process: 'closed';
  readonly clients: number;
  /** Mean seconds between an answer and the next request, exponential; default 0. */
  readonly meanThinkTime?: number;
}

/** Prompt tokens found in the prefix cache: a share of each prompt, or a number of tokens. */
export type CachedPrefix = { readonly share: number } | { readonly tokens: number };

/**
 * Law of a length, drawn, rounded to whole tokens and clamped to [min, max];
 * mean and cv are those before rounding and clamping.
 */
export type LengthLaw =
  | { readonly distribution: 'fixed'; readonly value: number }
  | { readonly distribution: 'uniform'; readonly min: number; readonly max: number }
  | ({
      readonly distribution: 'lognormal' | 'gamma';
      readonly mean: number;
      readonly cv: number;
    } & Clamp)
  | ({ readonly distribution: 'exponential' | 'geometric'; readonly mean: number } & Clamp)
  | ({
      readonly distribution: 'empirical';
      readonly values: readonly number[];
      readonly weights?: readonly number[];
    } & Clamp);

export interface Clamp {
  /** Default 1. */
  readonly min?: number;
  /** Default: none. */
  readonly max?: number;
}

export const METRICS = ['ttft', 'tbt', 'tpot', 'e2e'] as const;
export type Metric = (typeof METRICS)[number];
export const STATISTICS = ['mean', 'p50', 'p90', 'p95', 'p99'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Upper limits in seconds, by metric and statistic. */
export type Sla = { readonly [M in Metric]?: { readonly [S in Statistic]?: number } };
