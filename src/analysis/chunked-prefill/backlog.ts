/**
 * The backlog of prompt tokens before each iteration while g decodes run: a bulk queue
 * (queueing/bulk-queue.ts) whose rounds are iterations and whose cells are P/k prompt tokens.
 * Exact for frozen g and a budget that never changes, up to the lattice.
 *
 * @see docs/model.md#prefill-backlog
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import { type BulkQueue, boundaryLaw } from '../../queueing/bulk-queue.ts';
import { latticeLaw } from '../../queueing/lattice.ts';
import { mixedTime, prefillBudget, type Server } from '../engine/server.ts';
import { evenBacklog } from './even-arrivals.ts';

/** The law of the prompt tokens of an iteration with g decodes. */
export interface IterationTokens {
  /** P, prompt tokens of a full iteration, and the k cells they are divided into. */
  readonly budget: number;
  readonly cells: number;
  /** Tokens per cell. */
  readonly cell: number;
  /** P is the engine's own budget and changes with the decodes. */
  readonly limited: boolean;
  /** P(w cells in an iteration), w < k, and P(full). */
  readonly partial: Float64Array;
  readonly full: number;
  /** Over iterations: mean time, and mean and variance of the prompt tokens. */
  readonly meanDuration: number;
  readonly meanTokens: number;
  readonly tokenVariance: number;
}

/** Gives that law at λ and g, on at most so many cells; undefined without a steady state. */
export type TokensAt<T extends IterationTokens = IterationTokens> = (
  arrivalRate: number,
  g: number,
  cells?: number,
) => T | undefined;

export interface Backlog extends IterationTokens {
  /** λ of the requests, and of the backlog's customers (fewer where prompts are stretched). */
  readonly offeredRate: number;
  readonly arrivalRate: number;
  readonly decodes: number;
  readonly queue: BulkQueue;
  /** Seconds of an iteration with w cells of prompt tokens, w ≤ k. */
  readonly times: Float64Array;
  /** Seconds of the round that starts with w cells: the same, or the idle period for w = 0. */
  readonly durations: Float64Array;
  /** ρ_P = λ T E[x] / P. */
  readonly load: number;
}

export interface BacklogOptions {
  /** The engine sleeps when it is empty (no decodes). */
  readonly sleeps?: boolean;
  /** Prompt lengths times this, arrivals divided by it. */
  readonly stretch?: number;
  /** Prompts that enter in every iteration, however long it is (released by slots). */
  readonly perIteration?: number;
  /** Most cells of a full iteration; fewer are faster, more are finer. */
  readonly cells?: number;
}

/** Beyond this many cells the roots of the bulk queue crowd and its boundary is ill-conditioned. */
const MOST_CELLS = 32;
/** The share of full iterations below which a smaller budget makes no difference. */
const NEVER_FULL = 1e-4;

/**
 * The backlog with g decodes; undefined if the load is too much for them.
 *
 * A budget of many prompts is rarely used up, and cells of it would be longer than a prompt. So
 * first a budget is tried that only some prompts fill, then one twice as large, until full
 * iterations are rare or the budget is the engine's.
 */
export function backlog(
  server: Server,
  work: WorkLengths,
  offeredRate: number,
  g: number,
  options: BacklogOptions = {},
): Backlog | undefined {
  const most = prefillBudget(server, g);
  const { prompts } = server.workload;
  const together = offeredRate * mixedTime(server, prompts.mean, g);
  const few = prompts.quantile995 + prompts.mean * (3 + 4 * together);
  for (let budget = Math.min(few, most); ; budget = Math.min(2 * budget, most)) {
    const chain = backlogWithin(server, work, offeredRate, g, budget, options);
    if (budget === most || (chain !== undefined && chain.full < NEVER_FULL)) return chain;
  }
}

function backlogWithin(
  server: Server,
  work: WorkLengths,
  offeredRate: number,
  g: number,
  budget: number,
  { sleeps = false, stretch = 1, perIteration, cells }: BacklogOptions,
): Backlog | undefined {
  const arrivalRate = offeredRate / stretch;
  const meanPrompt = server.workload.prompts.mean * stretch;
  const k = Math.max(8, Math.min(cells ?? MOST_CELLS, Math.round((8 * budget) / meanPrompt)));
  const cell = budget / k;
  const times = Float64Array.from({ length: k + 1 }, (_, w) => mixedTime(server, w * cell, g));
  const durations = times.slice();
  if (sleeps) durations[0] = 1 / arrivalRate;
  const arrivals = durations.map((t) => perIteration ?? t * arrivalRate);
  const load = ((arrivals[k] as number) * meanPrompt) / budget;
  if (load >= 0.9995) return undefined;
  const random = { arrivals, sizes: latticeLaw(work.law, cell / stretch), sleeps };
  const evens = server.balanced > 1 && perIteration === undefined && !sleeps;
  const found = evens
    ? evenBacklog(random, { replicas: server.balanced, arrivalRate, durations })
    : solved(random);
  if (found === undefined) return undefined;
  const { queue, partial } = found;
  return {
    offeredRate,
    arrivalRate,
    decodes: g,
    budget,
    cells: k,
    cell,
    queue,
    times,
    durations,
    partial,
    load,
    limited: budget === prefillBudget(server, g),
    ...moments(partial, durations, cell),
  };
}

function solved(queue: BulkQueue) {
  const partial = boundaryLaw(queue);
  return partial === undefined ? undefined : { queue, partial };
}

/** P(full), and over rounds: mean time, mean and variance of the prompt tokens. */
export function moments(partial: Float64Array, durations: Float64Array, cell: number) {
  const k = partial.length;
  let [below, time, tokens, squares] = [0, 0, 0, 0];
  for (let w = 0; w < k; w++) {
    const x = partial[w] as number;
    below += x;
    time += x * (durations[w] as number);
    tokens += x * w;
    squares += x * w * w;
  }
  const full = Math.max(0, 1 - below);
  const meanTokens = tokens + full * k;
  return {
    full,
    meanDuration: time + full * (durations[k] as number),
    meanTokens: meanTokens * cell,
    tokenVariance: Math.max(0, squares + full * k * k - meanTokens ** 2) * cell * cell,
  };
}

/**
 * Prompt lengths in units of average work: a token of a long prompt costs more attention.
 * Same mean as the fresh tokens, more variance.
 */
export interface WorkLengths {
  readonly law: DiscreteLaw;
  /** That of a prompt with x fresh tokens. */
  readonly of: (fresh: number) => number;
  readonly secondMoment: number;
  /** c_w² of the prefill work of a prompt. */
  readonly scv: number;
}

/** Work lengths from the marginal costs of a token and of a pair in a full iteration. */
export function workLengths(server: Server): WorkLengths {
  const { prompts } = server.workload;
  const budget = prefillBudget(server, 0);
  const pairs = budget * prompts.pairsPerToken;
  const full = server.time(budget, pairs, 0, 0);
  const perPair = (server.time(budget, pairs * 1.5, 0, 0) - full) / (pairs * 0.5);
  const less = server.time(budget * 0.9, pairs * 0.9, 0, 0);
  const perToken = Math.max(0, ((full - less) * 10) / budget - perPair * prompts.pairsPerToken);
  const work = (x: number) => perToken * x + perPair * prompts.pairs(x);
  const mean = perToken * prompts.mean + perPair * prompts.mean * prompts.pairsPerToken;
  if (!(mean > 0))
    return {
      law: prompts.fresh,
      of: (x) => x,
      secondMoment: prompts.secondMoment,
      scv: prompts.secondMoment / prompts.mean ** 2 - 1,
    };
  const of = (x: number) => (work(x) / mean) * prompts.mean;
  const values = prompts.fresh.values.map(of);
  let secondMoment = 0;
  values.forEach((x, i) => {
    secondMoment += (prompts.fresh.weights[i] as number) * x * x;
  });
  return {
    law: { values, weights: prompts.fresh.weights },
    of,
    secondMoment,
    scv: secondMoment / prompts.mean ** 2 - 1,
  };
}
