/** Who may get a slot: the limits of one iteration, used up as a policy admits. */
import { blocksFree, blocksToBegin } from '../engine/kv-cache.ts';
import type { EngineView } from '../engine/state.ts';

/** Tells of one waiting request after the other whether it still fits, and counts it if so. */
export function admission(engine: EngineView): (row: number) => boolean {
  const { limits, requests, cache, decodes, prompts, finished } = engine;
  if (!engine.mayAdmit) return () => false;
  let running = decodes + prompts.length + finished;
  let free = blocksFree(cache, engine.decodeIterations, running === 0);
  return (row) => {
    if (running >= limits.maxBatchSize) return false;
    const blocks = blocksToBegin(cache, requests, row);
    if (blocks > free) return false;
    if (running === 0) free = blocksFree(cache, engine.decodeIterations, false);
    running += 1;
    free -= blocks;
    return true;
  };
}
