import { DEFAULT_ENGINE } from '../scenario/defaults.ts';
import type { Engine } from '../scenario/scenario.ts';

/** Whether the analysis of an engine takes arrivals of every kind as they are: chunks in order. */
export function knowsBursts({ policy, wholeChunks, chunkOrder }: Engine): boolean {
  const inOrder = chunkOrder === undefined || chunkOrder === DEFAULT_ENGINE.chunkOrder;
  return policy === 'chunked-prefill' && wholeChunks !== true && inOrder;
}
