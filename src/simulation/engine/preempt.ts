/** Preemption by recompute: where the decodes lack a block, the youngest start again later. */
import { IN_SYSTEM, tokensLeft } from '../requests.ts';
import { withdrawDecode } from './generation.ts';
import { blocksHeld, blocksToGrow } from './kv-cache.ts';
import { joinFront } from './row-queue.ts';
import type { EngineState } from './state.ts';

/** Preempts until the next decode iteration fits; true if anybody was. */
export function makeRoom(engine: EngineState): boolean {
  let found = false;
  while (lacking(engine) > 0 && engine.decodes + engine.prompts.length > 1) {
    preempt(engine, youngest(engine));
    found = true;
  }
  return found;
}

/** Blocks that the decodes need beyond those that are free; may be negative. */
function lacking({ cache, decodeIterations }: EngineState): number {
  if (cache.reserves || cache.blocks === Infinity) return 0;
  return cache.used + blocksToGrow(cache, decodeIterations) - cache.blocks;
}

/** The request admitted last of those that are still here. */
function youngest({ admitted, requests }: EngineState): number {
  for (;;) {
    const row = admitted.pop();
    if (row === undefined) throw new RangeError('memory is lacking, and nobody holds any');
    if (requests.outcome[row] === IN_SYSTEM) return row;
  }
}

function preempt(engine: EngineState, row: number): void {
  const { requests, cache, prompts } = engine;
  if (tokensLeft(requests, row) > 0) prompts.splice(prompts.indexOf(row), 1);
  else withdrawDecode(engine, row);
  cache.used -= blocksHeld(cache, requests, row);
  requests.target[row] = (requests.prompt[row] as number) + (requests.generated[row] as number);
  requests.ready[row] = requests.cached[row] as number;
  requests.preemptions[row] = (requests.preemptions[row] as number) + 1;
  joinFront(engine.waiting, row);
}
