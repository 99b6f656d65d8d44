/**
 * The process of a scenario whose counts vary like those of a trace: Poisson if that is good
 * enough, else the gamma renewal process or the MMPP(2) that comes closest over all lengths of
 * windows.
 *
 * @see docs/traces.md
 */
import type { Arrivals } from '../scenario.ts';
import type { ArrivalDescription, ArrivalFit, Dispersion } from '../traffic-description.ts';
import { mmppFit } from './fit-mmpp.ts';
import { hasDrift, scheduleCandidate } from './fit-schedule.ts';

/** What is known of the arrivals of a trace. */
export interface KnownArrivals {
  readonly rate: number;
  readonly dispersion: readonly Dispersion[];
  /** Squared coefficient of variation of the gaps; absent where times are too coarse. */
  readonly gapScv?: number;
  /** Parts of the trace, each of `width` seconds. */
  readonly rateOverTime: ArrivalDescription['rateOverTime'];
}

export interface Candidate {
  readonly arrivals: Arrivals;
  /** Index of dispersion over windows of so many seconds. */
  readonly index: (seconds: number) => number;
  readonly thirdMoment: boolean;
  /** Shorter windows than this are not judged; default: none. */
  readonly from?: number;
}

/** A simpler process is kept unless another one is this much closer. */
const BETTER = 0.6;
/** A plan of the rate that is no worse than this is kept where the rate drifts. */
const GOOD_PLAN = 0.25;

export const rounded = (value: number): number => Number(value.toPrecision(4));

export function fitArrivals(known: KnownArrivals): ArrivalFit {
  const stationary = [poisson(known), gamma(known), ...mmppFit(known)];
  const plan = hasDrift(known.dispersion) ? [scheduleCandidate(known)] : [];
  const candidates = [...stationary, ...plan];
  const errors = candidates.map((candidate) => errorOf(candidate, known.dispersion));
  const last = errors.length - 1;
  const isPlanned = plan.length > 0 && (errors[last] as number) < GOOD_PLAN;
  const best = isPlanned ? last : bestOf(errors.slice(0, stationary.length), known.dispersion);
  const chosen = candidates[best] as Candidate;
  return {
    arrivals: chosen.arrivals,
    dispersion: known.dispersion.map(({ seconds }) => chosen.index(seconds)),
    error: errors[best] as number,
    others: Object.fromEntries(
      candidates.flatMap(({ arrivals }, i) =>
        i === best ? [] : [[arrivals.process, errors[i] as number]],
      ),
    ),
    thirdMoment: chosen.thirdMoment,
  };
}

/** From the simplest on, a later one only where those before it are off by more than chance. */
function bestOf(errors: readonly number[], seen: readonly Dispersion[]): number {
  const noise = noiseOf(seen);
  return errors.reduce((best, error, i) => {
    const before = errors[best] as number;
    return before > noise && error < BETTER * before ? i : best;
  }, 0);
}

function poisson({ rate }: KnownArrivals): Candidate {
  const arrivals = { process: 'poisson', rate: rounded(rate) } as const;
  return { arrivals, index: () => 1, thirdMoment: false };
}

/** c² of the gaps if they are known, else the one whose counts come closest. */
function gamma({ rate, gapScv, dispersion }: KnownArrivals): Candidate {
  const errorAt = (scv: number) => errorOf(gammaCandidate(rate, scv), dispersion);
  const grid = Array.from({ length: 120 }, (_, i) => 0.02 * 1.08 ** i);
  const closest = grid.reduce((best, scv) => (errorAt(scv) < errorAt(best) ? scv : best), 1);
  const own = gapScv === undefined ? closest : Math.min(MOST_SCV, Math.max(0, gapScv));
  return gammaCandidate(rate, errorAt(own) <= errorAt(closest) / BETTER ? own : closest);
}
const MOST_SCV = 100;

/**
 * Var N(t) of the stationary renewal process: c²λt + 1/6 − c⁴/6 for gamma gaps and λt ≫ 1 (D. R.
 * Cox, Renewal Theory (1962), §4.5), between 1 and c²
 * elsewhere, where it is not judged.
 */
function gammaCandidate(rate: number, scv: number): Candidate {
  const index = (seconds: number) => {
    const late = scv + (1 - scv ** 2) / (6 * rate * seconds);
    return scv > 1 ? Math.max(1, late) : Math.min(1, late);
  };
  const arrivals = { process: 'gamma', rate: rounded(rate), scv: rounded(scv) } as const;
  return { arrivals, index, thirdMoment: false, from: (2 * Math.max(1, scv)) / rate };
}

/** Root mean square of the relative error of the index of dispersion. */
export function errorOf(
  { index, from = 0 }: Pick<Candidate, 'index' | 'from'>,
  seen: readonly Dispersion[],
): number {
  const known = seen.filter(({ seconds }) => seconds >= from);
  const judged = known.length >= FEWEST ? known : seen;
  if (judged.length === 0) return 0;
  const squares = judged.map(
    (each) => Math.log(index(each.seconds) / Math.max(1e-3, each.index)) ** 2,
  );
  return Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / judged.length);
}
const FEWEST = 3;

/** The error that the right process would have, as counts in so many windows vary. */
function noiseOf(seen: readonly Dispersion[]): number {
  if (seen.length === 0) return Infinity;
  const squares = seen.map(({ windows }) => 2 / windows);
  return 1.5 * Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / seen.length) + 0.02;
}
