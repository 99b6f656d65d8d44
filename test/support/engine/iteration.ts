/**
 * One iteration under chunked prefill: every decode is in it, and what they leave of the token
 * budget goes to prompts, first come first served, the ongoing one first.
 */
import type { Engine } from '../../../src/scenario/scenario.ts';
import { at, type EngineState, LONGEST } from './state.ts';

/** The limits of an iteration; see Engine. */
export type Limits = Pick<Engine, 'maxBatchSize' | 'tokenBudget' | 'chunkSize'>;

/** Fills `state.batch` with what the next iteration works on; admits the prompts it begins. */
export function planBatch(state: EngineState, engine: Limits): void {
  const { batch, requests } = state;
  batch.prefillTokens = 0;
  batch.prefillRequests = 0;
  batch.attentionPairs = 0;
  batch.prefillContext = 0;
  batch.decodeRequests = state.decodes;
  batch.contextTokens = state.contextTokens;
  let room = Math.min(engine.tokenBudget - state.decodes, engine.chunkSize ?? Infinity);
  for (let row = state.prefilled; room > 0 && row < state.seen; row++) {
    if (row >= state.admitted && !admit(state, engine.maxBatchSize)) break;
    const ready = at(requests.ready, row);
    const chunk = Math.min(room, at(requests.prompt, row) - ready);
    batch.prefillRequests += 1;
    batch.prefillTokens += chunk;
    batch.attentionPairs += chunk * (ready + chunk / 2);
    batch.prefillContext += ready + chunk;
    requests.ready[row] = ready + chunk;
    room -= chunk;
  }
}

/** Gives the oldest waiting request a slot, if one is free. */
function admit(state: EngineState, slots: number): boolean {
  const row = state.admitted;
  if (row - state.prefilled + state.decodes >= slots) return false;
  state.requests.started[row] = state.clock;
  state.requests.chunkEnd[row] = state.clock;
  state.admitted = row + 1;
  return true;
}

/** Lets the planned iteration pass: its decodes get a token each, its prompts their chunks. */
export function passIteration(state: EngineState, duration: number): void {
  const start = state.clock;
  state.clock += duration;
  state.iteration += 1;
  state.contextTokens += state.decodes;
  releaseDecodes(state);
  const last = state.prefilled + state.batch.prefillRequests;
  for (let row = state.prefilled; row < last; row++) finishChunk(state, row, start);
}

function releaseDecodes(state: EngineState): void {
  const { leaving, requests, iteration } = state;
  let row = at(leaving, iteration % LONGEST);
  leaving[iteration % LONGEST] = -1;
  while (row >= 0) {
    state.decodes -= 1;
    state.contextTokens -= at(requests.prompt, row) + at(requests.output, row);
    leave(state, row);
    row = at(requests.leavesWith, row);
  }
}

/** The chunk of a row is done; after the last chunk of its prompt it has its first token. */
function finishChunk(state: EngineState, row: number, start: number): void {
  const { requests, clock } = state;
  requests.chunkWait[row] = at(requests.chunkWait, row) + start - at(requests.chunkEnd, row);
  requests.chunkEnd[row] = clock;
  if (at(requests.ready, row) < at(requests.prompt, row)) return;
  requests.firstToken[row] = clock;
  state.prefilled = row + 1;
  if (at(requests.output, row) === 1) leave(state, row);
  else joinDecodes(state, row);
}

/** A request of N tokens decodes in the next N − 1 iterations; its context begins at L + 1. */
function joinDecodes(state: EngineState, row: number): void {
  const { requests, leaving, iteration } = state;
  const place = (iteration + at(requests.output, row) - 1) % LONGEST;
  requests.leavesWith[row] = at(leaving, place);
  leaving[place] = row;
  state.decodes += 1;
  state.contextTokens += at(requests.prompt, row) + 1;
}

function leave(state: EngineState, row: number): void {
  state.requests.left[row] = state.clock;
  if (row < state.awaited) state.remaining -= 1;
}
