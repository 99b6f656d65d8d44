/** Fourier transforms of real sequences whose length is a power of two. Complex data is interleaved. */
import FFT from 'fft.js';

/** Twiddle tables by length: costly to make, never changed, the same for everyone. */
const plans = new Map<number, FFT>();

function plan(length: number): FFT {
  let fft = plans.get(length);
  if (fft === undefined) {
    fft = new FFT(length);
    plans.set(length, fft);
  }
  return fft;
}

/** Σ_n x_n e^{−2πi nm/M} for m = 0..M/2, interleaved; M = signal.length. */
export function realSpectrum(signal: Float64Array): Float64Array {
  const out = new Float64Array(2 * signal.length);
  plan(signal.length).realTransform(out, signal);
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
  const packed = new Float64Array(2 * length);
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
  const out = new Float64Array(2 * length);
  plan(length).inverseTransform(out, packed);
  const [x, y] = [new Float64Array(length), new Float64Array(length)];
  for (let n = 0; n < length; n++) {
    x[n] = out[2 * n] as number;
    y[n] = out[2 * n + 1] as number;
  }
  return [x, y];
}
