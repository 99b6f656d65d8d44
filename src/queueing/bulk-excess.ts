/**
 * The work left behind by full rounds of a bulk queue (bulk-queue.ts), as a generating function
 * on a circle inside the unit disc, from which any law of "work ahead of an arrival" follows:
 *
 *   S(z) = Σ_{j ≥ k} P(W = j) z^{j−k} = Σ_{w<k} x_w (a_w(z) − z^w) / (z^k − a_k(z))
 *
 * The radius R, with R^M = 1e-8, damps the aliasing of the discrete inversion to 1e-8 and keeps
 * numerator and denominator away from the common zeros on |z| = 1 of lattice sizes. Exact to
 * about 1e-8 / R^m at entry m; smaller entries are noise.
 *
 * @see docs/model.md#bulk-queue; J. Abate, W. Whitt, Queueing Systems 10 (1992), pp. 5–88.
 */
import { inversePair, realSpectrum } from '../numerics/fft.ts';
import type { BulkQueue } from './bulk-queue.ts';
import { decayAt } from './geometric-tail.ts';

export interface Circle {
  /** M, number of points; a power of two. */
  readonly points: number;
  /** ln R < 0. */
  readonly logRadius: number;
  /** L(z) of the sizes at z_m = R e^{−2πi m/M}, m ≤ M/2, interleaved. */
  readonly sizes: Float64Array;
}

/** A power of two beyond all lengths that matter. */
export function pointsFor(...lengths: readonly number[]): number {
  return Math.min(65536, 2 ** Math.ceil(Math.log2(Math.max(256, ...lengths))));
}

/** The circle with M points and the sizes on it; `damping` is R^−M. */
export function circle(sizes: Float64Array, points: number, damping = 1e8): Circle {
  const logRadius = -Math.log(damping) / points;
  return { points, logRadius, sizes: spectrumOn({ points, logRadius }, sizes) };
}

/** The generating function of a law at the points of a circle, interleaved, m ≤ M/2. */
export function spectrumOn(
  { points, logRadius }: Pick<Circle, 'points' | 'logRadius'>,
  law: Float64Array,
): Float64Array {
  const damped = new Float64Array(points);
  for (let i = 0; i < law.length; i++) {
    const at = i % points;
    damped[at] = (damped[at] as number) + (law[i] as number) * Math.exp(logRadius * i);
  }
  return realSpectrum(damped);
}

/** S(z) on the circle, interleaved, m ≤ M/2. */
export function excessSpectrum(queue: BulkQueue, boundary: Float64Array, on: Circle): Float64Array {
  const { arrivals, rests } = queue;
  const k = arrivals.length - 1;
  const left = rests?.laws.slice(0, k).map((law) => spectrumOn(on, law));
  const share = rests?.share ?? 0;
  const out = new Float64Array(on.points + 2);
  const radius = Math.exp(on.logRadius);
  const sum = new Float64Array(2);
  for (let m = 0; 2 * m <= on.points; m++) {
    const angle = (-2 * Math.PI * m) / on.points;
    const lr = on.sizes[2 * m] as number;
    const li = on.sizes[2 * m + 1] as number;
    const at = left?.map((spectrum) => [
      1 - share + share * (spectrum[2 * m] as number),
      share * (spectrum[2 * m + 1] as number),
    ]);
    const [zr, zi] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    imbalance(queue, boundary, lr, li, zr, zi, sum, at);
    const mu = arrivals[k] as number;
    const size = Math.exp(mu * (lr - 1));
    const power = Math.exp(on.logRadius * k);
    const dr = power * Math.cos(k * angle) - size * Math.cos(mu * li);
    const di = power * Math.sin(k * angle) - size * Math.sin(mu * li);
    const norm = dr * dr + di * di;
    const nr = sum[0] as number;
    const ni = sum[1] as number;
    out[2 * m] = (nr * dr + ni * di) / norm;
    out[2 * m + 1] = (ni * dr - nr * di) / norm;
  }
  return out;
}

const NOTHING_LEFT = [1, 0] as const;

/**
 * Σ_w x_w (a_w(z) − z^w). The factors a_w = exp(μ_w(L − 1)) are carried from w to w + 1 by
 * multiplication while μ_w grows in equal steps, as it does for a linear iteration time.
 */
function imbalance(
  { arrivals, sleeps }: BulkQueue,
  boundary: Float64Array,
  lr: number,
  li: number,
  zr: number,
  zi: number,
  out: Float64Array,
  rests?: readonly (readonly number[])[],
): void {
  let step = Number.NaN;
  let [fr, fi] = [1, 0];
  let mu = arrivals[0] as number;
  let size = Math.exp(mu * (lr - 1));
  let ar = size * Math.cos(mu * li);
  let ai = size * Math.sin(mu * li);
  let [pr, pi, sr, si] = [1, 0, 0, 0];
  for (let w = 0; w < boundary.length; w++) {
    const x = boundary[w] as number;
    const asleep = w === 0 && sleeps;
    const [cr, ci] = [asleep ? lr : ar, asleep ? li : ai];
    const [qr, qi] = (rests?.[w] ?? NOTHING_LEFT) as readonly [number, number];
    sr += x * (cr * qr - ci * qi - pr);
    si += x * (cr * qi + ci * qr - pi);
    const power = pr * zr - pi * zi;
    pi = pr * zi + pi * zr;
    pr = power;
    const next = arrivals[w + 1] as number;
    if (Math.abs(next - mu - step) > 1e-9 * next || Number.isNaN(step)) {
      step = next - mu;
      size = Math.exp(step * (lr - 1));
      fr = size * Math.cos(step * li);
      fi = size * Math.sin(step * li);
    }
    const real = ar * fr - ai * fi;
    ai = ar * fi + ai * fr;
    ar = real;
    mu = next;
  }
  out[0] = sr;
  out[1] = si;
}

/** How the work left behind falls from cell to cell in the end: the zero of z^k − a_k(z) beyond 1. */
export function excessDecay({ arrivals, sizes }: BulkQueue): number {
  const k = arrivals.length - 1;
  const full = arrivals[k] as number;
  return decayAt((log) => k * log - full * (valueAt(sizes, Math.exp(log)) - 1), k);
}

/** L(x) of a real x. */
function valueAt(sizes: Float64Array, x: number): number {
  let value = 0;
  for (let j = sizes.length - 1; j >= 0; j--) value = value * x + (sizes[j] as number);
  return value;
}

/** Work ahead when a Poisson number of customers (mean `arrivals`) came since the round began. */
export interface Elapsed {
  readonly arrivals: number;
  /** S(z) where the round was full; absent: the round left nothing behind. */
  readonly behind?: Float64Array;
}

/** The laws of the cells ahead in two situations at once (one transform gives both). */
export function aheadLaws(
  on: Circle,
  first: Elapsed,
  second: Elapsed,
): [Float64Array, Float64Array] {
  const laws = inversePair(aheadSpectrum(on, first), aheadSpectrum(on, second), on.points);
  const growth = Math.exp(-on.logRadius);
  for (const law of laws) {
    let undamp = 1;
    for (let i = 0; i < law.length; i++) {
      law[i] = Math.max(0, (law[i] as number) * undamp);
      undamp *= growth;
    }
  }
  return laws;
}

/** exp(μ(L − 1)), times S where work was left behind. */
function aheadSpectrum(on: Circle, { arrivals: mu, behind }: Elapsed): Float64Array {
  const out = new Float64Array(on.points + 2);
  for (let j = 0; j < out.length; j += 2) {
    const size = Math.exp(mu * ((on.sizes[j] as number) - 1));
    const phase = mu * (on.sizes[j + 1] as number);
    const re = size * Math.cos(phase);
    const im = size * Math.sin(phase);
    const br = behind === undefined ? 1 : (behind[j] as number);
    const bi = behind === undefined ? 0 : (behind[j + 1] as number);
    out[j] = re * br - im * bi;
    out[j + 1] = re * bi + im * br;
  }
  return out;
}
