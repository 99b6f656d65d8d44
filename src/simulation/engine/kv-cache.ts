/**
 * The blocks of one engine's KV cache. Under `recompute` a running request holds the blocks of its
 * context and takes another whenever that crosses the edge of a block; under `reserve` it holds
 * those of its last token from the start.
 */
import type { Speculation } from '../../scenario/scenario.ts';
import { type RequestColumns, tokensLeft } from '../requests.ts';

export interface KvCache {
  /** Blocks; Infinity without a limit. */
  readonly blocks: number;
  readonly blockSize: number;
  readonly reserves: boolean;
  /** Blocks kept free when a request is admitted beside others. */
  readonly watermark: number;
  used: number;
  /** k, tokens that a decode verifies beside the one that it makes at least. */
  readonly draftTokens: number;
  /**
   * Decodes by the decode iterations, modulo blockSize, at which they need another block: all
   * contexts grow together, so a decode stays in its class. With drafts they do not: then a single
   * number, the blocks that all of them need in the next iteration.
   */
  readonly growing: Int32Array;
}

export interface KvLimits {
  /** Tokens. */
  readonly kvCapacity: number;
  readonly kvBlockSize: number;
  readonly kvWatermark: number;
  readonly preemption: 'recompute' | 'reserve';
  readonly speculation?: Speculation;
}

export function emptyCache(limits: KvLimits): KvCache {
  const blocks = Math.floor(limits.kvCapacity / limits.kvBlockSize);
  return {
    blocks,
    blockSize: limits.kvBlockSize,
    reserves: limits.preemption === 'reserve',
    watermark: limits.preemption === 'reserve' ? 0 : limits.kvWatermark * blocks,
    used: 0,
    draftTokens: limits.speculation?.draftTokens ?? 0,
    growing: new Int32Array(limits.speculation === undefined ? limits.kvBlockSize : 1),
  };
}

/** Blocks a request takes when it is admitted; nobody counts them where there is no limit. */
export function blocksToAdmit(cache: KvCache, requests: RequestColumns, row: number): number {
  if (cache.blocks === Infinity) return 0;
  const tokens = cache.reserves
    ? (requests.prompt[row] as number) + (requests.output[row] as number)
    : (requests.target[row] as number);
  return Math.ceil(tokens / cache.blockSize);
}

/** The same, and the block of the next token of one that decodes at once, where its last is full. */
export function blocksToBegin(cache: KvCache, requests: RequestColumns, row: number): number {
  const blocks = blocksToAdmit(cache, requests, row);
  if (cache.reserves || tokensLeft(requests, row) > 0) return blocks;
  const stored = requests.target[row] as number;
  return Math.ceil((stored + verifiedTokens(cache, requests, row)) / cache.blockSize);
}

/** Tokens a decode works on in its next iteration: drafts beyond the end of the answer are not kept. */
function verifiedTokens({ draftTokens }: KvCache, requests: RequestColumns, row: number): number {
  const left = (requests.output[row] as number) - (requests.generated[row] as number);
  return Math.min(1 + draftTokens, left);
}

/** Blocks a decode needs in its next iteration beyond those of its context, `generated` up to date. */
export function blocksAhead(cache: KvCache, requests: RequestColumns, row: number): number {
  if (cache.reserves || cache.blocks === Infinity) return 0;
  const stored = (requests.prompt[row] as number) + (requests.generated[row] as number) - 1;
  const verified = verifiedTokens(cache, requests, row);
  const { blockSize } = cache;
  return Math.ceil((stored + verified) / blockSize) - Math.ceil(stored / blockSize);
}

/** Whether the cache, empty, holds a request to its end. */
export function everFits(cache: KvCache, requests: RequestColumns, row: number): boolean {
  const last = cache.reserves ? 0 : 1;
  const tokens = (requests.prompt[row] as number) + (requests.output[row] as number) - last;
  return Math.ceil(tokens / cache.blockSize) <= cache.blocks;
}

/** Blocks a request that is not decoding at this moment holds. */
export function blocksHeld(cache: KvCache, requests: RequestColumns, row: number): number {
  if (cache.reserves || cache.blocks === Infinity) return blocksToAdmit(cache, requests, row);
  const prompt = requests.prompt[row] as number;
  const inCache = prompt + Math.max(0, (requests.generated[row] as number) - 1);
  return Math.ceil(Math.max(requests.target[row] as number, inCache) / cache.blockSize);
}

/** Blocks the decodes need before decode iteration number `iteration` can run. */
export function blocksToGrow(cache: KvCache, iteration: number): number {
  return cache.growing[iteration % cache.growing.length] as number;
}

/** Blocks that may be given to requests to admit; `alone` in the engine, one may have them all. */
export function blocksFree(cache: KvCache, iteration: number, alone: boolean): number {
  if (cache.blocks === Infinity) return Infinity;
  const free = cache.blocks - cache.used;
  return alone ? free : free - cache.watermark - blocksToGrow(cache, iteration);
}

/** A request of `context` tokens joins (or, −1, leaves) the decodes before an iteration. */
export function countGrowing(
  cache: KvCache,
  context: number,
  iteration: number,
  change: 1 | -1,
): void {
  if (cache.reserves || cache.blocks === Infinity) return;
  // Its context is `context` in this iteration; the first token of a block needs one.
  const wait = (cache.blockSize - ((context - 1) % cache.blockSize)) % cache.blockSize;
  const place = (iteration + wait) % cache.blockSize;
  cache.growing[place] = (cache.growing[place] as number) + change;
}
