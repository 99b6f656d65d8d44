/** What fits into a GPU's memory, and what would if it does not. */
import type { GpuMemory } from '../scenario/metrics.ts';
import type { ServedModel } from '../scenario/scenario.ts';
import { kvCacheBytes } from './memory/kv-cache.ts';
import { remedy } from './memory/remedy.ts';
import { type WorkingSpace, weightBytes, workingBytes } from './memory/weights.ts';

/** Settings of the engine that memory depends on. */
export interface MemoryUse extends WorkingSpace {
  /** Share of the GPU's memory the engine may use; 0 < u ≤ 1. */
  readonly gpuMemoryUtilization: number;
  /** Tokens a request of mean length holds when it ends; default 1. */
  readonly contextTokens?: number;
}

/** GpuMemory with the tokens that fit. */
export interface MemoryFit extends GpuMemory {
  /** Tokens the key–value cache of one engine (one data-parallel rank) holds; whole. */
  readonly kvCapacity: number;
}

/**
 * Where the bytes of the fullest GPU go. Too little memory is an answer: shortfall > 0 and a
 * remedy in words.
 *
 *   kvCapacity = ⌊(u·memory − weights − working space) / bytes per token⌋
 *
 * @see docs/model.md#memory-of-one-gpu
 */
export function memoryFit(served: ServedModel, use: MemoryUse): MemoryFit {
  const usable = use.gpuMemoryUtilization * served.hardware.memory;
  const weights = weightBytes(served);
  const activations = workingBytes(served, use);
  const free = usable - weights - activations;
  const contextTokens = use.contextTokens ?? 1;
  const ofRequest = kvCacheBytes(served, contextTokens);
  const shortfall = Math.max(0, ofRequest - free);
  const kvCache = Math.max(0, free);
  const kvCapacity = Math.floor((kvCache / ofRequest) * contextTokens);
  const fit = { usable, weights, activations, kvCache, shortfall, kvCapacity };
  if (shortfall === 0) return fit;
  const missing = (changed: ServedModel) => missingBytes(changed, use);
  return { ...fit, remedy: remedy(served, missing, use.gpuMemoryUtilization) };
}

/** Bytes by which one request of this length does not fit; negative when it does. */
function missingBytes(served: ServedModel, use: MemoryUse): number {
  const needed =
    weightBytes(served) + workingBytes(served, use) + kvCacheBytes(served, use.contextTokens ?? 1);
  return needed - use.gpuMemoryUtilization * served.hardware.memory;
}
