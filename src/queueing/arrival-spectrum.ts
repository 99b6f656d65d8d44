/**
 * Eigenvalues and eigenvectors of D(ℓ) = D0 + ℓ·D1 for the arrival processes of
 * markov-arrivals.ts and a complex ℓ: with ℓ = L(z) the work that arrives in t seconds, and the
 * phase, have the generating function exp(D(L(z))·t).
 *
 * @see docs/model.md#markov-arrivals
 */
import type { MarkovArrivals } from './markov-arrivals.ts';
import { regularSpectrum } from './regular-spectrum.ts';

/** Complex numbers are pairs of neighbours: [re, im, re, im, …]. */
export interface Spectrum {
  /** m, phases and eigenvalues. */
  readonly phases: number;
  /** ν_q. */
  readonly values: Float64Array;
  /** Right eigenvectors: entry p of eigenvalue q at 2(q·m + p). */
  readonly right: Float64Array;
  /** Left eigenvectors, so that left·right = 1, in the same order. */
  readonly left: Float64Array;
}

export function emptySpectrum(phases: number): Spectrum {
  return {
    phases,
    values: new Float64Array(2 * phases),
    right: new Float64Array(2 * phases * phases),
    left: new Float64Array(2 * phases * phases),
  };
}

/** Works out the spectrum at ℓ = lr + i·li into `out`. */
export function spectrumAt(arrivals: MarkovArrivals, lr: number, li: number, out: Spectrum): void {
  if (arrivals.kind === 'modulated') {
    const [one, two] = arrivals.rates as readonly [number, number];
    modulatedSpectrum(one, two, arrivals.leaving, lr, li, out);
  } else regularSpectrum(arrivals.stageRate, arrivals.stages, arrivals.skip, lr, li, out);
}

function modulatedSpectrum(
  one: number,
  two: number,
  [out1, out2]: readonly [number, number],
  lr: number,
  li: number,
  { values, right, left }: Spectrum,
): void {
  const [ar, ai] = [one * (lr - 1) - out1, one * li];
  const [br, bi] = [two * (lr - 1) - out2, two * li];
  const [hr, hi] = [(ar - br) / 2, (ai - bi) / 2];
  const [sr, si] = squareRoot(hr * hr - hi * hi + out1 * out2, 2 * hr * hi);
  for (let q = 0; q < 2; q++) {
    const sign = q === 0 ? 1 : -1;
    const nr = (ar + br) / 2 + sign * sr;
    const ni = (ai + bi) / 2 + sign * si;
    // The second entries of both eigenvectors are ν − D_11, the first those off the diagonal.
    const er = nr - ar;
    const ei = ni - ai;
    const [pr, pi] = [out1 * out2 + er * er - ei * ei, 2 * er * ei];
    const norm = pr * pr + pi * pi;
    values[2 * q] = nr;
    values[2 * q + 1] = ni;
    right[4 * q] = out1;
    right[4 * q + 1] = 0;
    right[4 * q + 2] = er;
    right[4 * q + 3] = ei;
    left[4 * q] = (out2 * pr) / norm;
    left[4 * q + 1] = (-out2 * pi) / norm;
    left[4 * q + 2] = (er * pr + ei * pi) / norm;
    left[4 * q + 3] = (ei * pr - er * pi) / norm;
  }
}

/** The square root with positive real part. */
function squareRoot(re: number, im: number): readonly [number, number] {
  const size = Math.hypot(re, im);
  const root = Math.sqrt((size + Math.abs(re)) / 2);
  if (root === 0) return [0, 0];
  if (re >= 0) return [root, im / (2 * root)];
  return [Math.abs(im) / (2 * root), im < 0 ? -root : root];
}

type Six = readonly [number, number, number, number, number, number];

/** det(D(ℓ) − ν) up to a constant, and its derivatives by ν and by ℓ: [re, im] of each. */
export function characteristic(
  arrivals: MarkovArrivals,
  nr: number,
  ni: number,
  lr: number,
  li: number,
): Six {
  if (arrivals.kind === 'modulated') {
    const [one, two] = arrivals.rates as readonly [number, number];
    const [out1, out2] = arrivals.leaving;
    const [ar, ai] = [one * (lr - 1) - out1 - nr, one * li - ni];
    const [br, bi] = [two * (lr - 1) - out2 - nr, two * li - ni];
    return [
      ...[ar * br - ai * bi - out1 * out2, ar * bi + ai * br, -(ar + br), -(ai + bi)],
      ...[one * br + two * ar, one * bi + two * ai],
    ] as unknown as Six;
  }
  const { stageRate, stages, skip } = arrivals;
  const [yr, yi] = [1 + nr / stageRate, ni / stageRate];
  let [pr, pi, dr, di] = [1, 0, 0, 0];
  for (let p = 0; p < stages; p++) {
    [dr, di] = [dr * yr - di * yi + pr, dr * yi + di * yr + pi];
    [pr, pi] = [pr * yr - pi * yi, pr * yi + pi * yr];
  }
  const [br, bi] = [1 - skip + skip * yr, skip * yi];
  return [
    ...[pr - (lr * br - li * bi), pi - (lr * bi + li * br)],
    ...[(dr - skip * lr) / stageRate, (di - skip * li) / stageRate, -br, -bi],
  ] as unknown as Six;
}
