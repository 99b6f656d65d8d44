/**
 * The engine settings that carry the most. The largest rate as a function of the token budget
 * has two branches: while a full iteration stays within the TBT limit it grows with the budget,
 * at the budget where the limit is crossed it drops, and from there on it wanders. So every
 * value of a geometric grid is tried and the neighbourhood of each good one is searched down to
 * whole tokens; no unimodality is assumed across the grid.
 *
 * Most settings cost one evaluation: one that cannot keep the limits at a rate a little above
 * the best so far cannot beat it (maximize-rate.ts).
 */
import type { Constraint } from './constraint.ts';
import { keeps, maximizeRate, type Point, type RateAnswer } from './maximize-rate.ts';

/** What the search may turn. */
export interface Settings {
  readonly maxBatchSize: number;
  readonly tokenBudget: number;
  /** Most prompt tokens of an iteration; undefined: what the budget leaves. */
  readonly chunkSize: number | undefined;
}

export interface Tuned extends RateAnswer {
  readonly settings: Settings;
}

export interface Space {
  /** Largest values that are worth trying. */
  readonly maxBatchSize: number;
  readonly tokenBudget: number;
}

/** A gain below this share of the rate is not worth another evaluation. */
const WORTH = 1e-3;
/** Ratio of neighbouring values of the first grid, and of the last. */
const COARSE = 1.35;
const FINEST = 1.002;

/** The best settings from a start. `open` makes an engine of settings. */
export function tuneEngine(
  open: (settings: Settings) => Point,
  limits: readonly Constraint[],
  start: Settings,
  space: Space,
): Tuned {
  let best: Tuned = { ...maximizeRate(open(start), limits), settings: start };
  const attempt = (settings: Settings): boolean => {
    const point = open(settings);
    if (best.arrivalRate > 0 && !keeps(point, limits, best.arrivalRate * (1 + WORTH))) return false;
    const found = maximizeRate(point, limits);
    const better = found.arrivalRate > best.arrivalRate || nearer(found, best);
    if (better) best = { ...found, settings };
    return better;
  };
  for (let round = 0; round < 4; round++) {
    const before = best.arrivalRate;
    for (const move of round === 0
      ? [batchSizes, tokenBudgets, chunkSizes]
      : [tokenBudgets, batchSizes, chunkSizes])
      move(attempt, () => best.settings, space);
    if (best.arrivalRate <= before * (1 + WORTH) && round > 0) break;
  }
  return smallestBatch(open, limits, best);
}

/** Among infeasible answers: the one whose worst limit is less exceeded. */
function nearer(found: RateAnswer, best: RateAnswer): boolean {
  if (best.arrivalRate > 0 || found.arrivalRate > 0) return false;
  const excess = ({ answer, binding }: RateAnswer) =>
    binding === undefined ? 0 : binding.value(answer) / binding.limit;
  return excess(found) < excess(best) * (1 - WORTH);
}

type Attempt = (settings: Settings) => boolean;
type Move = (attempt: Attempt, now: () => Settings, space: Space) => void;

const batchSizes: Move = (attempt, now, space) => {
  const make = (value: number) => ({
    ...now(),
    maxBatchSize: value,
    tokenBudget: Math.max(now().tokenBudget, value + 1),
  });
  along(attempt, make, grid(1, space.maxBatchSize), () => now().maxBatchSize);
};

const tokenBudgets: Move = (attempt, now, space) => {
  const make = (value: number) => ({
    ...now(),
    tokenBudget: value,
    maxBatchSize: Math.min(now().maxBatchSize, value - 1),
  });
  along(attempt, make, grid(16, space.tokenBudget), () => now().tokenBudget);
};

/** A cap on prompt tokens alone, with a budget that never binds. */
const chunkSizes: Move = (attempt, now, space) => {
  const make = (value: number) => ({
    ...now(),
    chunkSize: value,
    tokenBudget: Math.min(space.tokenBudget, value + now().maxBatchSize),
  });
  along(attempt, make, grid(16, space.tokenBudget / 2), () => now().chunkSize);
};

/** Tries a grid, then halves the gaps around the best value down to whole numbers. */
function along(
  attempt: Attempt,
  make: (value: number) => Settings,
  values: readonly number[],
  current: () => number | undefined,
): void {
  for (const value of values) if (value !== current()) attempt(make(value));
  const [highest, lowest] = [values[0] as number, values[values.length - 1] as number];
  for (let ratio = Math.sqrt(COARSE); ratio > FINEST; ratio = Math.sqrt(ratio)) {
    const at = current();
    if (at === undefined) return;
    const near = [Math.round(at * ratio), Math.round(at / ratio)];
    near.filter((x) => x !== at && x <= highest && x >= lowest).some((x) => attempt(make(x)));
  }
}

function grid(low: number, high: number): number[] {
  const steps = Math.max(1, Math.ceil(Math.log(high / low) / Math.log(COARSE)));
  const values = Array.from({ length: steps + 1 }, (_, i) =>
    Math.round(low * (high / low) ** (i / steps)),
  );
  return [...new Set(values)].reverse();
}

/** The fewest slots that carry the same rate: a larger batch would not be used. */
function smallestBatch(
  open: (settings: Settings) => Point,
  limits: readonly Constraint[],
  best: Tuned,
): Tuned {
  if (best.arrivalRate === 0) return best;
  const rate = best.arrivalRate * (1 - WORTH / 2);
  let [low, high] = [0, best.settings.maxBatchSize];
  while (high - low > Math.max(1, Math.floor(high * 0.02))) {
    const middle = Math.floor((low + high) / 2);
    if (keeps(open({ ...best.settings, maxBatchSize: middle }), limits, rate)) high = middle;
    else low = middle;
  }
  if (high === best.settings.maxBatchSize) return best;
  const settings = { ...best.settings, maxBatchSize: high };
  const found = maximizeRate(open(settings), limits);
  return found.arrivalRate >= rate ? { ...found, settings } : best;
}
