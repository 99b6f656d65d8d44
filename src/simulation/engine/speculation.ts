/**
 * The generation queue with speculative decoding. All its requests are in the same iterations still,
 * so their times are kept as without it (generation.ts); how many tokens each makes is drawn for each
 * iteration, and contexts grow request by request.
 *
 * @see docs/simulation.md#what-happens
 */
import type { Random } from '../../numerics/random.ts';
import type { Speculation } from '../../scenario/scenario.ts';
import type { RequestColumns } from '../requests.ts';
import { blocksAhead, type KvCache } from './kv-cache.ts';
import type { EngineState } from './state.ts';

/** Draws 1 + min(k, Geom): the drafts accepted in a row, P(at least j) = α^j, and the model's own token. */
function tokenDraw({ draftTokens, acceptance }: Speculation, random: Random): () => number {
  if (acceptance === 0) return () => 1;
  if (acceptance === 1) return () => 1 + draftTokens;
  const logarithm = Math.log(acceptance);
  return () => 1 + Math.min(draftTokens, Math.floor(Math.log1p(-random()) / logarithm));
}

/** Before an iteration with decodes: the tokens that each will make, cut at the end of its answer. */
export function drawTokens(engine: EngineState, speculation: Speculation, random: Random): void {
  const { requests, drafting, accepted } = engine;
  const draw = tokenDraw(speculation, random);
  let sum = 0;
  for (let i = 0; i < drafting.length; i++) {
    const row = drafting[i] as number;
    const left = (requests.output[row] as number) - (requests.generated[row] as number);
    const made = Math.min(left, draw());
    accepted[i] = made;
    sum += made - 1;
  }
  engine.together = sum;
  engine.finishedTokens = 0;
  for (let i = 0; i < engine.finished; i++) engine.finishedTokens += draw();
}

export function joinDrafting({ drafting, cache, requests }: EngineState, row: number): void {
  drafting.push(row);
  changeGrowing(cache, blocksAhead(cache, requests, row));
}

/** Takes a request out, with its tokens so far. */
export function leaveDrafting({ cache, requests }: EngineState, row: number): void {
  changeGrowing(cache, -blocksAhead(cache, requests, row));
}

function changeGrowing({ growing }: KvCache, blocks: number): void {
  growing[0] = (growing[0] as number) + blocks;
}

/** Gives the tokens that were drawn; returns the rows that have them all. */
export function giveTokens(engine: EngineState): readonly number[] {
  const { requests, drafting, accepted, cache } = engine;
  const done: number[] = [];
  const going: number[] = [];
  for (let i = 0; i < drafting.length; i++) {
    const row = drafting[i] as number;
    const made = accepted[i] as number;
    changeGrowing(cache, -blocksAhead(cache, requests, row));
    cache.used += blocksTaken(cache, requests, row, made);
    requests.generated[row] = (requests.generated[row] as number) + made;
    changeGrowing(cache, blocksAhead(cache, requests, row));
    engine.contextTokens += made;
    if (requests.generated[row] === requests.output[row]) done.push(row);
    else going.push(row);
  }
  engine.finishedContext += engine.finishedTokens;
  engine.drafting = going;
  engine.together = 0;
  return done;
}

/** Blocks that stay, of those that were needed: the tokens that were accepted. */
function blocksTaken(cache: KvCache, requests: RequestColumns, row: number, made: number): number {
  if (cache.reserves || cache.blocks === Infinity) return 0;
  const stored = (requests.prompt[row] as number) + (requests.generated[row] as number) - 1;
  const { blockSize } = cache;
  return Math.ceil((stored + made) / blockSize) - Math.ceil(stored / blockSize);
}
