/** One iteration of one engine: plan, take what the plan needs, let the time pass, give tokens. */
import type { Random } from '../../numerics/random.ts';
import type { Batch } from '../../scenario/batch.ts';
import { IN_SYSTEM, type RequestColumns, tokensLeft } from '../requests.ts';
import { complete, endBatch, joinDecodes, passDecodes } from './generation.ts';
import { blocksToAdmit } from './kv-cache.ts';
import { makeRoom } from './preempt.ts';
import { takeOut } from './row-queue.ts';
import { drawTokens } from './speculation.ts';
import type { Chunk, EngineState, Plan } from './state.ts';

/** Seconds an iteration takes; most laws look at the batch alone. */
export type TimeOf = (batch: Batch, chunks: readonly Chunk[], requests: RequestColumns) => number;

/** What happens outside of the engine. */
export interface Effects {
  readonly timeOf: TimeOf;
  /** Before the tokens of an iteration are given, with its start and duration. */
  readonly onIteration: (engine: EngineState, start: number, duration: number) => void;
  /** A token after the first that was made by a prompt's last chunk, as after a preemption. */
  readonly onGap: (gap: number, duration: number) => void;
  /** A prompt is done: true if the request goes to another engine. */
  readonly handsOver: (row: number, engine: EngineState) => boolean;
  readonly onLeave: (row: number, engine: EngineState) => void;
  /** Which drafts are accepted. */
  readonly drafts: Random;
}

/** Runs one iteration; the clock stands at its end then. */
export function iterate(engine: EngineState, effects: Effects): void {
  const start = engine.clock;
  const plan = feasiblePlan(engine);
  for (const row of plan.admit) admit(engine, row);
  const { batch } = engine;
  fillBatch(engine, plan);
  const duration = effects.timeOf(batch, plan.chunks, engine.requests);
  engine.clock = start + duration;
  const { speculation } = engine.limits;
  if (speculation !== undefined && plan.decode) drawTokens(engine, speculation, effects.drafts);
  effects.onIteration(engine, start, duration);
  if (plan.decode && engine.decodes > 0) passDecodes(engine, duration, effects.onLeave);
  for (const { row } of plan.chunks) finishChunk(engine, row, duration, effects);
  if (engine.finished > 0) endBatch(engine);
}

/** The plan of the policy; where its decodes lack memory, the youngest make room first. */
function feasiblePlan(engine: EngineState): Plan {
  const plan = engine.policy(engine);
  if (!plan.decode || engine.decodes === 0 || !makeRoom(engine)) return plan;
  engine.mayAdmit = false;
  const smaller = engine.policy(engine);
  engine.mayAdmit = true;
  return smaller;
}

function admit(engine: EngineState, row: number): void {
  const { requests, cache } = engine;
  takeOut(engine.waiting, row);
  requests.engine[row] = engine.id;
  cache.used += blocksToAdmit(cache, requests, row);
  if (cache.blocks !== Infinity) remember(engine, row);
  if (tokensLeft(requests, row) > 0) engine.prompts.push(row);
  else joinDecodes(engine, row);
}

/** Keeps the order of admission; now and then forgets those that have left. */
function remember(engine: EngineState, row: number): void {
  const { admitted, requests, decodes, prompts } = engine;
  if (admitted.length > 4 * (decodes + prompts.length) + FORGOTTEN)
    engine.admitted = admitted.filter((other) => requests.outcome[other] === IN_SYSTEM);
  engine.admitted.push(row);
}

const FORGOTTEN = 1000;

/** Sums up what the iteration works on, and marks the chunks as computed. */
function fillBatch(engine: EngineState, { chunks, decode }: Plan): void {
  const { batch, requests, clock } = engine;
  batch.prefillTokens = 0;
  batch.prefillRequests = chunks.length;
  batch.attentionPairs = 0;
  batch.prefillContext = 0;
  batch.decodeRequests = decode ? engine.decodes + engine.finished : 0;
  batch.contextTokens = decode ? engine.contextTokens + engine.finishedContext : 0;
  for (const { row, tokens } of chunks) {
    const ready = requests.ready[row] as number;
    batch.prefillTokens += tokens;
    batch.attentionPairs += tokens * (ready + tokens / 2);
    batch.prefillContext += ready + tokens;
    requests.ready[row] = ready + tokens;
    beginChunk(requests, row, clock);
  }
}

/** The first chunk ends t_qp; each later one, until the first token, a t_qc. */
function beginChunk(requests: RequestColumns, row: number, clock: number): void {
  if (Number.isNaN(requests.started[row] as number)) requests.started[row] = clock;
  else if ((requests.generated[row] as number) === 0)
    requests.chunkWait[row] =
      (requests.chunkWait[row] as number) + clock - (requests.chunkEnd[row] as number);
}

/** A chunk is done; after the last one of its prompt the request has its next token. */
function finishChunk(engine: EngineState, row: number, duration: number, effects: Effects): void {
  const { requests, clock, prompts } = engine;
  requests.chunkEnd[row] = clock;
  if (tokensLeft(requests, row) > 0) {
    if (engine.limits.chunkOrder === 'round-robin') {
      prompts.splice(prompts.indexOf(row), 1);
      prompts.push(row);
    }
    return;
  }
  prompts.splice(prompts.indexOf(row), 1);
  const generated = (requests.generated[row] as number) + 1;
  requests.generated[row] = generated;
  if (generated === 1) requests.firstToken[row] = clock;
  else {
    requests.tokenTime[row] = (requests.tokenTime[row] as number) + duration;
    effects.onGap(clock - (requests.lastToken[row] as number), duration);
    const interruption = requests.interruptions.get(row)?.at(-1);
    if (interruption !== undefined) interruption.resumed = clock;
  }
  requests.lastToken[row] = clock;
  if (generated < (requests.output[row] as number)) {
    if (!effects.handsOver(row, engine)) joinDecodes(engine, row);
  } else {
    complete(engine, row);
    effects.onLeave(row, engine);
  }
}
