/**
 * The backlog of prompt tokens between two decode iterations of g decodes: a bulk queue
 * (queueing/bulk-queue.ts) whose rounds are iterations of prompts only, and a decode iteration where
 * no prompt waits. Cells are P/k tokens; P is what an iteration takes on behind a long queue.
 *
 * Exact for frozen g, up to the lattice, where prompts can be divided; whole prompts are in P.
 *
 * @see docs/model.md#prompts-between-decode-iterations
 */
import { type BulkQueue, boundaryLaw } from '../../queueing/bulk-queue.ts';
import { occupiedLattice } from '../../queueing/occupied-lattice.ts';
import type { WorkLengths } from '../chunked-prefill/backlog.ts';
import type { Server } from '../engine/server.ts';
import type { Packing } from './packing.ts';

export interface PromptQueue {
  readonly arrivalRate: number;
  /** P, tokens of a full round, and the k cells it is divided into. */
  readonly budget: number;
  readonly cells: number;
  readonly cell: number;
  /** C, tokens that fit into one iteration; P ≤ C. */
  readonly most: number;
  readonly queue: BulkQueue;
  /** Seconds of an iteration with w cells of prompts, w ≤ k; of the decode iteration for w = 0. */
  readonly times: Float64Array;
  /** The same, or of the idle period for w = 0. */
  readonly durations: Float64Array;
  /** P(w cells at the start of a round), w < k, and P(full). */
  readonly partial: Float64Array;
  readonly full: number;
  readonly meanDuration: number;
  /** Seconds from one decode iteration to the next. */
  readonly cycle: number;
  /** Prompt iterations in it. */
  readonly iterations: number;
  /** ρ_P = λ t(P) E[x]/P. */
  readonly load: number;
}

const MOST_CELLS = 40;
/** The share of full iterations below which a smaller budget makes no difference. */
const NEVER_FULL = 1e-4;

export interface QueueOptions {
  /** Seconds of the decode iteration; absent: the engine sleeps. */
  readonly decode?: number;
  readonly mostCells?: number;
}

/** Undefined if prompts alone are too much for the engine. */
export function promptQueue(
  server: Server,
  work: WorkLengths,
  packing: Packing,
  arrivalRate: number,
  options: QueueOptions,
): PromptQueue | undefined {
  const { prompts } = server.workload;
  const most = Math.min(server.tokenBudget, packing.tokens);
  const one = promptTime(server, prompts.mean);
  const together = arrivalRate * ((options.decode ?? 0) + one);
  const few = Math.max(prompts.quantile995, prompts.mean) + prompts.mean * (3 + 4 * together);
  for (let budget = Math.min(few, most); ; budget = Math.min(2 * budget, most)) {
    const queue = queueWithin(server, work, arrivalRate, budget, options);
    if (budget === most || (queue !== undefined && queue.full < NEVER_FULL)) return queue;
  }
}

/** An iteration of p prompt tokens and nothing else. */
export function promptTime({ time, workload }: Server, p: number): number {
  return time(p, p * workload.prompts.pairsPerToken, 0, 0);
}

function queueWithin(
  server: Server,
  work: WorkLengths,
  arrivalRate: number,
  budget: number,
  { decode, mostCells = MOST_CELLS }: QueueOptions,
): PromptQueue | undefined {
  const { mean } = server.workload.prompts;
  const k = Math.max(8, Math.min(mostCells, Math.round((10 * budget) / mean)));
  const cell = budget / k;
  const times = Float64Array.from({ length: k + 1 }, (_, w) =>
    w === 0 ? (decode ?? 0) : promptTime(server, w * cell),
  );
  const durations = times.slice();
  if (decode === undefined) durations[0] = 1 / arrivalRate;
  const arrivals = durations.map((t) => t * arrivalRate);
  const load = ((arrivals[k] as number) * mean) / budget;
  if (load >= 0.9995) return undefined;
  const queue = {
    arrivals,
    sizes: occupiedLattice(work.law, cell),
    sleeps: decode === undefined,
  };
  const partial = boundaryLaw(queue);
  if (partial === undefined) return undefined;
  const below = partial.reduce((sum, p) => sum + p, 0);
  const full = Math.max(0, 1 - below);
  let meanDuration = full * (durations[k] as number);
  partial.forEach((p, w) => {
    meanDuration += p * (durations[w] as number);
  });
  const empty = Math.max(1e-9, partial[0] as number);
  return {
    ...{ arrivalRate, budget, cells: k, cell, queue, times, durations, partial, full, load },
    most: Math.max(budget, server.tokenBudget),
    meanDuration,
    cycle: meanDuration / empty,
    iterations: (1 - empty) / empty,
  };
}
