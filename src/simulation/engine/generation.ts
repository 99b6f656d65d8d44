/**
 * The generation queue. All its requests decode in the same iterations, so their ages, contexts and
 * gaps are kept as sums, and an iteration costs the same however many there are: only those that
 * join or leave are touched. With speculative decoding (speculation.ts) times are kept like that,
 * tokens one by one.
 */
import { COMPLETED, type RequestColumns } from '../requests.ts';
import { blocksHeld, blocksToGrow, countGrowing } from './kv-cache.ts';
import { giveTokens, joinDrafting, leaveDrafting } from './speculation.ts';
import { type EngineState, LISTS } from './state.ts';

/** A request with at least one token, and more to come, decodes from the next iteration on. */
export function joinDecodes(engine: EngineState, row: number): void {
  const { requests, leaving, decodeIterations } = engine;
  const generated = requests.generated[row] as number;
  const context = (requests.prompt[row] as number) + generated;
  if (engine.decodes === 0) engine.lastDecode = requests.lastToken[row] as number;
  else if (requests.lastToken[row] !== engine.lastDecode) engine.fresh.push(row);
  requests.joinedAt[row] = decodeIterations;
  if (engine.limits.speculation === undefined) {
    requests.leavesAt[row] = decodeIterations + (requests.output[row] as number) - generated;
    list(leaving, requests, row);
  } else joinDrafting(engine, row);
  requests.tokenTime[row] = (requests.tokenTime[row] as number) - engine.decodeTime;
  engine.decodes += 1;
  engine.contextTokens += context;
  if (engine.limits.speculation === undefined)
    countGrowing(engine.cache, context, decodeIterations, 1);
}

function list(leaving: Int32Array, requests: RequestColumns, row: number): void {
  const place = (requests.leavesAt[row] as number) % LISTS;
  requests.leavesWith[row] = leaving[place] as number;
  leaving[place] = row;
}

/** Every decode has made a token in an iteration that just ended; who has them all leaves. */
export function passDecodes(
  engine: EngineState,
  duration: number,
  onLeave: (row: number, engine: EngineState) => void,
): void {
  const { cache } = engine;
  const speculates = engine.limits.speculation !== undefined;
  if (!speculates && !cache.reserves && cache.blocks !== Infinity)
    cache.used += blocksToGrow(cache, engine.decodeIterations);
  engine.decodeIterations += 1;
  engine.decodeTime += duration;
  engine.lastDecode = engine.clock;
  if (engine.fresh.length > 0) engine.fresh = [];
  if (speculates) for (const row of giveTokens(engine)) finishDecodes(engine, row, onLeave);
  else {
    engine.contextTokens += engine.decodes;
    engine.finishedContext += engine.finished;
    releaseDecodes(engine, onLeave);
  }
}

function finishDecodes(
  engine: EngineState,
  row: number,
  onLeave: (row: number, engine: EngineState) => void,
): void {
  leaveDecodes(engine, row);
  complete(engine, row);
  onLeave(row, engine);
}

function releaseDecodes(
  engine: EngineState,
  onLeave: (row: number, engine: EngineState) => void,
): void {
  const { leaving, requests, decodeIterations } = engine;
  const place = decodeIterations % LISTS;
  let row = leaving[place] as number;
  leaving[place] = -1;
  while (row >= 0) {
    const next = requests.leavesWith[row] as number;
    if (requests.leavesAt[row] === decodeIterations) {
      finishDecodes(engine, row, onLeave);
    } else list(leaving, requests, row);
    row = next;
  }
}

/** Takes a request out of the sums, with its tokens so far counted. */
function leaveDecodes(engine: EngineState, row: number): void {
  const { requests, decodeIterations } = engine;
  const speculates = engine.limits.speculation !== undefined;
  const iterations = decodeIterations - (requests.joinedAt[row] as number);
  const generated = (requests.generated[row] as number) + (speculates ? 0 : iterations);
  const context = (requests.prompt[row] as number) + generated;
  requests.generated[row] = generated;
  requests.tokenTime[row] = (requests.tokenTime[row] as number) + engine.decodeTime;
  if (iterations > 0) requests.lastToken[row] = engine.lastDecode;
  engine.decodes -= 1;
  engine.contextTokens -= context;
  if (speculates) leaveDrafting(engine, row);
  else countGrowing(engine.cache, context, decodeIterations, -1);
}

/** Takes a decode out before it has all its tokens: its keys and values are thrown away. */
export function withdrawDecode(engine: EngineState, row: number): void {
  const { requests } = engine;
  if (engine.limits.speculation === undefined) unlist(engine, row);
  else engine.drafting.splice(engine.drafting.indexOf(row), 1);
  engine.fresh = engine.fresh.filter((other) => other !== row);
  const from = requests.joinedAt[row] as number;
  const earlier = requests.interruptions.get(row) ?? [];
  earlier.push({ from, to: engine.decodeIterations, resumed: Number.NaN });
  requests.interruptions.set(row, earlier);
  leaveDecodes(engine, row);
}

function unlist({ requests, leaving }: EngineState, row: number): void {
  const place = (requests.leavesAt[row] as number) % LISTS;
  let before = -1;
  let found = leaving[place] as number;
  while (found !== row) {
    before = found;
    found = requests.leavesWith[found] as number;
  }
  const after = requests.leavesWith[row] as number;
  if (before < 0) leaving[place] = after;
  else requests.leavesWith[before] = after;
}

/** A request has its last token: its slot and blocks are free, or kept until its batch ends. */
export function complete(engine: EngineState, row: number): void {
  const { requests, cache } = engine;
  requests.outcome[row] = COMPLETED;
  requests.left[row] = engine.clock;
  const blocks = blocksHeld(cache, requests, row);
  if (!engine.holdsFinished) {
    cache.used -= blocks;
    return;
  }
  engine.finished += 1;
  engine.finishedBlocks += blocks;
  engine.finishedContext += (requests.prompt[row] as number) + (requests.output[row] as number);
}

/** Ends a static batch once nobody is left in it. */
export function endBatch(engine: EngineState): void {
  if (engine.finished === 0 || engine.decodes > 0 || engine.prompts.length > 0) return;
  engine.cache.used -= engine.finishedBlocks;
  engine.finished = 0;
  engine.finishedBlocks = 0;
  engine.finishedContext = 0;
}
