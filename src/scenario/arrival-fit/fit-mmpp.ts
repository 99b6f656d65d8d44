/**
 * The MMPP(2) with the rate of a trace, its excess dispersion and the time scale of that, and, where
 * two states can have it, the third moment of its counts.
 *
 * With states of probability p₁, p₂, rates λ₁ > λ₂, Δ = λ₁ − λ₂, v = p₁p₂Δ² and r the sum of the two
 * rates of leaving, the rate has autocovariance v·e^(−r|s|), so that
 *
 *   Var N(t)/E N(t) = 1 + A·h(rt),  A = 2v/(λr),  h(y) = 1 − (1 − e^(−y))/y;
 *
 * since the centred rate f of two states has f² = v + b·f, b = Δ(p₂ − p₁), the third cumulant of its
 * integral over t is 6bv∫(t − y)·y·e^(−ry) dy over 0 ≤ y ≤ t. *Exact* (D. R. Cox & V. Isham, Point
 * Processes (1980), §3.4; H. Heffes & D. M. Lucantoni, IEEE JSAC 4 (1986), 856–868, match other
 * moments of the same process).
 */
import type { Dispersion } from '../traffic-description.ts';
import { type Candidate, errorOf, type KnownArrivals, rounded } from './fit-arrivals.ts';

/** A state lasts at most what a scenario may say. */
const LONGEST = 86_400;
/** The rarer state has at least this share of the time: less would rest on a handful of events. */
const RAREST = 0.005;
const LEAST_WINDOWS = 50;

/** None where counts do not vary more than those of Poisson. */
export function mmppFit(known: KnownArrivals): Candidate[] {
  const { rate, dispersion } = known;
  const usable = dispersion.filter(({ seconds }) => rate * seconds >= 0.2);
  if (usable.length < 2 || !usable.some(({ index }) => index > 1)) return [];
  const rates = Array.from({ length: 240 }, (_, i) => 1e-5 * 1.065 ** i);
  const fits = rates.map((decay) => {
    const excess = bestExcess(usable, decay);
    const index = (seconds: number) => 1 + excess * rise(decay * seconds);
    return { decay, excess, index, error: errorOf({ index }, usable) };
  });
  const best = fits.reduce((least, fit) => (fit.error < least.error ? fit : least));
  if (!(best.excess > 0)) return [];
  const variance = (best.excess * rate * best.decay) / 2;
  const { high, low, share, thirdMoment } = twoStates(known, best.decay, variance);
  const duration = (other: number) => Math.min(LONGEST, rounded(1 / (best.decay * other)));
  const arrivals = {
    process: 'mmpp',
    states: [
      { rate: rounded(high), meanDuration: duration(1 - share) },
      { rate: rounded(low), meanDuration: duration(share) },
    ],
  } as const;
  return [{ arrivals, index: best.index, thirdMoment }];
}

/** h: 0 for short windows, 1 for long ones. */
export function rise(y: number): number {
  return y < 1e-6 ? y / 2 : 1 + Math.expm1(-y) / y;
}

/** A ≥ 0 by least squares of relative errors, the more windows the more weight. */
function bestExcess(seen: readonly Dispersion[], decay: number): number {
  let [upper, lower] = [0, 0];
  for (const { seconds, windows, index } of seen) {
    const weight = 1 / (2 / windows + 1e-3);
    const h = rise(decay * seconds) / index;
    upper += weight * h * (1 - 1 / index);
    lower += weight * h * h;
  }
  return lower > 0 ? Math.max(0, upper / lower) : 0;
}

interface TwoStates {
  readonly high: number;
  readonly low: number;
  /** Of the time in the state of the high rate. */
  readonly share: number;
  readonly thirdMoment: boolean;
}

function twoStates({ rate, dispersion }: KnownArrivals, decay: number, v: number): TwoStates {
  const skew = skewOf(rate, dispersion, decay, v);
  const difference = Math.sqrt(4 * v + skew * skew);
  const wanted = (1 - skew / difference) / 2;
  const share = Math.min(1 - RAREST, Math.max(RAREST, wanted));
  const step = Math.sqrt(v / (share * (1 - share)));
  const low = rate - step * share;
  if (low >= 0)
    return { high: rate + step * (1 - share), low, share, thirdMoment: share === wanted };
  // No rate below 0: the low state sends nobody, and the share gives the variance.
  const off = (rate * rate) / (rate * rate + v);
  return { high: rate / off, low: 0, share: off, thirdMoment: false };
}

/** b of the third cumulant of counts, over windows about as long as the states last. */
function skewOf(rate: number, seen: readonly Dispersion[], decay: number, v: number): number {
  const enough = seen.filter(({ windows }) => windows >= LEAST_WINDOWS);
  const from = enough.length > 0 ? enough : seen;
  const far = ({ seconds }: Dispersion) => Math.abs(Math.log(seconds * decay));
  const at = from.reduce((best, each) => (far(each) < far(best) ? each : best));
  const { seconds: t, index, third } = at;
  const mean = rate * t;
  // Of the integrated rate: cumulants of counts less those that Poisson adds.
  const cumulant = mean * (third - 3 * index + 2);
  const y = decay * t;
  const first = (1 - Math.exp(-y) * (1 + y)) / decay ** 2;
  const second = (2 - Math.exp(-y) * (2 + 2 * y + y * y)) / decay ** 3;
  return cumulant / (6 * v * (t * first - second));
}
