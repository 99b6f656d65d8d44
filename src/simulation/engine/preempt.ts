/**
 * Preemption by recompute: where the decodes lack a block, the youngest start again later, those of
 * the lowest priority first.
 */
import { IN_SYSTEM, type RequestColumns, tokensLeft } from '../requests.ts';
import { withdrawDecode } from './generation.ts';
import { blocksHeld, blocksToGrow } from './kv-cache.ts';
import { returnInTurn } from './row-queue.ts';
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

/** The request admitted last of those that are still here and whose turn is the latest. */
function youngest({ admitted, requests, limits }: EngineState): number {
  const isHere = (row: number | undefined) => requests.outcome[row as number] === IN_SYSTEM;
  while (admitted.length > 0 && !isHere(admitted.at(-1))) admitted.pop();
  let found = admitted.length - 1;
  if (found < 0) throw new RangeError('memory is lacking, and nobody holds any');
  for (let place = found - 1; place >= 0 && limits.hasPriorities; place--) {
    const row = admitted[place] as number;
    if (isHere(row) && isLater(requests, row, admitted[found] as number)) found = place;
  }
  const [row] = admitted.splice(found, 1) as [number];
  return row;
}

function isLater({ priority }: RequestColumns, row: number, other: number): boolean {
  return (priority[row] as number) > (priority[other] as number);
}

function preempt(engine: EngineState, row: number): void {
  const { requests, cache, prompts } = engine;
  if (tokensLeft(requests, row) > 0) prompts.splice(prompts.indexOf(row), 1);
  else withdrawDecode(engine, row);
  cache.used -= blocksHeld(cache, requests, row);
  requests.target[row] = (requests.prompt[row] as number) + (requests.generated[row] as number);
  requests.ready[row] = requests.cached[row] as number;
  requests.preemptions[row] = (requests.preemptions[row] as number) + 1;
  returnInTurn(engine.waiting, row, requests.priority);
}
