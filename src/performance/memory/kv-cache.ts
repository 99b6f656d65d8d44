/** What a request keeps in the key–value cache. */
import type { ServedModel } from '../../scenario/scenario.ts';
import { CACHE_BYTES } from '../number-formats.ts';
import { rankOf } from '../rank.ts';

/**
 * Bytes per GPU that a request with this many tokens holds: windowed layers keep only their
 * window; key–value heads fewer than the tensor ranks, and latents, are whole on each rank.
 *
 * @see docs/model.md#key-value-cache
 */
export function kvCacheBytes(served: ServedModel, contextTokens: number): number {
  const { model, parallelism } = served;
  const { layers, slidingWindow } = model;
  const windowed = slidingWindow?.layers ?? 0;
  const kept = Math.min(contextTokens, slidingWindow?.window ?? Infinity);
  const tokens = (layers - windowed) * contextTokens + windowed * kept;
  // The stage with the most layers fills first.
  const stageShare = Math.ceil(layers / parallelism.pipeline) / layers;
  return bytesPerLayerToken(served) * tokens * stageShare;
}

function bytesPerLayerToken({ model, parallelism, precision }: ServedModel): number {
  const { latentAttention, headDim } = model;
  const bytes = CACHE_BYTES[precision.kvCache];
  if (latentAttention !== undefined)
    return bytes * (latentAttention.kvRank + latentAttention.ropeDim);
  return 2 * bytes * rankOf(model, parallelism).kvHeads * headDim;
}
