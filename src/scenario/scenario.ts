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

export interface Engine {
  readonly policy: 'chunked-prefill';
  /** B, most requests in one iteration; whole, ≥ 1. */
  readonly maxBatchSize: number;
  /** C, most tokens in one iteration; whole, > maxBatchSize. */
  readonly tokenBudget: number;
  /** L_chunk, most prompt tokens in one iteration; absent: what the budget leaves. */
  readonly chunkSize?: number;
  /** K, tokens the KV cache of one engine holds; absent: from memory, or unlimited. */
  readonly kvCapacity?: number;
  /** Share of the GPU's memory the engine may use; 0 < u ≤ 1. */
  readonly gpuMemoryUtilization: number;
}

export interface Traffic {
  readonly arrivals: Arrivals;
  readonly promptTokens: LengthLaw;
  readonly outputTokens: LengthLaw;
  readonly cachedPrefix?: CachedPrefix;
}

/** λ, requests per second offered to the whole deployment. */
export interface Arrivals {
  readonly process: 'poisson';
  readonly rate: number;
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
