/**
 * The work left behind by full rounds of a bulk queue with a hidden phase (modulated-bulk-queue.ts),
 * on a circle inside the unit disc as in bulk-excess.ts. Exact to about 1e-8.
 *
 * @see docs/model.md#markov-arrivals
 */
import { emptySpectrum, type Spectrum, spectrumAt } from './arrival-spectrum.ts';
import { type Circle, circle } from './bulk-excess.ts';
import { type MarkovArrivals, wakingPhases } from './markov-arrivals.ts';
import type { ModulatedBulkQueue } from './modulated-bulk-queue.ts';

/** The points of a circle with the spectrum of D(L(z)) at each, one after the other. */
export interface ModulatedCircle {
  readonly on: Circle;
  readonly phases: number;
  readonly values: Float64Array;
  readonly right: Float64Array;
  readonly left: Float64Array;
}

export function modulatedCircle(
  arrivals: MarkovArrivals,
  sizes: Float64Array,
  points: number,
  damping = 1e8,
): ModulatedCircle {
  const on = circle(sizes, points, damping);
  const m = arrivals.shares.length;
  const count = points / 2 + 1;
  const values = new Float64Array(2 * m * count);
  const right = new Float64Array(2 * m * m * count);
  const left = new Float64Array(2 * m * m * count);
  const at: Spectrum = emptySpectrum(m);
  for (let j = 0; j < count; j++) {
    spectrumAt(arrivals, on.sizes[2 * j] as number, on.sizes[2 * j + 1] as number, at);
    values.set(at.values, 2 * m * j);
    right.set(at.right, 2 * m * m * j);
    left.set(at.left, 2 * m * m * j);
  }
  return { on, phases: m, values, right, left };
}

/**
 * S(z)·v_q on the circle, S(z) = Σ_{j ≥ k} x_j z^{j−k}: what full rounds leave behind, in the
 * directions of the right eigenvectors; m complex numbers a point.
 */
export function modulatedExcess(
  queue: ModulatedBulkQueue,
  boundary: Float64Array,
  { on, phases: m, values, right }: ModulatedCircle,
): Float64Array {
  const { durations } = queue;
  const k = durations.length - 1;
  const out = new Float64Array(values.length);
  const radius = Math.exp(on.logRadius);
  const power = Math.exp(on.logRadius * k);
  const waking = queue.sleeps ? awakened(queue, boundary) : undefined;
  const [sumR, sumI] = [new Float64Array(m), new Float64Array(m)];
  for (let j = 0; 2 * j <= on.points; j++) {
    const angle = (-2 * Math.PI * j) / on.points;
    const [zr, zi] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    for (let q = 0; q < m; q++) {
      const nr = values[2 * (m * j + q)] as number;
      const ni = values[2 * (m * j + q) + 1] as number;
      grown(durations, boundary, m, nr, ni, zr, zi, waking !== undefined, sumR, sumI);
      let [sr, si] = [0, 0];
      for (let p = 0; p < m; p++) {
        const vr = right[2 * ((m * j + q) * m + p)] as number;
        const vi = right[2 * ((m * j + q) * m + p) + 1] as number;
        let gr = sumR[p] as number;
        let gi = sumI[p] as number;
        if (waking !== undefined) {
          gr += (waking[p] as number) * (on.sizes[2 * j] as number);
          gi += (waking[p] as number) * (on.sizes[2 * j + 1] as number);
        }
        sr += gr * vr - gi * vi;
        si += gr * vi + gi * vr;
      }
      const full = durations[k] as number;
      const size = Math.exp(nr * full);
      const dr = power * Math.cos(k * angle) - size * Math.cos(ni * full);
      const di = power * Math.sin(k * angle) - size * Math.sin(ni * full);
      const norm = dr * dr + di * di;
      out[2 * (m * j + q)] = (sr * dr + si * di) / norm;
      out[2 * (m * j + q) + 1] = (si * dr - sr * di) / norm;
    }
  }
  return out;
}

/** x_0·N: the phases in which sleeps end. */
function awakened({ arrivals }: ModulatedBulkQueue, boundary: Float64Array): Float64Array {
  const m = arrivals.shares.length;
  const woken = wakingPhases(arrivals);
  return Float64Array.from({ length: m }, (_, p) => {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += (boundary[i] as number) * (woken[i * m + p] as number);
    return sum;
  });
}

/**
 * Σ_w x_w (e^{νt_w} − z^w), phase by phase. The factors e^{νt_w} are carried on by multiplication
 * while t_w grows in equal steps.
 */
function grown(
  durations: Float64Array,
  boundary: Float64Array,
  m: number,
  nr: number,
  ni: number,
  zr: number,
  zi: number,
  sleeps: boolean,
  sumR: Float64Array,
  sumI: Float64Array,
): void {
  const k = durations.length - 1;
  sumR.fill(0);
  sumI.fill(0);
  const first = sleeps ? 1 : 0;
  let t = durations[first] as number;
  let size = Math.exp(nr * t);
  let [ar, ai] = [size * Math.cos(ni * t), size * Math.sin(ni * t)];
  let [step, fr, fi] = [Number.NaN, 1, 0];
  let [pr, pi] = [1, 0];
  for (let w = 0; w < k; w++) {
    const asleep = w < first;
    const [er, ei] = asleep ? [-pr, -pi] : [ar - pr, ai - pi];
    for (let p = 0; p < m; p++) {
      const x = boundary[w * m + p] as number;
      sumR[p] = (sumR[p] as number) + x * er;
      sumI[p] = (sumI[p] as number) + x * ei;
    }
    const power = pr * zr - pi * zi;
    pi = pr * zi + pi * zr;
    pr = power;
    if (asleep) continue;
    const next = durations[w + 1] as number;
    if (Number.isNaN(step) || Math.abs(next - t - step) > 1e-9 * next) {
      step = next - t;
      size = Math.exp(nr * step);
      fr = size * Math.cos(ni * step);
      fi = size * Math.sin(ni * step);
    }
    const real = ar * fr - ai * fi;
    ai = ar * fi + ai * fr;
    ar = real;
    t = next;
  }
}
