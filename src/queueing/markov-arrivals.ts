/**
 * Arrival processes with a hidden phase (Markovian arrival processes), of two kinds, which cover
 * what is more and what is less variable than Poisson:
 *
 * `modulated`: Poisson at a rate that depends on which of two states holds (MMPP); with rate 0 in
 * one of them it is renewal with hyperexponential gaps.
 * `regular`: renewal, gaps of m exponential stages of one rate, of which the first is left out with
 * a given probability (mixed Erlang).
 *
 * @see docs/model.md#markov-arrivals; M. F. Neuts, Structured Stochastic Matrices of M/G/1 Type
 *   (1989), ch. 5; A. Kuczura, Bell System Technical Journal 52 (1973), pp. 437–448.
 */
export type MarkovArrivals = ModulatedArrivals | RegularArrivals;

interface Phases {
  /** λ, arrivals per second. */
  readonly rate: number;
  /** Share of time in each phase. */
  readonly shares: readonly number[];
  /** Arrivals per second while in each phase. */
  readonly rates: readonly number[];
}

export interface ModulatedArrivals extends Phases {
  readonly kind: 'modulated';
  /** Per second, out of the first and out of the second state. */
  readonly leaving: readonly [number, number];
}

export interface RegularArrivals extends Phases {
  readonly kind: 'regular';
  readonly stageRate: number;
  readonly stages: number;
  /** P(the first stage is left out). */
  readonly skip: number;
  /** c_a², of which the stages may show less. */
  readonly scv: number;
}

export function modulatedArrivals(
  rates: readonly [number, number],
  leaving: readonly [number, number],
): ModulatedArrivals {
  const first = leaving[1] / (leaving[0] + leaving[1]);
  const rate = first * rates[0] + (1 - first) * rates[1];
  return { kind: 'modulated', rate, shares: [first, 1 - first], rates, leaving };
}

/**
 * Renewal with hyperexponential gaps: with probability `often` exponential of rate `fast`, else of
 * rate `slow`. Exactly Poisson switched on and off.
 */
export function interruptedArrivals(often: number, fast: number, slow: number): ModulatedArrivals {
  const on = often * fast + (1 - often) * slow;
  const resume = (fast * slow) / on;
  return modulatedArrivals([on, 0], [fast + slow - on - resume, resume]);
}

/** Hyperexponential gaps with given first three moments about 0; undefined where none has them. */
export function interruptedFromMoments(
  mean: number,
  second: number,
  third: number,
): ModulatedArrivals | undefined {
  // Sum and product of the two mean gaps from the reduced moments 1, m2/2, m3/6.
  const [a, b, c] = [mean, second / 2, third / 6];
  const spread = b - a * a;
  if (!(spread > 1e-9 * a * a)) return undefined;
  const sum = (c - a * b) / spread;
  const product = (a * c - b * b) / spread;
  const root = sum * sum - 4 * product;
  if (!(root > 0) || !(product > 0)) return undefined;
  const long = (sum + Math.sqrt(root)) / 2;
  const short = product / long;
  const often = (long - a) / (long - short);
  return often > 0 && often < 1 ? interruptedArrivals(often, 1 / short, 1 / long) : undefined;
}

/** More stages change little and cost much. */
const MOST_STAGES = 8;

/**
 * Gaps more regular than exponential, of squared coefficient of variation `scv`; the stages show it
 * down to one over the most of them.
 */
export function regularArrivals(
  rate: number,
  scv: number,
  mostStages: number = MOST_STAGES,
): RegularArrivals {
  const least = Math.max(scv, 1 / Math.min(MOST_STAGES, mostStages));
  const stages = Math.max(2, Math.ceil(1 / least - 1e-9));
  // H. C. Tijms, Stochastic Models (1994), p. 358.
  const skip = Math.max(
    0,
    (stages * least - Math.sqrt(stages * (1 + least) - stages * stages * least)) / (1 + least),
  );
  const stageRate = rate * (stages - skip);
  const first = (1 - skip) / (stages - skip);
  const shares = Array.from({ length: stages }, (_, i) => (i === 0 ? first : 1 / (stages - skip)));
  const rates = shares.map((_, i) => (i === stages - 1 ? stageRate : 0));
  return { kind: 'regular', rate, shares, rates, stageRate, stages, skip, scv };
}

/** How much, and how long, the rate swings: variance over mean of counts in the long run. */
export interface Swing {
  /** Index of dispersion of counts, t → ∞; 1 for Poisson. */
  readonly dispersion: number;
  /** Per second: the autocorrelation of the rate falls as e^{−t·relaxation}. */
  readonly relaxation: number;
}

export function swingOf(arrivals: MarkovArrivals): Swing {
  const { rate } = arrivals;
  if (arrivals.kind === 'regular') return { dispersion: arrivals.scv, relaxation: 2 * rate };
  const { shares, rates, leaving } = arrivals;
  const relaxation = leaving[0] + leaving[1];
  const [p, q] = shares as readonly [number, number];
  const [one, two] = rates as readonly [number, number];
  return { dispersion: 1 + (2 * p * q * (one - two) ** 2) / (rate * relaxation), relaxation };
}

/** A share of the requests, each taken at random. */
export function thinned(arrivals: MarkovArrivals, share: number): MarkovArrivals {
  if (share === 1) return arrivals;
  if (arrivals.kind === 'modulated') {
    const [one, two] = arrivals.rates as readonly [number, number];
    return modulatedArrivals([share * one, share * two], arrivals.leaving);
  }
  const scv = 1 - share * (1 - swingOf(arrivals).dispersion);
  return regularArrivals(share * arrivals.rate, scv);
}

/**
 * Phase after the arrival that ends a sleep, by the phase in which it began: entry i·m + p.
 */
export function wakingPhases(arrivals: MarkovArrivals): Float64Array {
  const m = arrivals.shares.length;
  const out = new Float64Array(m * m);
  if (arrivals.kind === 'modulated') {
    const [one, two] = arrivals.rates as readonly [number, number];
    const [out1, out2] = arrivals.leaving;
    const norm = (one + out1) * (two + out2) - out1 * out2;
    out.set([
      (one * (two + out2)) / norm,
      (two * out1) / norm,
      (one * out2) / norm,
      (two * (one + out1)) / norm,
    ]);
    return out;
  }
  for (let i = 0; i < m; i++) {
    out[i * m] = 1 - arrivals.skip;
    out[i * m + 1] = arrivals.skip;
  }
  return out;
}
