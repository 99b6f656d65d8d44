/**
 * The largest arrival rate at which an engine with given settings keeps every limit.
 *
 * TTFT, E2E and TBT grow with the rate, so the feasible rates are an interval from zero and its
 * end is found by bracketing. A latency that jumps (a TBT percentile between two kinds of
 * iterations) is bracketed as well as one that grows smoothly.
 */
import type { Prediction } from '../scenario/metrics.ts';
import { type Constraint, margin } from './constraint.ts';

/** One engine with fixed settings: its stability limit and its answers by rate. */
export interface Point {
  readonly maxArrivalRate: number;
  readonly at: (arrivalRate: number) => Prediction;
  /** What happens between tokens alone, cheaper than all of it. */
  readonly gaps: (arrivalRate: number) => Pick<Prediction, 'tbt' | 'tpot' | 'errorBand'>;
  /** Mean latencies, roughly and much cheaper. */
  readonly means: (arrivalRate: number) => { readonly ttft: number; readonly e2e: number };
}

export interface RateAnswer {
  /** Requests per second; 0 when no rate keeps the limits. */
  readonly arrivalRate: number;
  /** At that rate; at vanishing load when infeasible. */
  readonly answer: Prediction;
  /** The limit in the way; undefined when only stability is. */
  readonly binding: Constraint | undefined;
}

/** Shares of the stability limit between which is searched; below the first, load is nothing. */
export const LOWEST = 1e-3;
export const HIGHEST = 0.99;
/** The rate is found to this relative accuracy, always on the side that keeps the limits. */
const TOLERANCE = 5e-4;

/**
 * Brackets the rate by regula falsi on limit/value − 1 (close to a line in the rate, since a wait
 * is about 1/(1 − ρ)) with the Illinois correction, and by halving where that stalls.
 *
 * @param floor a rate below which an answer is of no use: 0 is answered if it breaks a limit.
 */
export function maximizeRate(point: Point, limits: readonly Constraint[], floor = 0): RateAnswer {
  const share = Math.max(LOWEST, floor / point.maxArrivalRate);
  const bottom = point.at(point.maxArrivalRate * share);
  const atBottom = margin(limits, bottom);
  if (atBottom.ratio < 1) return { arrivalRate: 0, answer: bottom, binding: atBottom.tightest };
  const highest = point.maxArrivalRate * HIGHEST;
  const hopeless = hopelessRatio(point, limits, highest);
  const atTop =
    hopeless < 1
      ? { ratio: hopeless, tightest: undefined, found: undefined }
      : evaluate(point, limits, highest);
  if (atTop.found !== undefined && atTop.ratio >= 1)
    return { arrivalRate: highest, answer: atTop.found, binding: undefined };
  return bracket(point, limits, {
    bottom,
    share,
    low: atBottom.ratio,
    high: atTop.ratio,
    tightest: atTop.tightest ?? atBottom.tightest,
  });
}

interface Ends {
  readonly bottom: Prediction;
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly tightest: Constraint | undefined;
}

function bracket(point: Point, limits: readonly Constraint[], ends: Ends): RateAnswer {
  let [low, high] = [ends.share, HIGHEST];
  let [gapLow, gapHigh] = [Math.min(2, ends.low) - 1, ends.high - 1];
  let [answer, binding] = [ends.bottom, ends.tightest];
  for (let step = 0; step < 60 && high - low > TOLERANCE * high; step++) {
    const secant = low + ((high - low) * gapLow) / (gapLow - gapHigh);
    const x = step % 3 === 2 ? (low + high) / 2 : inside(secant, low, high);
    const { ratio, tightest, found } = evaluate(point, limits, point.maxArrivalRate * x);
    if (found !== undefined && ratio >= 1) {
      [low, gapLow, answer] = [x, Math.min(2, ratio) - 1, found];
      gapHigh /= 2;
    } else {
      [high, gapHigh, binding] = [x, ratio - 1, tightest];
      gapLow /= 2;
    }
  }
  return { arrivalRate: point.maxArrivalRate * low, answer, binding };
}

/** The margin at a rate; by the gaps alone where these already break a limit. */
function evaluate(point: Point, limits: readonly Constraint[], arrivalRate: number) {
  const ofGaps = limits.filter(isOfGaps);
  if (ofGaps.length > 0) {
    const broken = margin(ofGaps, point.gaps(arrivalRate));
    if (broken.ratio < 1) return { ...broken, found: undefined };
  }
  const found = point.at(arrivalRate);
  return { ...margin(limits, found), found };
}

/** Keeps a step away from the ends of its bracket, so that it always shrinks. */
function inside(x: number, low: number, high: number): number {
  const edge = Math.min((high - low) * 0.1, TOLERANCE * high * 0.4);
  return Math.min(Math.max(x, low + edge), high - edge);
}

/** Whether the gaps alone tell; TPOT of a class is not among them. */
const isOfGaps = ({ metric, ofClass }: Constraint) =>
  metric === 'tbt' || (metric === 'tpot' && !ofClass);

/** A mean beyond its limit by this factor leaves no hope for a percentile above the mean. */
const HOPELESS = 1.5;

/** limit/mean of the worst limit, where the means alone tell that it is broken; else Infinity. */
function hopelessRatio(point: Point, limits: readonly Constraint[], arrivalRate: number): number {
  const means = point.means(arrivalRate);
  const ratios = limits.map(({ metric, aboveMean, ofClass, limit }) =>
    aboveMean && !ofClass && (metric === 'ttft' || metric === 'e2e')
      ? limit / means[metric]
      : Infinity,
  );
  const worst = Math.min(Infinity, ...ratios);
  return worst * HOPELESS < 1 ? worst : Infinity;
}

/**
 * Whether an engine may keep the limits at a rate, asked in the order of cost: stability, rough
 * means, gaps between tokens. The rest is for `maximizeRate` to tell.
 */
export function mayKeep(point: Point, limits: readonly Constraint[], arrivalRate: number): boolean {
  return (
    arrivalRate < point.maxArrivalRate * HIGHEST &&
    hopelessRatio(point, limits, arrivalRate) === Infinity &&
    keepsGaps(point, limits, arrivalRate)
  );
}

/** Whether an engine keeps the limits at a rate. */
export function keeps(point: Point, limits: readonly Constraint[], arrivalRate: number): boolean {
  if (!mayKeep(point, limits, arrivalRate)) return false;
  const others = limits.filter((limit) => !isOfGaps(limit));
  return others.length === 0 || margin(others, point.at(arrivalRate)).ratio >= 1;
}

/** Whether the limits on TBT and TPOT are kept. */
export function keepsGaps(
  point: Point,
  limits: readonly Constraint[],
  arrivalRate: number,
): boolean {
  const ofGaps = limits.filter(isOfGaps);
  return ofGaps.length === 0 || margin(ofGaps, point.gaps(arrivalRate)).ratio >= 1;
}
