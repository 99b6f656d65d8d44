/**
 * A search over engine settings. Most settings cost one evaluation or less: one that cannot keep the
 * limits at a rate a little above the best so far cannot beat it (maximize-rate.ts).
 */
import type { Constraint } from './constraint.ts';
import {
  HIGHEST,
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

/** A gain below this share of the rate is not worth another evaluation. */
export const WORTH = 1e-3;
/** Ratio within which the cap on the batch stays from one budget to the next, most often. */
const NEAR = 1.1;

/** The best so far, against which every attempt is measured. The one hot mutable of the solver. */
export interface Search {
  readonly open: (settings: Settings) => Point;
  readonly limits: readonly Constraint[];
  /** Tokens of the budget that a decode takes. */
  readonly tokensPerDecode: number;
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

/** A search that begins with the best rate at the start. */
export function makeSearch(
  unremembered: Search['open'],
  limits: readonly Constraint[],
  start: Settings,
  tokensPerDecode: number,
): Search {
  const open = remembered(unremembered);
  const best = { ...maximizeRate(open(start), limits), settings: start };
  return { open, limits, tokensPerDecode, best, cap: start.maxBatchSize, rejected: new Set() };
}

/** Tries settings; true if they are better by more than `worth`. */
export function attempt(search: Search, settings: Settings, worth = WORTH): boolean {
  const { open, limits, best, tokensPerDecode } = search;
  const { maxBatchSize, tokenBudget } = settings;
  if (maxBatchSize < 1 || tokenBudget <= maxBatchSize * tokensPerDecode) return false;
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
    binding === undefined ? 0 : binding.held(answer) / binding.limit;
  return excess(found) < excess(best) * (1 - WORTH);
}

/**
 * The same settings with the largest batch that keeps the gaps at a rate worth having, or with all
 * slots taken while there is no such rate yet: more slots only shorten the wait.
 */
export function tryCapped(search: Search, settings: Settings, worth = WORTH): boolean {
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
