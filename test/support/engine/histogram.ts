/**
 * Weighted samples of a positive quantity, in bins 0.05 % wide on a log scale; 1 µs to 1e5 s.
 * Mutable, as it sits in the innermost loop of the simulator.
 */
const BINS_PER_E_FOLD = 2000;
const SMALLEST = Math.log(1e-6);
const BINS = Math.ceil(BINS_PER_E_FOLD * (Math.log(1e5) - SMALLEST));

export interface WeightedHistogram {
  readonly bins: Float64Array;
  weight: number;
  /** Σ weight × value. */
  sum: number;
}

export function emptyHistogram(): WeightedHistogram {
  return { bins: new Float64Array(BINS), weight: 0, sum: 0 };
}

/** The bin of a value; one logarithm serves every histogram that records the same value. */
export function binOf(value: number): number {
  const bin = Math.floor((Math.log(value) - SMALLEST) * BINS_PER_E_FOLD);
  return bin > 0 ? (bin < BINS ? bin : BINS - 1) : 0;
}

export function record(
  histogram: WeightedHistogram,
  bin: number,
  value: number,
  weight: number,
): void {
  histogram.bins[bin] = (histogram.bins[bin] ?? 0) + weight;
  histogram.weight += weight;
  histogram.sum += weight * value;
}

export function merged(histograms: readonly WeightedHistogram[]): WeightedHistogram {
  const total = emptyHistogram();
  for (const { bins, weight, sum } of histograms) {
    for (let i = 0; i < BINS; i++) total.bins[i] = (total.bins[i] ?? 0) + (bins[i] ?? 0);
    total.weight += weight;
    total.sum += sum;
  }
  return total;
}

/** The value below which a share p of the weight lies; 0 < p < 1. */
export function histogramQuantile(histogram: WeightedHistogram, p: number): number {
  const wanted = p * histogram.weight;
  let below = 0;
  for (let i = 0; i < BINS; i++) {
    const here = histogram.bins[i] ?? 0;
    if (here > 0 && below + here >= wanted)
      return Math.exp(SMALLEST + (i + (wanted - below) / here) / BINS_PER_E_FOLD);
    below += here;
  }
  return Number.NaN;
}
