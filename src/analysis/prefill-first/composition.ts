/**
 * What an iteration works on, on average over all of them: by conservation of tokens, given how often
 * decode iterations and prompt iterations run; and the law of their length.
 *
 * @see docs/model.md#iterations-of-prefill-first
 */
import { Histogram } from '../../numerics/histogram.ts';
import type { BatchSummary, Composition } from '../../scenario/metrics.ts';
import type { PrefillFirst } from './engine.ts';
import type { FirstToken } from './first-token.ts';
import type { Decodes } from './occupancy.ts';
import { type PromptQueue, promptQueue, promptTime } from './prompt-queue.ts';

export interface Iterations {
  readonly law: Histogram;
  readonly batch: BatchSummary;
}

/** Adds iterations per second of a given length. */
type Add = (seconds: number, rate: number) => void;

export function iterationsOf(
  engine: PrefillFirst,
  arrivalRate: number,
  state: Decodes,
  first: FirstToken,
): Iterations {
  const law = new Histogram();
  const add: Add = (seconds, rate) => law.add(seconds, rate);
  addDecodes(engine, state, add);
  const free = 1 - state.blocked;
  const idle = free * first.idle;
  const busy = free - idle;
  addPrompts(engine, arrivalRate * busy, first.queue, add);
  if (idle > 1e-6) addPrompts(engine, arrivalRate * idle, sleeping(engine, arrivalRate), add);
  if (state.blocked > 1e-6) addReleased(engine, arrivalRate * state.blocked, add);
  return { law, batch: summary(engine, arrivalRate, law.weight, law.mean) };
}

/** An engine in which nothing ever decodes. */
export function promptIterations(
  engine: PrefillFirst,
  arrivalRate: number,
  queue: PromptQueue | undefined,
): Iterations {
  const law = new Histogram();
  addPrompts(engine, arrivalRate, queue, (seconds, rate) => law.add(seconds, rate));
  return { law, batch: summary(engine, arrivalRate, law.weight, law.mean) };
}

function sleeping(engine: PrefillFirst, arrivalRate: number): PromptQueue | undefined {
  const { server, work, packing, oneByOne } = engine;
  return oneByOne ? undefined : promptQueue(server, work, packing, arrivalRate, {});
}

function addDecodes({ server }: PrefillFirst, { law, cycles }: Decodes, add: Add): void {
  const { meanDecodeContext, decodeContextVariance } = server.workload;
  let time = 0;
  law.forEach((p, n) => {
    time += p * (cycles[n] as number);
  });
  for (let n = 1; n < law.length; n++) {
    const rate = (law[n] as number) / time;
    const deviation = Math.sqrt(n * decodeContextVariance);
    for (const z of [-1.2247, 0, 1.2247])
      add(server.time(0, 0, n, Math.max(0, n * meanDecodeContext + z * deviation)), rate / 3);
  }
}

/** Prompts at some rate, in the iterations of a queue; without one each by itself. */
function addPrompts(
  { server }: PrefillFirst,
  rate: number,
  queue: PromptQueue | undefined,
  add: Add,
): void {
  const { fine, mean, pairs } = server.workload.prompts;
  if (queue === undefined) {
    fine.values.forEach((x, i) => {
      add(server.time(x, pairs(x), 0, 0), rate * (fine.weights[i] as number));
    });
    return;
  }
  const { partial, full, times, cell, cells } = queue;
  let tokens = full * cells * cell;
  for (let w = 1; w < cells; w++) tokens += (partial[w] as number) * w * cell;
  const scale = (rate * mean) / tokens;
  for (let w = 1; w < cells; w++) add(times[w] as number, scale * (partial[w] as number));
  add(times[cells] as number, scale * full);
}

/** Prompts that slots let in after a decode iteration: those of one iteration together. */
function addReleased({ server, limits, packing }: PrefillFirst, rate: number, add: Add): void {
  const freed = Math.max(1, limits.slots / server.workload.outputs.decodeMean);
  const together = freed / packing.iterations(freed);
  add(promptTime(server, together * server.workload.prompts.mean), rate / together);
}

function summary(
  engine: PrefillFirst,
  arrivalRate: number,
  iterationRate: number,
  iterationTime: number,
): BatchSummary {
  const { prompts, outputs, meanDecodeContext } = engine.server.workload;
  const decodes = (arrivalRate * outputs.decodeMean) / iterationRate;
  return {
    mean: {
      prefillRequests: arrivalRate / iterationRate,
      chunkTokens: (arrivalRate * prompts.mean) / iterationRate,
      decodes,
      contextTokens: decodes * meanDecodeContext,
      iterationTime,
    },
    atCapacity: atCapacity(engine),
  };
}

/** Means over the iterations at the stability limit. */
export function atCapacity({ server, limits, packing }: PrefillFirst): Composition {
  const { prompts, outputs, meanDecodeContext } = server.workload;
  const admitted = limits.arrivalRate * limits.cycle;
  const decoding = outputs.decodeMean > 0 ? 1 : 0;
  const iterations = decoding + packing.iterations(admitted);
  const decodes = (limits.decodes * decoding) / iterations;
  return {
    prefillRequests: admitted / iterations,
    chunkTokens: (admitted * prompts.mean) / iterations,
    decodes,
    contextTokens: decodes * meanDecodeContext,
    iterationTime: limits.cycle / iterations,
  };
}
