/** Fourier transforms of real sequences whose length is a power of two. Complex data is interleaved. */
import FFT from 'fft.js';

interface Plan {
  /** Twiddle tables: costly to make, never changed, the same for everyone. */
  readonly fft: FFT;
  /** Room for a transform and its result, so that none is made for each; nothing is kept in it. */
  readonly before: Float64Array;
  readonly after: Float64Array;
}

const plans = new Map<number, Plan>();

function planOf(length: number): Plan {
  let plan = plans.get(length);
  if (plan === undefined) {
    const room = () => new Float64Array(2 * length);
    plan = { fft: new FFT(length), before: room(), after: room() };
    plans.set(length, plan);
  }
  return plan;
}

/** Σ_n x_n e^{−2πi nm/M} for m = 0..M/2, interleaved; M = signal.length. */
export function realSpectrum(signal: Float64Array): Float64Array {
  const out = new Float64Array(2 * signal.length);
  planOf(signal.length).fft.realTransform(out, signal);
  return out;
}

/**
 * Two real sequences from their half spectra (m = 0..M/2) at once: the inverse transform
 * of X + iY has the first in its real and the second in its imaginary part.
 */
export function inversePair(
  first: Float64Array,
  second: Float64Array,
  length: number,
): [Float64Array, Float64Array] {
  const { fft, before: packed, after: out } = planOf(length);
  for (let m = 0; m <= length / 2; m++) {
    const xr = first[2 * m] as number;
    const xi = first[2 * m + 1] as number;
    const yr = second[2 * m] as number;
    const yi = second[2 * m + 1] as number;
    packed[2 * m] = xr - yi;
    packed[2 * m + 1] = xi + yr;
    if (m === 0 || 2 * m === length) continue;
    packed[2 * (length - m)] = xr + yi;
    packed[2 * (length - m) + 1] = yr - xi;
  }
  fft.inverseTransform(out, packed);
  const [x, y] = [new Float64Array(length), new Float64Array(length)];
  for (let n = 0; n < length; n++) {
    x[n] = out[2 * n] as number;
    y[n] = out[2 * n + 1] as number;
  }
  return [x, y];
}
