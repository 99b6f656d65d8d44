/**
 * TTFT and t_qp of an arrival of one level: the rest of the running iteration, full iterations for
 * the work before it and for requests of earlier levels that come meanwhile, then its own prompt,
 * which nobody passes once it has begun.
 *
 * @see docs/model.md#priorities
 */
import { expectation } from '../../numerics/discrete-law.ts';
import type { Histogram } from '../../numerics/histogram.ts';
import { gammaPoints } from '../../numerics/special.ts';
import { byCells, type CellLaw } from '../../queueing/cell-law.ts';
import type { Backlog } from '../chunked-prefill/backlog.ts';
import type { FirstTokenLaws } from '../chunked-prefill/first-token-laws.ts';
import {
  addFirstToken,
  addPrefillWait,
  ownLengths,
  type Path,
  pathOf,
} from '../chunked-prefill/prompt-way.ts';
import type { Server } from '../engine/server.ts';
import type { PromptClass } from '../traffic/workload.ts';
import type { Level } from './levels.ts';

/** Where slices of the iterations that passing requests add end. */
const SLICES = [0.35, 0.65, 0.85, 0.95, 0.99];
/** Later prompts leave no room in the last iteration. */
const CROWDED = { mean: () => 1e9, none: () => 0 };

/** Busy period of those who pass, per token of work before the own prompt: mean and variance. */
export interface Passing {
  /** Tokens of theirs per token of work. */
  readonly growth: number;
  readonly variance: number;
}

/** ρ/(1 − ρ) and λE[X²]/(1 − ρ)³ of a busy period (L. Takács, 1962), per token of a full iteration. */
export function passing(chain: Backlog, { before }: Level): Passing {
  if (before.share === 0) return { growth: 0, variance: 0 };
  const rate = (before.share * (chain.queue.arrivals[chain.cells] as number)) / chain.budget;
  const stretch = chain.offeredRate / chain.arrivalRate;
  const load = Math.min(0.9995, rate * stretch * expectation(before.law, (x) => x));
  const square = rate * stretch ** 2 * expectation(before.law, (x) => x * x);
  return { growth: load / (1 - load), variance: square / (1 - load) ** 3 };
}

/** @param filled P(later prompts fill the last iteration). */
export function addLevelWays(
  server: Server,
  chain: Backlog,
  level: Level,
  passed: Passing,
  ahead: CellLaw,
  { residual, weight, filled }: { residual: number; weight: number; filled: number },
  laws: FirstTokenLaws,
): void {
  const { cells: k, cell, budget } = chain;
  const path = pathOf(server, chain, { residual });
  const add = (later: Path, cells: number, mass: number, single: boolean) => {
    for (const place of level.places) {
      const kind = server.workload.classes[place] as PromptClass;
      const share = mass * kind.weight;
      addPrefillWait(later, cells / k, single, share, laws.prefillWait);
      if (laws.waits !== undefined)
        addPrefillWait(later, cells / k, single, share, laws.waits[place] as Histogram);
      const own = ownLengths(kind, cells / k, share);
      const ttft = laws.ttfts[place] as Histogram;
      addFirstToken(later, cells * cell, own, share * (1 - filled), ttft);
      if (filled > 0)
        addFirstToken({ ...later, after: CROWDED }, cells * cell, own, share * filled, ttft);
    }
  };
  byCells(ahead, k, weight, (cells, mass, step) => {
    const waits = Math.floor(cells / k + 1e-9);
    for (const [extra, part] of extraIterations(waits, budget, passed))
      add({ ...path, residual: residual + extra * path.full }, cells, mass * part, step === 1);
  });
}

/** Iterations that requests of earlier levels add to those of the work found. */
function extraIterations(
  waits: number,
  budget: number,
  { growth, variance }: Passing,
): readonly (readonly [number, number])[] {
  const mean = waits * growth;
  if (mean < 1e-3) return NONE;
  const scv = (waits * variance) / budget / mean ** 2;
  if (scv < 0.01) return [[mean, 1]];
  return gammaPoints(Math.min(8, scv), SLICES).map(([x, p]) => [x * mean, p] as const);
}
const NONE = [[0, 1]] as const;
