/**
 * The engine settings that carry the most. Two batch sizes matter at each token budget: the largest,
 * and the largest that keeps the limits on the time between tokens (a cap that trades waiting for
 * gaps). The rate as a function of the budget has two branches: while a full iteration stays within
 * the TBT limit it grows with the budget, at the budget where the limit is crossed it drops, and
 * from there on it wanders. So every budget of a geometric grid is tried, and from the best of them
 * budget and batch size climb together.
 */
import type { Constraint } from './constraint.ts';
import { keeps, maximizeRate, type Point } from './maximize-rate.ts';
import {
  attempt,
  makeSearch,
  type Search,
  type Settings,
  type Tuned,
  tryCapped,
  WORTH,
} from './search.ts';

/** Largest values that are worth trying. */
export interface Space {
  readonly maxBatchSize: number;
  readonly tokenBudget: number;
  /** Tokens of the budget that a decode takes: with drafts more than the default, one. */
  readonly tokensPerDecode?: number;
  /** The cap on prompt tokens may be turned as well. */
  readonly chunks: boolean;
}

/** A cap on prompt tokens apart from the budget must gain this much: not every engine has one. */
const WORTH_A_CHUNK = 0.01;
/** Ratio of neighbouring values of the grid. */
const COARSE = 1.3;

/** The best settings, from a start. `open` makes an engine of settings. */
export function tuneEngine(
  open: (settings: Settings) => Point,
  limits: readonly Constraint[],
  start: Settings,
  space: Space,
): Tuned {
  const search = makeSearch(open, limits, start, space.tokensPerDecode ?? 1);
  for (const budget of grid(16, space.tokenBudget)) tryBudget(search, budget, space);
  settle(search, space);
  if (!space.chunks) return search.best;
  const withoutChunks = search.best;
  tryChunks(search, space);
  if (search.best !== withoutChunks) settle(search, space);
  return search.best;
}

/** To the top from the best of the grid. */
function settle(search: Search, space: Space): void {
  search.best = smallestBatch(search.open, search.limits, search.best);
  climb(search, space);
}

/** Steps of the last search, as ratios, and how often one is repeated while it leads upwards. */
const STEPS = [1.13, 1.05, 1.02, 1.005];
const REPEATS = 6;
const AROUND = [-1, 0, 1]
  .flatMap((b) => [-1, 0, 1].map((c) => [b, c] as const))
  .filter(([b, c]) => b !== 0 || c !== 0);

/**
 * Batch size and budget together: their best values trade against each other along a ridge, which
 * changing one at a time does not climb.
 */
function climb(search: Search, space: Space): void {
  for (const ratio of STEPS)
    for (let repeat = 0; repeat < REPEATS; repeat++)
      if (!AROUND.some(([b, c]) => tryStep(search, space, stepped(ratio, b), stepped(ratio, c))))
        break;
}

/** At least one whole unit up or down by a ratio. */
function stepped(ratio: number, direction: number): (value: number) => number {
  return (value) => value + direction * Math.max(1, Math.round(value * (ratio - 1)));
}

function tryStep(
  search: Search,
  space: Space,
  size: (value: number) => number,
  budget: (value: number) => number,
): boolean {
  const now = search.best.settings;
  const maxBatchSize = size(now.maxBatchSize);
  const promptTokens = budget(now.chunkSize ?? now.tokenBudget);
  if (maxBatchSize > space.maxBatchSize || promptTokens > space.tokenBudget) return false;
  const settings =
    now.chunkSize === undefined
      ? { chunkSize: undefined, tokenBudget: promptTokens }
      : { chunkSize: promptTokens, tokenBudget: promptTokens + decoded(maxBatchSize, space) };
  return attempt(search, { maxBatchSize, ...settings });
}

/** Tokens of so many decodes. */
function decoded(requests: number, { tokensPerDecode = 1 }: Space): number {
  return requests * tokensPerDecode;
}

/** A budget with the largest batch, and with the largest that the limits on gaps allow. */
function tryBudget(search: Search, tokenBudget: number, space: Space): boolean {
  if (tokenBudget > space.tokenBudget) return false;
  const largest = {
    maxBatchSize: Math.min(space.maxBatchSize, Math.floor((tokenBudget - 1) / decoded(1, space))),
    tokenBudget,
    chunkSize: undefined,
  };
  if (largest.maxBatchSize < 1) return false;
  const better = attempt(search, largest);
  return tryCapped(search, largest) || better;
}

/** A cap on prompt tokens with a budget that never binds, around what the best budget leaves. */
function tryChunks(search: Search, space: Space): void {
  const { tokenBudget } = search.best.settings;
  const low = Math.max(16, tokenBudget / 4);
  for (const chunkSize of grid(
    low,
    Math.max(low + 1, Math.min(space.tokenBudget, 2 * tokenBudget)),
  )) {
    const maxBatchSize = space.maxBatchSize;
    const tokens = chunkSize + decoded(maxBatchSize, space);
    const settings = { chunkSize, maxBatchSize, tokenBudget: tokens };
    attempt(search, settings, WORTH_A_CHUNK);
    tryCapped(search, settings, WORTH_A_CHUNK);
  }
}

/** Whole numbers in a geometric grid, every eighth first, so that a good one is met early. */
function grid(low: number, high: number): number[] {
  const steps = Math.max(1, Math.ceil(Math.log(high / low) / Math.log(COARSE)));
  const order = [8, 4, 2, 1].flatMap((stride) =>
    Array.from({ length: Math.floor(steps / stride) + 1 }, (_, i) => i * stride),
  );
  const values = [...new Set(order)].map((i) => Math.round(high * (low / high) ** (i / steps)));
  return [...new Set(values)];
}

/** The fewest slots that carry the same rate: a larger batch would not be used. */
function smallestBatch(open: Search['open'], limits: readonly Constraint[], best: Tuned): Tuned {
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
