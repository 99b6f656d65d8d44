/**
 * Work ahead of an arrival in a bulk queue with a hidden phase. Arrivals are seen in the phases they
 * come from: the law of the work is that of x_w·exp(D(L(z))·s)·d with s the time since the round
 * began and d the rates of arrival by phase. Nothing is assumed of what an arrival sees.
 *
 * @see docs/model.md#markov-arrivals
 */
import { inversePair } from '../numerics/fft.ts';
import type { ModulatedCircle } from './modulated-bulk-excess.ts';

/** What an arrival may find. */
export interface ModulatedElapsed {
  /** Weights of the phases at the start of the round. */
  readonly start: Float64Array;
  /** Of `modulatedExcess`; then `start` is not looked at. */
  readonly behind?: Float64Array;
  /** s, seconds since the round began. */
  readonly seconds: number;
  /** Rates of arrival that count, by phase. */
  readonly rates: readonly number[];
}

const FAR_END = 1 / 16;

/** The cells ahead in two situations at once; each sums to the rate of arrivals that find it. */
export function modulatedAhead(
  of: ModulatedCircle,
  first: ModulatedElapsed,
  second: ModulatedElapsed,
): [Float64Array, Float64Array] {
  const { on } = of;
  const laws = inversePair(aheadSpectrum(of, first), aheadSpectrum(of, second), on.points);
  const growth = Math.exp(-on.logRadius);
  // What rounding leaves of the zeros shows as powers of 1/z, that is at the far end.
  const end = Math.ceil(on.points * (1 - FAR_END));
  for (const law of laws) {
    law.fill(0, end);
    let undamp = 1;
    for (let i = 0; i < end; i++) {
      law[i] = Math.max(0, (law[i] as number) * undamp);
      undamp *= growth;
    }
  }
  return laws;
}

/** Σ_q (start·v_q)(u_q·rates) e^{ν_q s} on the circle. */
function aheadSpectrum(of: ModulatedCircle, elapsed: ModulatedElapsed): Float64Array {
  const { on, phases: m, values, right, left } = of;
  const { start, behind, seconds, rates } = elapsed;
  const out = new Float64Array(on.points + 2);
  const from: Pair = [0, 0];
  const to: Pair = [0, 0];
  for (let j = 0; 2 * j <= on.points; j++) {
    let sumR = 0;
    let sumI = 0;
    for (let q = 0; q < m; q++) {
      const at = m * j + q;
      if (behind !== undefined) {
        from[0] = behind[2 * at] as number;
        from[1] = behind[2 * at + 1] as number;
      } else along(right, at * m, start, m, from);
      along(left, at * m, rates, m, to);
      const gr = from[0] * to[0] - from[1] * to[1];
      const gi = from[0] * to[1] + from[1] * to[0];
      const size = Math.exp((values[2 * at] as number) * seconds);
      const phase = (values[2 * at + 1] as number) * seconds;
      const er = size * Math.cos(phase);
      const ei = size * Math.sin(phase);
      sumR += gr * er - gi * ei;
      sumI += gr * ei + gi * er;
    }
    out[2 * j] = sumR;
    out[2 * j + 1] = sumI;
  }
  return out;
}

/** Σ_p weights_p × the complex entries from `first` on. */
function along(
  vectors: Float64Array,
  first: number,
  weights: ArrayLike<number>,
  m: number,
  out: Pair,
): void {
  out[0] = 0;
  out[1] = 0;
  for (let p = 0; p < m; p++) {
    out[0] += (weights[p] as number) * (vectors[2 * (first + p)] as number);
    out[1] += (weights[p] as number) * (vectors[2 * (first + p) + 1] as number);
  }
}

type Pair = [number, number];
