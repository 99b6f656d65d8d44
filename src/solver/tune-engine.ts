/**
 * The engine settings that carry the most. Two batch sizes matter at each token budget: the largest,
 * and the largest that keeps the limits on the time between tokens (a cap that trades waiting for
 * gaps). The rate as a function of the budget has two branches: while a full iteration stays within
 * the TBT limit it grows with the budget, at the budget where the limit is crossed it drops, and
 * from there on it wanders. So every budget of a geometric grid is tried, and from the best of them
 * budget and batch size climb together.
 *
 * Most settings cost one evaluation or less: one that cannot keep the limits at a rate a little
 * above the best so far cannot beat it (maximize-rate.ts).
 */
import type { Constraint } from './constraint.ts';
import {
  HIGHEST,
  keeps,
  keepsGaps,
  maximizeRate,
  mayKeep,
  type Point,
  type RateAnswer,
} from './maximize-rate.ts';

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

/** Largest values that are worth trying. */
export interface Space {
  readonly maxBatchSize: number;
  readonly tokenBudget: number;
}

/** A gain below this share of the rate is not worth another evaluation. */
const WORTH = 1e-3;
/** A cap on prompt tokens apart from the budget must gain this much: not every engine has one. */
const WORTH_A_CHUNK = 0.01;
/** Ratio within which the cap on the batch stays from one budget to the next, most often. */
const NEAR = 1.1;
/** Ratio of neighbouring values of the grid. */
const COARSE = 1.3;

/** The best settings, from a start. `open` makes an engine of settings. */
export function tuneEngine(
  open: (settings: Settings) => Point,
  limits: readonly Constraint[],
  start: Settings,
  space: Space,
): Tuned {
  const search = makeSearch(remembered(open), limits, start);
  for (const budget of grid(16, space.tokenBudget)) tryBudget(search, budget, space);
  settle(search, space);
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
      : { chunkSize: promptTokens, tokenBudget: promptTokens + maxBatchSize };
  return attempt(search, { maxBatchSize, ...settings });
}

interface Search {
  readonly open: (settings: Settings) => Point;
  readonly limits: readonly Constraint[];
  best: Tuned;
  /** The batch size the limits on gaps last allowed. */
  cap: number;
  /** Settings that did not beat an earlier best, and so never will. */
  readonly rejected: Set<string>;
}

/** The same engines without opening one twice. */
function remembered(open: Search['open']): Search['open'] {
  const known = new Map<string, Point>();
  return (settings) => {
    const { maxBatchSize, tokenBudget, chunkSize } = settings;
    const key = `${maxBatchSize}/${tokenBudget}/${chunkSize}`;
    const point = known.get(key) ?? open(settings);
    known.set(key, point);
    return point;
  };
}

/** The one hot mutable: the best so far, against which every attempt is measured, and the last cap. */
function makeSearch(open: Search['open'], limits: readonly Constraint[], start: Settings): Search {
  const best = { ...maximizeRate(open(start), limits), settings: start };
  return { open, limits, best, cap: start.maxBatchSize, rejected: new Set() };
}

/** Tries settings; true if they are better by more than `worth`. */
function attempt(search: Search, settings: Settings, worth = WORTH): boolean {
  if (settings.maxBatchSize < 1 || settings.tokenBudget <= settings.maxBatchSize) return false;
  const { open, limits, best } = search;
  const key = JSON.stringify(settings);
  if (search.rejected.has(key)) return false;
  const point = open(settings);
  const enough = best.arrivalRate * (1 + worth);
  const reject = () => {
    search.rejected.add(key);
    return false;
  };
  if (best.arrivalRate > 0 && !mayKeep(point, limits, enough)) return reject();
  const found = maximizeRate(point, limits, enough);
  if (found.arrivalRate <= enough && !nearer(found, best)) return reject();
  search.best = { ...found, settings };
  return true;
}

/** Among infeasible answers: the one whose worst limit is less exceeded. */
function nearer(found: RateAnswer, best: RateAnswer): boolean {
  if (best.arrivalRate > 0 || found.arrivalRate > 0) return false;
  const excess = ({ answer, binding }: RateAnswer) =>
    binding === undefined ? 0 : binding.value(answer) / binding.limit;
  return excess(found) < excess(best) * (1 - WORTH);
}

/** A budget with the largest batch, and with the largest that the limits on gaps allow. */
function tryBudget(search: Search, tokenBudget: number, space: Space): boolean {
  if (tokenBudget > space.tokenBudget) return false;
  const largest = {
    maxBatchSize: Math.min(space.maxBatchSize, tokenBudget - 1),
    tokenBudget,
    chunkSize: undefined,
  };
  const better = attempt(search, largest);
  return tryCapped(search, largest) || better;
}

/**
 * The same settings with the largest batch that keeps the gaps at a rate worth having, or with all
 * slots taken while there is no such rate yet: more slots only shorten the wait.
 */
function tryCapped(search: Search, settings: Settings, worth = WORTH): boolean {
  const { open, limits, best } = search;
  const wanted = best.arrivalRate > 0 ? best.arrivalRate * (1 + worth) : Infinity;
  const fits = (maxBatchSize: number) => {
    const point = open({ ...settings, maxBatchSize });
    return keepsGaps(point, limits, Math.min(point.maxArrivalRate * HIGHEST, wanted));
  };
  const carries = (maxBatchSize: number) =>
    wanted === Infinity || open({ ...settings, maxBatchSize }).maxArrivalRate * HIGHEST > wanted;
  if (!carries(settings.maxBatchSize) || fits(settings.maxBatchSize)) return false;
  const cap = largestFitting(fits, carries, settings.maxBatchSize, search.cap);
  search.cap = Math.max(1, cap ?? search.cap);
  return cap !== undefined && attempt(search, { ...settings, maxBatchSize: cap }, worth);
}

/** The largest batch that fits, to 1 %, sought from a hint; undefined once too few are left to carry. */
function largestFitting(
  fits: (size: number) => boolean,
  carries: (size: number) => boolean,
  tooLarge: number,
  hint: number,
): number | undefined {
  let [low, high] = [0, tooLarge];
  const ask = (size: number) => {
    if (size <= low || size >= high) return;
    if (fits(size)) low = size;
    else high = size;
  };
  ask(hint);
  ask(Math.round(hint * (low > 0 ? NEAR : 1 / NEAR)));
  while (high - low > Math.max(1, Math.floor(low * 0.01))) {
    if (!carries(high)) return undefined;
    if (high === 1) break;
    ask(low === 0 ? Math.max(1, Math.floor(high / 4)) : Math.floor((low + high) / 2));
  }
  return low;
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
    const settings = { chunkSize, maxBatchSize, tokenBudget: chunkSize + maxBatchSize };
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
