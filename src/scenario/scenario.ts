/**
 * The question: what runs, on what, under which traffic, and what is promised.
 * Everything in SI units. A scenario file (text with units) becomes this by `parseScenario`;
 * a TypeScript user may write it directly.
 */
import type { Architecture } from './architecture.ts';
import type { IterationTime } from './batch.ts';
import type { Hardware } from './hardware.ts';
import type { Sla } from './sla.ts';
import type { Traffic } from './traffic.ts';

export * from './sla.ts';
export type * from './traffic.ts';

export interface Scenario {
  /** Title of the report; no effect on the answer. */
  readonly name?: string;
  /** What takes time: a model on a GPU, or the iteration time itself. */
  readonly iterationTime: IterationTimeModel;
  readonly engine: Engine;
  /** Copies of the whole server; default: one. */
  readonly deployment?: Deployment;
  readonly traffic: Traffic;
  /** Upper limits for all requests together; empty when nothing is promised. */
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
  /** Speculative decoding; absent: a token for each decode of an iteration. */
  readonly speculation?: Speculation;
}

/**
 * Drafts of the next tokens, all verified in one iteration: a decode makes 1 + min(k, Geom) tokens,
 * as many as were accepted in a row and one of the model itself.
 */
export interface Speculation {
  /** k, draft tokens of a decode in an iteration; whole, 1 to 64. */
  readonly draftTokens: number;
  /** α, probability that a draft token is accepted, those before it being so; 0 ≤ α ≤ 1. */
  readonly acceptance: number;
  /** Seconds to draft, for all decodes of an iteration together. Default 0. */
  readonly draftTime?: number;
}

/** Which replica a request goes to: any, each in turn, or one with the fewest requests in it. */
export type Router = 'random' | 'round-robin' | 'least-loaded';

/** Replicas of the server behind a router. */
export interface Deployment {
  /** N; whole, ≥ 1. */
  readonly replicas: number;
  /** Ties of least-loaded are broken at random. */
  readonly router: Router;
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
