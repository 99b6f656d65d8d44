/**
 * What another order of chunks does to the way of one prompt, in prompt tokens: which share of the
 * work it finds goes before it, and how much comes later and passes it.
 */
import type { Backlog } from '../chunked-prefill/backlog.ts';
import type { Server } from '../engine/server.ts';

export interface Turn {
  /** P(any of the work found goes first | there is some). */
  readonly keep: number;
  /** Of the work found, then, what goes before the own first chunk. */
  readonly first: number;
  /** The work found beyond the first chunk counts as `steady` + `drift` · tokens found. */
  readonly drift: number;
  readonly steady: number;
  /** Factor on the iterations before the own first chunk: others come meanwhile and pass. */
  readonly growth: number;
  /** Chunks of the own prompt after its first, on average. */
  readonly returns: number;
  /** Tokens that come later and pass on average, while the own prompt is computed. */
  readonly passing: number;
  /** Variance of the tokens that pass, per token of work found and in all; tokens, tokens². */
  readonly spreadPerToken: number;
  readonly spread: number;
  /** Share of the time between own chunks in which no own token is computed. */
  readonly gaps: number;
}

/** By the tokens of the own prompt. */
type TurnOf = (x: number) => Turn;

/** The turn of every length at a backlog. */
export type TurnsAt = (server: Server, chain: Backlog) => TurnOf;

/** Tokens, and the load of prompts, up to a length. */
export interface PartialSums {
  /** λ T E[min(x, y)]/P and λ T E[x; x < y]/P. */
  readonly touched: (y: number) => number;
  readonly smaller: (y: number) => number;
  /** λ T E[x²; x ≤ y]/P and P(x > y). */
  readonly square: (y: number) => number;
  /** Mean tokens left of the chunk in service, of the last y tokens of prompts: λT/P · E[Σ c²]/2. */
  readonly served: (y: number) => number;
  readonly beyond: (y: number) => number;
}

/** r = λT/P: prompts that come per token of a full iteration. */
export function perToken({ queue, cells, budget }: Backlog): number {
  return (queue.arrivals[cells] as number) / budget;
}

export function partialSums({ workload }: Server, rate: number, chunk: number): PartialSums {
  const { values, weights } = workload.prompts.medium;
  const sum = (g: (x: number) => number) => {
    let total = 0;
    for (let i = 0; i < values.length; i++)
      total += (weights[i] as number) * g(values[i] as number);
    return total;
  };
  return {
    touched: (y) => rate * sum((x) => Math.min(x, y)),
    smaller: (y) => rate * sum((x) => (x < y * (1 - 1e-9) ? x : 0)),
    square: (y) => rate * sum((x) => (x <= y * (1 + 1e-9) ? x * x : 0)),
    served: (y) => (rate * sum((x) => chunkSquares(Math.min(x, y), chunk))) / 2,
    beyond: (y) => sum((x) => (x > y * (1 + 1e-9) ? 1 : 0)),
  };
}

/** Σ c² over the chunks of a prompt. */
function chunkSquares(x: number, chunk: number): number {
  const whole = Math.floor(x / chunk);
  return whole * chunk ** 2 + (x - whole * chunk) ** 2;
}
