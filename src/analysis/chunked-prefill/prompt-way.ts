/**
 * From arrival to first token, given the tokens ahead: the rest of the running iteration, one full
 * iteration for each P tokens ahead of the own last token, and the iteration that finishes it.
 *
 * @see docs/model.md#time-to-first-token
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import type { Histogram } from '../../numerics/histogram.ts';
import { byCells, type CellLaw } from '../../queueing/cell-law.ts';
import type { CountsAfter } from '../../queueing/counts-after.ts';
import { prefillBudget, type Server } from '../engine/server.ts';
import type { PromptClass, Prompts } from '../traffic/workload.ts';
import type { Backlog } from './backlog.ts';
import type { FirstTokenLaws } from './first-token-laws.ts';
import type { Situation } from './prefill-wait.ts';

/** Adds the laws of requests in one situation, with the law of the cells ahead of them. */
export type AddSituation = (
  server: Server,
  chain: Backlog,
  ahead: CellLaw,
  situation: Pick<Situation, 'residual' | 'weight' | 'after'>,
  laws: FirstTokenLaws,
) => void;

/** First come first served. */
export const addSituation: AddSituation = (server, chain, ahead, situation, laws) => {
  const { cells: k } = chain;
  const { classes } = server.workload;
  const path = pathOf(server, chain, situation);
  byCells(ahead, k, situation.weight, (cellsAhead, weight, step) => {
    addPrefillWait(path, cellsAhead / k, step === 1, weight, laws.prefillWait);
    for (let place = 0; place < classes.length; place++) {
      const kind = classes[place] as PromptClass;
      const own = ownLengths(kind, cellsAhead / k, weight);
      const ttft = laws.ttfts[place] as Histogram;
      addFirstToken(path, cellsAhead * chain.cell, own, weight * kind.weight, ttft);
    }
  });
};

/** The finer law of the own prompt the fewer tokens stand before it. */
export function ownLengths(
  prompts: PromptClass,
  iterationsAhead: number,
  weight: number,
): DiscreteLaw {
  if (iterationsAhead >= 2) return prompts.coarse;
  if (iterationsAhead > 0) return weight > 1e-3 ? prompts.medium : prompts.short;
  return weight > 1e-3 ? prompts.fine : prompts.medium;
}

/** Constants of the way of one request to its first token. */
export interface Path {
  readonly prompts: Prompts;
  readonly after: CountsAfter;
  readonly residual: number;
  readonly budget: number;
  readonly cell: number;
  readonly times: Float64Array;
  /** Seconds of a full iteration. */
  readonly full: number;
  /** Seconds per pair beyond the average prompt's. */
  readonly perPair: number;
}

export function pathOf(
  server: Server,
  chain: Backlog,
  { residual, after = poissonAfter(chain.offeredRate) }: Pick<Situation, 'residual' | 'after'>,
): Path {
  const { workload, time } = server;
  const { budget, decodes: g, times } = chain;
  const pairs = budget * workload.prompts.pairsPerToken;
  const contexts = g * workload.meanDecodeContext;
  const full = times[chain.cells] as number;
  return {
    prompts: workload.prompts,
    after,
    residual,
    budget: chain.limited ? budget : prefillBudget(server, g),
    cell: chain.cell,
    times,
    full,
    perPair: pairs > 0 ? (time(budget, pairs * 1.01, g, contexts) - full) / (pairs * 0.01) : 0,
  };
}

function poissonAfter(rate: number): CountsAfter {
  return { mean: (seconds) => rate * seconds, none: (seconds) => Math.exp(-rate * seconds) };
}

/** t_qp = R + ⌊V/P⌋·T; an exact multiple is one or the other with equal right. */
export function addPrefillWait(
  { residual, full }: Path,
  iterations: number,
  single: boolean,
  weight: number,
  wait: Histogram,
): void {
  const whole = Math.floor(iterations + 1e-9);
  if (single && whole > 0 && iterations - whole < 1e-9) {
    wait.add(residual + whole * full, weight / 2);
    wait.add(residual + (whole - 1) * full, weight / 2);
  } else wait.add(residual + whole * full, weight);
}

/** TTFT = R + (m − 1)·T + t(last iteration), where the last iteration may carry prompts behind. */
export function addFirstToken(
  path: Path,
  ahead: number,
  own: DiscreteLaw,
  weight: number,
  ttft: Histogram,
): void {
  const { prompts, budget, residual, full, perPair } = path;
  let [last, behind, alone] = [-1, 0, 1];
  for (let i = 0; i < own.values.length; i++) {
    const length = own.values[i] as number;
    const share = weight * (own.weights[i] as number);
    const before = Math.max(0, Math.ceil((ahead + length) / budget - 1e-9) - 1);
    const tokens = ahead + length - before * budget;
    const room = budget - tokens;
    const start = residual + before * full;
    const base = start + perPair * (prompts.pairs(length) - prompts.pairsPerToken * length);
    if (before !== last) {
      behind = path.after.mean(start);
      alone = path.after.none(start);
      last = before;
    }
    if (room < 1 || behind < 1e-3) {
      ttft.add(base + timeOf(path, tokens), share);
      continue;
    }
    const joining = Math.min(room, (behind / (1 - alone)) * prompts.meanWithin(room));
    if (alone < 0.02) {
      ttft.add(base + timeOf(path, tokens + joining), share);
      continue;
    }
    ttft.add(base + timeOf(path, tokens), share * alone);
    ttft.add(base + timeOf(path, tokens + joining), share * (1 - alone));
  }
}

/** Seconds of an iteration with p prompt tokens, between the cells of the chain. */
export function timeOf({ times, cell }: Path, p: number): number {
  const at = p / cell;
  const w = Math.min(times.length - 2, Math.floor(at));
  const low = times[w] as number;
  return low + ((times[w + 1] as number) - low) * (at - w);
}
