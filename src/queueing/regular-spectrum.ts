/**
 * Eigenvalues and eigenvectors of D(ℓ) for gaps of exponential stages (markov-arrivals.ts).
 *
 * @see docs/model.md#markov-arrivals
 */
import type { Spectrum } from './arrival-spectrum.ts';

/** Eigenvalues μ(y − 1) with y^m = ℓ(1 − s + s·y); right eigenvectors 1, y, …, y^{m−1}. */
export function regularSpectrum(
  rate: number,
  m: number,
  skip: number,
  givenR: number,
  givenI: number,
  out: Spectrum,
): void {
  // At ℓ = 0 all eigenvalues fall together; just beside it, nothing else changes.
  const near = Math.hypot(givenR, givenI) < 1e-10;
  const [lr, li] = near ? [1e-10, 0] : [givenR, givenI];
  const y = stageRoots(m, skip, lr, li);
  const { values, right, left } = out;
  for (let q = 0; q < m; q++) {
    const [yr, yi] = [y[2 * q] as number, y[2 * q + 1] as number];
    values[2 * q] = rate * (yr - 1);
    values[2 * q + 1] = rate * yi;
    const at = 2 * q * m;
    let [pr, pi] = [1, 0];
    for (let p = 0; p < m; p++) {
      right[at + 2 * p] = pr;
      right[at + 2 * p + 1] = pi;
      [pr, pi] = [pr * yr - pi * yi, pr * yi + pi * yr];
    }
    // Left: u_m = 1, y·u_p = u_{p−1} upwards; y·u_1 = ℓ(1 − s), where everything begins.
    let [ur, ui] = [1, 0];
    for (let p = m - 1; p >= 1; p--) {
      left[at + 2 * p] = ur;
      left[at + 2 * p + 1] = ui;
      [ur, ui] = [ur * yr - ui * yi, ur * yi + ui * yr];
      if (p === 1) [ur, ui] = [ur - skip * lr, ui - skip * li];
    }
    left[at] = ur;
    left[at + 1] = ui;
    normalize(left, right, at, m);
  }
}

function normalize(left: Float64Array, right: Float64Array, at: number, m: number): void {
  let [sr, si] = [0, 0];
  for (let p = 0; p < m; p++) {
    const [ur, ui] = [left[at + 2 * p] as number, left[at + 2 * p + 1] as number];
    const [vr, vi] = [right[at + 2 * p] as number, right[at + 2 * p + 1] as number];
    sr += ur * vr - ui * vi;
    si += ur * vi + ui * vr;
  }
  const norm = sr * sr + si * si;
  for (let p = 0; p < m; p++) {
    const [ur, ui] = [left[at + 2 * p] as number, left[at + 2 * p + 1] as number];
    left[at + 2 * p] = (ur * sr + ui * si) / norm;
    left[at + 2 * p + 1] = (ui * sr - ur * si) / norm;
  }
}

/** All y with y^m = ℓ(1 − s + s·y): roots of ℓ, then all at once by the method of Weierstrass. */
function stageRoots(m: number, skip: number, lr: number, li: number): Float64Array {
  const size = Math.hypot(lr, li) ** (1 / m);
  const angle = Math.atan2(li, lr) / m;
  const y = new Float64Array(2 * m);
  for (let q = 0; q < m; q++) {
    y[2 * q] = size * Math.cos(angle + (2 * Math.PI * q) / m);
    y[2 * q + 1] = size * Math.sin(angle + (2 * Math.PI * q) / m);
  }
  if (skip === 0) return y;
  for (let step = 0; step < 50; step++) {
    let moved = 0;
    for (let q = 0; q < m; q++) {
      const [stepR, stepI] = correction(y, q, skip, lr, li);
      y[2 * q] = (y[2 * q] as number) - stepR;
      y[2 * q + 1] = (y[2 * q + 1] as number) - stepI;
      moved = Math.max(moved, Math.abs(stepR) + Math.abs(stepI));
    }
    if (moved < 1e-14) break;
  }
  return y;
}

/** The polynomial at root q over its product of distances to the others. */
function correction(
  y: Float64Array,
  q: number,
  skip: number,
  lr: number,
  li: number,
): readonly [number, number] {
  const [yr, yi] = [y[2 * q] as number, y[2 * q + 1] as number];
  let [fr, fi, dr, di] = [1, 0, 1, 0];
  for (let p = 0; 2 * p < y.length; p++) {
    [fr, fi] = [fr * yr - fi * yi, fr * yi + fi * yr];
    if (p === q) continue;
    const [er, ei] = [yr - (y[2 * p] as number), yi - (y[2 * p + 1] as number)];
    [dr, di] = [dr * er - di * ei, dr * ei + di * er];
  }
  const [br, bi] = [1 - skip + skip * yr, skip * yi];
  fr -= lr * br - li * bi;
  fi -= lr * bi + li * br;
  const norm = dr * dr + di * di;
  return [(fr * dr + fi * di) / norm, (fi * dr - fr * di) / norm];
}
