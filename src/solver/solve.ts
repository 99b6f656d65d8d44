/**
 * The question backwards: the largest arrival rate that keeps the SLA, and the settings that
 * reach it. The solver optimizes over whatever answers it is handed, formula or simulator.
 */

import { DEFAULT_DEPLOYMENT } from '../scenario/defaults.ts';
import { meanArrivalRate } from '../scenario/mean-rate.ts';
import type { Feasible, Infeasible, LimitName, Solution } from '../scenario/metrics.ts';
import type { Engine, Scenario } from '../scenario/scenario.ts';
import { type Constraint, constraints } from './constraint.ts';
import { flags } from './flags.ts';
import { maximizeRate, type Point } from './maximize-rate.ts';
import { replicasNeeded } from './replicas-needed.ts';
import type { Settings, Tuned } from './search.ts';
import { tuneEngine } from './tune-engine.ts';

export interface SolveOptions {
  /** Keep the scenario's maxBatchSize, tokenBudget and chunkSize; by default they are searched. */
  readonly fixed?: boolean;
  /** Keep the limits even if every figure is off by all of its error band. */
  readonly margin?: boolean;
}

/** Answers for a scenario at any arrival rate. */
export type Open = (scenario: Scenario) => Point;

/** Settings beyond these do not exist in practice, unless the scenario itself goes beyond. */
const LARGEST_BATCH = 2048;
const LARGEST_BUDGET = 16384;

/**
 * Solves with the engine's settings free, or fixed. Infeasible is an answer.
 *
 * @see docs/model.md#the-largest-rate
 */
export function solveWith(
  open: Open,
  scenario: Scenario,
  { fixed = false, margin = false }: SolveOptions = {},
): Solution {
  const limits = constraints(scenario.sla, margin, scenario.traffic.classes);
  const start = settingsOf(scenario.engine);
  const engine = (settings: Settings) => open(withSettings(scenario, settings));
  const first = engine(start);
  if (first.maxArrivalRate === 0) return noMemory(first);
  const space = {
    maxBatchSize: Math.max(LARGEST_BATCH, start.maxBatchSize),
    tokenBudget: Math.max(LARGEST_BUDGET, start.tokenBudget),
    tokensPerDecode: tokensPerDecode(scenario.engine),
  };
  const best = fixed
    ? { ...maximizeRate(first, limits), settings: start }
    : tuneEngine(engine, limits, start, { ...space, chunks: cutsFreely(scenario.engine) });
  if (best.arrivalRate === 0) return infeasible(best);
  const answer = feasible(scenario, best, limits, engine(best.settings));
  const needed = replicasFor(open, withSettings(scenario, best.settings), limits, best);
  return needed === undefined ? answer : { ...answer, replicasNeeded: needed };
}

/** The replicas that the rate of the scenario needs; undefined where nothing is promised. */
function replicasFor(
  open: Open,
  scenario: Scenario,
  limits: readonly Constraint[],
  best: Tuned,
): number | undefined {
  const { arrivals } = scenario.traffic;
  const rate =
    'rate' in arrivals
      ? arrivals.rate
      : arrivals.process === 'schedule'
        ? meanArrivalRate(arrivals)
        : undefined;
  if (limits.length === 0 || rate === undefined) return undefined;
  const { replicas, router } = scenario.deployment ?? DEFAULT_DEPLOYMENT;
  const guess = Math.ceil((rate / best.arrivalRate) * replicas);
  const of = (count: number) => open({ ...scenario, deployment: { replicas: count, router } });
  return replicasNeeded(of, limits, rate, guess);
}

function settingsOf({ maxBatchSize, tokenBudget, chunkSize }: Engine): Settings {
  return { maxBatchSize, tokenBudget, chunkSize };
}

/** Tokens of the budget that a decode takes where they share it with prompts. */
function tokensPerDecode({ policy, speculation }: Engine): number {
  return policy === 'chunked-prefill' ? 1 + (speculation?.draftTokens ?? 0) : 1;
}

/** Whether a cap on the prompt tokens of an iteration is there to be turned. */
function cutsFreely({ policy, wholeChunks }: Engine): boolean {
  return policy === 'chunked-prefill' && wholeChunks !== true;
}

function withSettings(scenario: Scenario, { chunkSize, ...rest }: Settings): Scenario {
  if (!cutsFreely(scenario.engine)) return { ...scenario, engine: { ...scenario.engine, ...rest } };
  const { chunkSize: _, ...engine } = scenario.engine;
  const chunk = chunkSize === undefined ? {} : { chunkSize };
  return { ...scenario, engine: { ...engine, ...rest, ...chunk } };
}

function feasible(
  scenario: Scenario,
  best: Tuned,
  limits: readonly Constraint[],
  point: Point,
): Feasible {
  const { answer, arrivalRate, binding, settings } = best;
  const { maxBatchSize, tokenBudget, chunkSize } = settings;
  return {
    kind: 'feasible',
    ...answer,
    arrivalRate,
    engine: { maxBatchSize, tokenBudget, chunkSize: chunkSize ?? null },
    binding: binding?.name ?? 'stability',
    slack: byName(limits, ({ limit, value }) => limit - value(answer)),
    sensitivity: sensitivity(best, limits, point),
    flags: flags(scenario, settings, answer.batch.mean.decodes, answer.memory.perGpu),
  };
}

/** d(rate)/d(limit) of the binding limit at these settings, from its growth with the rate; others 0. */
function sensitivity(
  best: Tuned,
  limits: readonly Constraint[],
  point: Point,
): Feasible['sensitivity'] {
  const { arrivalRate, answer, binding } = best;
  const step = Math.min(0.005 * arrivalRate, 0.5 * (point.maxArrivalRate - arrivalRate));
  const less = point.at(arrivalRate - step);
  return byName(limits, ({ name, held }) => {
    if (name !== binding?.name) return 0;
    const growth = (held(answer) - held(less)) / step;
    return growth > 0 ? 1 / growth : 0;
  });
}

function byName(
  limits: readonly Constraint[],
  value: (limit: Constraint) => number,
): { readonly [L in LimitName]?: number } {
  return Object.fromEntries(limits.map((limit) => [limit.name, value(limit)]));
}

function infeasible({ answer, binding }: Tuned): Infeasible {
  const worst = binding as Constraint;
  const best = worst.held(answer);
  return {
    kind: 'infeasible',
    binding: worst.name,
    limit: worst.limit,
    best,
    explanation: `${worst.name} is ${milliseconds(best)} even when requests are alone, ${milliseconds(worst.limit)} is promised`,
    warnings: answer.warnings,
  };
}

function noMemory(point: Point): Infeasible {
  const { warnings } = point.at(1);
  const explanation = warnings[warnings.length - 1] ?? '';
  return {
    kind: 'infeasible',
    binding: 'memory',
    explanation,
    warnings,
  };
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toPrecision(3)} ms`;
}
