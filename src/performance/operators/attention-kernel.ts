/** What attention over one kind of layer costs: the constants of the kernels on one rank. */
import type { Coefficients } from '../../scenario/hardware.ts';
import type { ServedModel } from '../../scenario/scenario.ts';
import { CACHE_BYTES } from '../number-formats.ts';
import { rankOf } from '../rank.ts';
import { type FusedKernel, fusedKernel } from './fused-kernel.ts';

/** Layers that attend alike, and the seconds their kernels take. */
export interface AttentionKernel {
  readonly layers: number;
  /** Tokens a query may look back on; Infinity without a window. */
  readonly window: number;
  readonly prefill: {
    readonly launch: number;
    /** Seconds per query–key pair. */
    readonly perPair: number;
    /** Pairs computed in vain per prompt token: half a tile of 64 rows. */
    readonly paddingPairs: number;
    /** Seconds per prompt token: queries read, results written. */
    readonly perToken: number;
    /** Seconds per key–value token read. */
    readonly perContextToken: number;
  };
  readonly decode: {
    readonly launch: number;
    /** Seconds per key–value token read. */
    readonly perContextToken: number;
    /** Seconds per key–value token computed on; counts where reading is faster. */
    readonly computePerContextToken: number;
    /** The same by each of several tokens that are verified together. */
    readonly perQuery: number;
    /** Tokens read in vain per request. */
    readonly paddingTokens: number;
  };
  /** Present where one kernel serves prompts and decodes together. */
  readonly fused?: FusedKernel;
}

const HALF_TILE = 32;
const SMALL_HEAD = 64;

/** The kernels of the model's layers: with a window and without. */
export function attentionKernels(served: ServedModel): readonly AttentionKernel[] {
  const { model } = served;
  const windowed = model.slidingWindow?.layers ?? 0;
  const kernel = model.latentAttention === undefined ? headKernel(served) : latentKernel(served);
  const groups = [
    { ...kernel, layers: windowed, window: model.slidingWindow?.window ?? Infinity },
    { ...kernel, layers: model.layers - windowed, window: Infinity },
  ];
  return groups.filter(({ layers }) => layers > 0);
}

type Kernel = Omit<AttentionKernel, 'layers' | 'window'>;

/**
 * Multi-head and grouped-query attention.
 *
 * @see docs/model.md#attention
 */
function headKernel(served: ServedModel): Kernel {
  const { model, hardware, parallelism, precision } = served;
  const { prefillAttention, decodeAttention, mixedAttention } = hardware.coefficients;
  const { heads, kvHeads } = rankOf(model, parallelism);
  const { headDim } = model;
  const memory = decodeAttention.memory * hardware.memoryBandwidth;
  const perContextToken = (2 * CACHE_BYTES[precision.kvCache] * kvHeads * headDim) / memory;
  const kernel: Kernel = {
    prefill: {
      launch: prefillAttention.launch,
      perPair: (4 * headDim * heads) / prefillRate(hardware, headDim),
      paddingPairs: HALF_TILE,
      perToken: (4 * heads * headDim) / memory,
      perContextToken,
    },
    decode: {
      launch: decodeAttention.launch,
      perContextToken,
      computePerContextToken: 0,
      perQuery: (4 * headDim * heads) / prefillRate(hardware, headDim),
      paddingTokens: decodeAttention.paddingTokens,
    },
  };
  if (mixedAttention.kind === 'split') return kernel;
  return { ...kernel, fused: fusedKernel(served, mixedAttention, prefillRate(hardware, headDim)) };
}

/**
 * Multi-head latent attention: one latent for all heads, whole on every rank.
 *
 * @see docs/model.md#latent-attention
 */
function latentKernel(served: ServedModel): Kernel {
  const { model, hardware, parallelism, precision } = served;
  const { prefillAttention, decodeAttention, latentDecode } = hardware.coefficients;
  const latent = model.latentAttention;
  if (latent === undefined) return headKernel(served);
  const { heads } = rankOf(model, parallelism);
  const { kvRank, nopeDim, ropeDim, valueDim } = latent;
  const { memory, launch } = latentDecode ?? decodeAttention;
  const rate = prefillRate(hardware, model.headDim);
  const perQuery = (heads * 2 * (2 * kvRank + ropeDim)) / rate;
  return {
    prefill: {
      launch: prefillAttention.launch,
      perPair: (heads * (2 * (nopeDim + ropeDim) + 2 * valueDim)) / rate,
      paddingPairs: 0,
      perToken: 0,
      perContextToken: 0,
    },
    decode: {
      launch,
      perContextToken:
        (CACHE_BYTES[precision.kvCache] * (kvRank + ropeDim)) / (memory * hardware.memoryBandwidth),
      computePerContextToken: perQuery,
      perQuery,
      paddingTokens: decodeAttention.paddingTokens,
    },
  };
}

/** η_fa P, FLOP/s: attention is computed in BF16 whatever the weights. */
function prefillRate(
  { peakFlops, coefficients }: { peakFlops: { bf16: number }; coefficients: Coefficients },
  headDim: number,
): number {
  const { compute, computeHead64 } = coefficients.prefillAttention;
  const share = headDim <= SMALL_HEAD ? (computeHead64 ?? compute) : compute;
  return share * peakFlops.bf16;
}
