/**
 * Weighted samples of a quantity ≥ 0, in bins 0.1 % wide on a log scale from 1 µs to 10⁵ s, smaller
 * ones as zero. Mutable, as it sits in the innermost loop. Written apart from the histogram of the
 * formulas.
 */
const BINS_PER_E_FOLD = 1000;
const SMALLEST = Math.log(1e-6);
const BINS = Math.ceil(BINS_PER_E_FOLD * (Math.log(1e5) - SMALLEST));

export interface LogHistogram {
  /** Absent until something other than zero is counted. */
  bins: Float64Array | undefined;
  zeros: number;
  weight: number;
  /** Σ weight × value. */
  sum: number;
}

export function emptyHistogram(): LogHistogram {
  return { bins: undefined, zeros: 0, weight: 0, sum: 0 };
}

export function count(histogram: LogHistogram, value: number, weight: number): void {
  histogram.weight += weight;
  histogram.sum += weight * value;
  const bin = Math.floor((Math.log(value) - SMALLEST) * BINS_PER_E_FOLD);
  if (!(bin >= 0)) {
    histogram.zeros += weight;
    return;
  }
  histogram.bins ??= new Float64Array(BINS);
  const place = bin < BINS ? bin : BINS - 1;
  histogram.bins[place] = (histogram.bins[place] as number) + weight;
}

export function merged(histograms: readonly LogHistogram[]): LogHistogram {
  const total = emptyHistogram();
  for (const { bins, zeros, weight, sum } of histograms) {
    total.zeros += zeros;
    total.weight += weight;
    total.sum += sum;
    if (bins === undefined) continue;
    const into = total.bins ?? new Float64Array(BINS);
    for (let i = 0; i < BINS; i++) into[i] = (into[i] as number) + (bins[i] as number);
    total.bins = into;
  }
  return total;
}

export function meanOf({ sum, weight }: LogHistogram): number {
  return weight > 0 ? sum / weight : Number.NaN;
}

/** The value that a share p of the weight does not exceed; NaN when nothing was counted. */
export function quantileOf({ bins, zeros, weight }: LogHistogram, p: number): number {
  const wanted = p * weight;
  if (!(weight > 0)) return Number.NaN;
  if (wanted <= zeros || bins === undefined) return 0;
  let below = zeros;
  let last = 0;
  for (let i = 0; i < BINS; i++) {
    const here = bins[i] as number;
    if (here === 0) continue;
    last = i + 1;
    if (below + here >= wanted)
      return Math.exp(SMALLEST + (i + (wanted - below) / here) / BINS_PER_E_FOLD);
    below += here;
  }
  return Math.exp(SMALLEST + last / BINS_PER_E_FOLD); // the weights add up to a rounding less
}

/** The share of the weight that a value is not below, within its bin in proportion; NaN of nothing. */
export function shareOf({ bins, zeros, weight }: LogHistogram, value: number): number {
  const place = (Math.log(value) - SMALLEST) * BINS_PER_E_FOLD;
  let below = zeros;
  const whole = Math.min(BINS, Math.floor(place));
  for (let i = 0; i < whole; i++) below += bins?.[i] ?? 0;
  if (place >= 0) below += (place - whole) * (bins?.[whole] ?? 0);
  return below / weight;
}
