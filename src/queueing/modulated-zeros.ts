/**
 * The zeros that fix the boundary of a bulk queue with a hidden phase: those of z = ω e^{νt_k/k} with
 * ν an eigenvalue of D(L(z)), all those of one ω at once by the method of Aberth.
 *
 * @see docs/model.md#markov-arrivals; O. Aberth, Mathematics of Computation 27 (1973), pp. 339–344.
 */
import { characteristic, emptySpectrum, spectrumAt } from './arrival-spectrum.ts';
import { polynomial } from './bulk-queue.ts';
import type { MarkovArrivals } from './markov-arrivals.ts';
import type { ModulatedBulkQueue } from './modulated-bulk-queue.ts';

/** The m zeros ν for one ω = e^{i·angle}; that at ν = 0, z = 1 is left out. */
export function zeros(
  { arrivals, durations, sizes }: ModulatedBulkQueue,
  angle: number,
  withoutOne: boolean,
): Float64Array {
  const k = durations.length - 1;
  const per = (durations[k] as number) / k;
  const found = startAt(arrivals, sizes, per, angle);
  if (withoutOne) dropLargest(found);
  const first = withoutOne ? 1 : 0;
  for (let step = 0; step < 60; step++) {
    let moved = 0;
    for (let q = first; 2 * q < found.length; q++) {
      const nr = Math.min(0, found[2 * q] as number);
      const ni = found[2 * q + 1] as number;
      found[2 * q] = nr;
      const [sr, si] = slopeOverValue(arrivals, sizes, per, angle, nr, ni);
      const [xr, xi] = aberthStep(found, q, sr, si);
      found[2 * q] = nr - xr;
      found[2 * q + 1] = ni - xi;
      moved = Math.max(moved, (Math.abs(xr) + Math.abs(xi)) / (1 / per + Math.hypot(nr, ni)));
    }
    if (moved < 1e-13) break;
  }
  return found.slice(2 * first);
}

/** The eigenvalues of D(L(z)) at a likely z; not at ℓ = 0, where some may fall together. */
function startAt(
  arrivals: MarkovArrivals,
  sizes: Float64Array,
  per: number,
  angle: number,
): Float64Array {
  const near = Math.exp(-arrivals.rate * per);
  const [lr, li] = polynomial(sizes, near * Math.cos(angle), near * Math.sin(angle));
  const out = emptySpectrum(arrivals.shares.length);
  if (Math.hypot(lr, li) > 0.05) spectrumAt(arrivals, lr, li, out);
  else spectrumAt(arrivals, 0.05 * Math.cos(angle), 0.05 * Math.sin(angle), out);
  return out.values.slice();
}

/** f′/f of f(ν) = det(D(L(ω e^{ν·per})) − ν); infinite at a zero. */
function slopeOverValue(
  arrivals: MarkovArrivals,
  sizes: Float64Array,
  per: number,
  angle: number,
  nr: number,
  ni: number,
): readonly [number, number] {
  const radius = Math.exp(nr * per);
  const zr = radius * Math.cos(angle + ni * per);
  const zi = radius * Math.sin(angle + ni * per);
  const [lr, li, dr, di] = polynomial(sizes, zr, zi);
  const [fr, fi, vr, vi, cr, ci] = characteristic(arrivals, nr, ni, lr, li);
  if (fr === 0 && fi === 0) return [Infinity, 0];
  const [wr, wi] = [(dr * zr - di * zi) * per, (dr * zi + di * zr) * per];
  return quotient(vr + cr * wr - ci * wi, vi + cr * wi + ci * wr, fr, fi);
}

/** Newton's step with the other approximations divided out. */
function aberthStep(
  found: Float64Array,
  q: number,
  sr: number,
  si: number,
): readonly [number, number] {
  if (sr === Infinity) return [0, 0];
  let [tr, ti] = [sr, si];
  for (let p = 0; 2 * p < found.length; p++) {
    const er = (found[2 * q] as number) - (found[2 * p] as number);
    const ei = (found[2 * q + 1] as number) - (found[2 * p + 1] as number);
    const norm = er * er + ei * ei;
    if (norm === 0) continue;
    tr -= er / norm;
    ti += ei / norm;
  }
  return quotient(1, 0, tr, ti);
}

function quotient(ar: number, ai: number, br: number, bi: number): readonly [number, number] {
  const norm = br * br + bi * bi;
  return [(ar * br + ai * bi) / norm, (ai * br - ar * bi) / norm];
}

/** Puts the eigenvalue of largest real part first, and makes it exactly 0. */
function dropLargest(values: Float64Array): void {
  let most = 0;
  for (let q = 1; 2 * q < values.length; q++)
    if ((values[2 * q] as number) > (values[2 * most] as number)) most = q;
  values.copyWithin(2 * most, 0, 2);
  values[0] = 0;
  values[1] = 0;
}
