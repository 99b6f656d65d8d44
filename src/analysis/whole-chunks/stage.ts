/**
 * Chunked prefill with whole chunks: each prompt at most one chunk per iteration, as many prompts as
 * the budget holds, and a chunk that does not fit whole waits for the next iteration.
 *
 * @see docs/model.md#whole-chunks
 */
import { type Discipline, firstToken, typicalChain } from '../chunked-prefill/first-token.ts';
import type { StageOf } from '../chunked-prefill/stage.ts';
import type { Server } from '../engine/server.ts';
import { addRandomArrival, addReleased } from './arrivals.ts';
import { type Chunks, chunksOf } from './packing.ts';
import { prefillWith } from './prefill.ts';
import { type PromptChain, promptChain } from './prompt-chain.ts';

/** The engine of a scenario whose chunks of `size` tokens are whole, and its way to serve prompts. */
export function wholeChunks(server: Server, size: number): { server: Server; stageOf: StageOf } {
  const chunks = chunksOf(server.workload.prompts, size, server.tokenBudget);
  const free = { ...server, chunkSize: Infinity };
  const cycle = (perIteration: number, g: number) =>
    promptChain(free, chunks, 0, g, { perIteration })?.meanDuration;
  const whole = { size, packed: chunks.packed, cycle };
  return { server: { ...free, whole }, stageOf: stageWith(chunks) };
}

const stageWith =
  (chunks: Chunks): StageOf =>
  (server, work, limits) => {
    const prefill = (chain: PromptChain) => prefillWith(server, chunks, chain);
    const discipline: Discipline<PromptChain> = {
      chainAt: (rate, g, options) => promptChain(server, chunks, rate, g, options),
      addArrival: (chain, weight, laws, asleep) =>
        addRandomArrival(prefill(chain), weight, laws, asleep),
      addReleased: (chain, laws) => addReleased(prefill(chain), laws),
      interrupts: false,
    };
    return {
      tokensAt: (rate, g) => discipline.chainAt(rate, g),
      typicalTokens: (rate, state) => typicalChain(discipline, rate, state),
      firstToken: (rate, state) => firstToken(server, work, limits, rate, state, discipline),
      // What costs time is the chain, not the laws.
      meanFirstToken: (rate, state) =>
        firstToken(server, work, limits, rate, state, discipline).ttft.mean,
    };
  };
