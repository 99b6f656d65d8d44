/**
 * One kernel for prompts and decodes together (FlashAttention 2 in vLLM V1 on sm80, 86, 89
 * and 120): a decode occupies a whole tile of query rows, and the longest context is a
 * straggler.
 */
import type { Batch } from '../../scenario/batch.ts';
import type { Coefficients } from '../../scenario/hardware.ts';
import type { ServedModel } from '../../scenario/scenario.ts';
import { CACHE_BYTES } from '../number-formats.ts';
import { rankOf } from '../rank.ts';

export interface FusedKernel {
  /** Seconds per context token of the decodes, computed in padded tiles. */
  readonly computePerContextToken: number;
  /** Seconds per context token of the decodes, read once. */
  readonly readPerContextToken: number;
  /** Tokens in vain per decode. */
  readonly paddingTokens: number;
  /** n_q/n_kv: times keys and values are read when they fall out of the cache. */
  readonly reReads: number;
  /** Context tokens up to which one layer's keys and values stay in the cache. */
  readonly cachedTokens: number;
  /** Seconds per token of the longest context: one block of threads, one multiprocessor. */
  readonly stragglerPerToken: number;
}

/** Rows of a tile that one multiprocessor works on. */
const TILE_ROWS = 64;
/** Weight of the straggler in the fourth-power mean. */
const STRAGGLER_SHARE = 0.8;

/**
 * @param rate η_fa P, FLOP/s.
 * @see docs/model.md#mixed-batches
 */
export function fusedKernel(
  { model, hardware, parallelism, precision }: ServedModel,
  fused: Extract<Coefficients['mixedAttention'], { kind: 'fused' }>,
  rate: number,
): FusedKernel {
  const { headDim } = model;
  const { heads, kvHeads } = rankOf(model, parallelism);
  const memory = hardware.coefficients.decodeAttention.memory * hardware.memoryBandwidth;
  const bytesPerToken = 2 * CACHE_BYTES[precision.kvCache] * kvHeads * headDim;
  return {
    computePerContextToken: (4 * headDim * heads * fused.tileRows) / rate,
    readPerContextToken: bytesPerToken / memory,
    paddingTokens: fused.paddingTokens,
    reReads: model.heads / model.kvHeads,
    cachedTokens: (fused.cacheReach * hardware.l2Cache) / bytesPerToken,
    stragglerPerToken: (4 * headDim * TILE_ROWS * hardware.multiprocessors) / rate,
  };
}

/** A, seconds of the decodes inside the fused kernel. */
export function fusedDecodeTime(kernel: FusedKernel, decodes: number, context: number): number {
  const tokens = context + kernel.paddingTokens * decodes;
  const overflow = Math.min(1, Math.max(0, context / kernel.cachedTokens - 1));
  const reads = 1 + (kernel.reReads - 1) * overflow;
  return tokens * Math.max(kernel.computePerContextToken, reads * kernel.readPerContextToken);
}

/** (X⁴ + (0.8 Y)⁴)^(1/4): the work, unless the longest context takes longer. */
export function fusedTime(kernel: FusedKernel, work: number, longest: number): number {
  const straggler = STRAGGLER_SHARE * kernel.stragglerPerToken * longest;
  const [squaredWork, squaredStraggler] = [work * work, straggler * straggler];
  return Math.sqrt(Math.sqrt(squaredWork * squaredWork + squaredStraggler * squaredStraggler));
}

/** The longest context of the batch, taken as the larger of the two mean contexts. */
export function longestContext(batch: Batch): number {
  const { prefillRequests, prefillContext, decodeRequests, contextTokens } = batch;
  return Math.max(
    prefillRequests > 0 ? prefillContext / prefillRequests : 0,
    decodeRequests > 0 ? contextTokens / decodeRequests : 0,
  );
}
