/**
 * Seconds of attention in one layer. A mean batch with less than one prompt (or decode) is a
 * mixture of iterations with and without one: launches and the fused kernel count in that share.
 */
import type { Batch } from '../../scenario/batch.ts';
import type { AttentionKernel } from './attention-kernel.ts';
import { type FusedKernel, fusedDecodeTime, fusedTime, longestContext } from './fused-kernel.ts';

/** @see docs/model.md#attention */
function prefillAttentionTime({ prefill, window }: AttentionKernel, batch: Batch): number {
  const { prefillTokens, prefillRequests, attentionPairs, prefillContext } = batch;
  const pairs = Math.min(
    attentionPairs + prefill.paddingPairs * prefillTokens,
    windowed(window, prefillTokens),
  );
  const context = Math.min(prefillContext, prefillTokens + windowed(window, prefillRequests));
  return (
    prefill.launch * Math.min(1, prefillRequests) +
    prefill.perPair * pairs +
    prefill.perContextToken * context +
    prefill.perToken * prefillTokens
  );
}

/** @see docs/model.md#attention */
function decodeAttentionTime({ decode, window }: AttentionKernel, batch: Batch): number {
  const { decodeRequests, contextTokens } = batch;
  const context = Math.min(contextTokens, windowed(window, decodeRequests));
  const reading = decode.perContextToken * (context + decode.paddingTokens * decodeRequests);
  const computing = computingTime(decode, batch) * context;
  return decode.launch * Math.min(1, decodeRequests) + Math.max(reading, computing);
}

/**
 * Seconds a context token is computed on, by all tokens that its decode verifies. A single query of
 * many heads is hidden behind the reading, several may not be.
 */
function computingTime(decode: AttentionKernel['decode'], batch: Batch): number {
  const { decodeRequests, decodeTokens = decodeRequests } = batch;
  if (!(decodeTokens > decodeRequests)) return decode.computePerContextToken;
  return decode.perQuery * (decodeTokens / decodeRequests);
}

/** Seconds of one layer, by what the batch asked for. */
export interface AttentionTimes {
  readonly prefill: number;
  readonly decode: number;
}

/** Prefill and decode attention of one layer, split or fused. */
export function attentionTimes(kernel: AttentionKernel, batch: Batch): AttentionTimes {
  const prefill = prefillAttentionTime(kernel, batch);
  const decode = decodeAttentionTime(kernel, batch);
  const share = Math.min(1, batch.prefillRequests) * Math.min(1, batch.decodeRequests);
  if (kernel.fused === undefined || share === 0) return { prefill, decode };
  return fusedTimes({ prefill, decode, share, window: kernel.window, fused: kernel.fused }, batch);
}

interface Mixed extends AttentionTimes {
  /** Share of the iterations that have both prompts and decodes. */
  readonly share: number;
  readonly window: number;
  readonly fused: FusedKernel;
}

/**
 * The fused kernel never beats the split ones: it pays less for launches only.
 *
 * @see docs/model.md#mixed-batches
 */
function fusedTimes(
  { prefill, decode, share, window, fused }: Mixed,
  batch: Batch,
): AttentionTimes {
  const { decodeRequests, contextTokens } = batch;
  const context = Math.min(contextTokens, windowed(window, decodeRequests));
  const work = prefill + fusedDecodeTime(fused, decodeRequests, context);
  const together = fusedTime(fused, work, Math.min(window, longestContext(batch)));
  if (together <= prefill + decode) return { prefill, decode };
  const ofPrefill = (together * prefill) / work;
  return {
    prefill: prefill + share * (ofPrefill - prefill),
    decode: decode + share * (together - ofPrefill - decode),
  };
}

/** window × count, where no window times nothing is no limit rather than NaN. */
function windowed(window: number, count: number): number {
  return window === Infinity ? Infinity : window * count;
}
