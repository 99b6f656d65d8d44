/**
 * One GPU: what its datasheet says, and how much of that its kernels reach.
 * SI: FLOP/s, bytes, bytes/s, seconds, watts.
 */
import type { NumberFormat } from './scenario.ts';

export interface Hardware {
  readonly name: string;
  /** Dense peak rates, FLOP/s; a format without tensor cores is absent. */
  readonly peakFlops: { readonly bf16: number; readonly fp8?: number; readonly fp4?: number };
  /** Bytes. */
  readonly memory: number;
  /** Bytes/s. */
  readonly memoryBandwidth: number;
  /** Bytes/s in one direction to the other GPUs of the node. */
  readonly linkBandwidth: number;
  /** Streaming multiprocessors (compute units). */
  readonly multiprocessors: number;
  /** Bytes. */
  readonly l2Cache: number;
  /** Board power, watts. */
  readonly power?: number;
  /** US dollars per GPU-hour; a default to override. */
  readonly pricePerHour?: number;
  readonly coefficients: Coefficients;
  /** measured: kernels of this GPU were timed; prior: taken from a relative; generic: nobody measured it. */
  readonly status: 'measured' | 'prior' | 'generic';
}

/** How a matrix multiplication of one number format reaches the peaks. */
export interface GemmCoefficients {
  /** η_c, η_m: shares of the compute and the memory peak; 0 < η ≤ 1. */
  readonly compute: number;
  readonly memory: number;
  /** τ, seconds a kernel takes at least. */
  readonly launch: number;
  /** p of (a^p + b^p)^(1/p), the corner between memory and compute; ≥ 1. */
  readonly sharpness: number;
}

/** Measured constants of docs/model.md, "How long an iteration takes". Seconds, shares, tokens. */
export interface Coefficients {
  readonly gemm: {
    readonly bf16: GemmCoefficients;
    readonly fp8?: GemmCoefficients;
    readonly fp4?: GemmCoefficients;
  };
  readonly experts: {
    readonly bf16: Omit<GemmCoefficients, 'sharpness'>;
    readonly fp8?: Omit<GemmCoefficients, 'sharpness'>;
    readonly fp4?: Omit<GemmCoefficients, 'sharpness'>;
  };
  readonly prefillAttention: {
    readonly compute: number;
    readonly launch: number;
    readonly computeHead64?: number;
  };
  readonly decodeAttention: {
    readonly memory: number;
    readonly launch: number;
    readonly paddingTokens: number;
  };
  /** split: prefill and decode attention run one after the other; fused: one kernel pads the decodes. */
  readonly mixedAttention:
    | { readonly kind: 'split' }
    | {
        readonly kind: 'fused';
        readonly tileRows: number;
        readonly paddingTokens: number;
        readonly cacheReach: number;
      };
  readonly latentDecode?: { readonly memory: number; readonly launch: number };
  readonly elementwise: { readonly memory: number; readonly launch: number };
  readonly allReduce: {
    readonly latency: number;
    readonly latencyPerDoubling: number;
    readonly link: number;
  };
  readonly pipelineHop: { readonly latency: number; readonly bandwidth: number };
  readonly host: { readonly base: number; readonly perRequest: number };
  /** Share of η_c left under sustained load (power clocks); ≤ 1. */
  readonly sustainedCompute: number;
}

export type CoefficientFormat = Exclude<NumberFormat, 'int4'>;
