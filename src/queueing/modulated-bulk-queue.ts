/**
 * The bulk queue of bulk-queue.ts under arrivals with a hidden phase: the law of backlog and phase
 * at round starts. With A_w(z) = exp(D(L(z))·t_w) and row vectors x_w over the phases,
 *
 *   X(z)·(z^k − A_k(z)) = Σ_{w<k} x_w (z^k A_w(z) − z^w A_k(z)).
 *
 * The matrices share their eigenvectors at each z, so the zeros are those of z = ω_j e^{νt_k/k} with
 * ν an eigenvalue of D(L(z)): k·m of them for m phases, found as the m zeros ν for each ω_j at once.
 * Exact (up to rounding).
 *
 * @see docs/model.md#markov-arrivals; M. F. Neuts, Structured Stochastic Matrices of M/G/1 Type
 *   (1989), ch. 3.
 */
import { solveLinear } from '../numerics/linear-algebra.ts';
import { polynomial } from './bulk-queue.ts';
import { type MarkovArrivals, wakingPhases } from './markov-arrivals.ts';
import { zeros } from './modulated-zeros.ts';

export interface ModulatedBulkQueue {
  readonly arrivals: MarkovArrivals;
  /** Seconds of a round that starts with w cells; length k + 1, the last for a full round. */
  readonly durations: Float64Array;
  /** P(a customer brings i cells). */
  readonly sizes: Float64Array;
  /** The server sleeps when there is no work and wakes for one customer. */
  readonly sleeps: boolean;
}

/** P(W = w, phase p) at w·m + p for w < k; undefined without a steady state or a solution. */
export function modulatedBoundary(queue: ModulatedBulkQueue): Float64Array | undefined {
  const { arrivals, durations, sizes, sleeps } = queue;
  const [k, m] = [durations.length - 1, arrivals.shares.length];
  const meanSize = sizes.reduce((sum, p, i) => sum + p * i, 0);
  const full = durations[k] as number;
  const drift = arrivals.rate * meanSize;
  if (drift * full >= k * (1 - 1e-9)) return undefined;
  const rows = Array.from({ length: Math.floor(k / 2) + 1 }, (_, j) => rowsOf(queue, j)).flat();
  if (rows.length !== k * m - 1) return undefined;
  rows.push(
    Float64Array.from({ length: k * m }, (_, at) => {
      const w = Math.floor(at / m);
      const spent = w === 0 && sleeps ? 0 : (durations[w] as number);
      return k + drift * spent - w - drift * full;
    }),
  );
  if (sleeps) addWaking(rows[rows.length - 1] as Float64Array, arrivals, meanSize);
  const right = new Float64Array(k * m);
  right[k * m - 1] = k - drift * full;
  return solveLinear(rows, right);
}

/** The real equations of the zeros of ω_j; of conjugate zeros one stands for both. */
function rowsOf(queue: ModulatedBulkQueue, j: number): Float64Array[] {
  const k = queue.durations.length - 1;
  const angle = (2 * Math.PI * j) / k;
  const values = zeros(queue, angle, j === 0);
  const isReal = j === 0 || 2 * j === k;
  const rows: Float64Array[] = [];
  for (let q = 0; 2 * q < values.length; q++) {
    const [nr, ni] = [values[2 * q] as number, values[2 * q + 1] as number];
    const onAxis = isReal && Math.abs(ni) < 1e-9 * (1 + Math.abs(nr));
    if (isReal && ni < 0 && !onAxis) continue;
    const [real, imaginary] = balanceRows(queue, nr, ni, angle);
    rows.push(...(onAxis ? [real] : [real, imaginary]));
  }
  return rows;
}

/** Σ_w x_w·v (e^{νt_w} − z^w) = 0 at a zero, v the right eigenvector: real and imaginary row. */
function balanceRows(
  queue: ModulatedBulkQueue,
  nr: number,
  ni: number,
  angle: number,
): readonly [Float64Array, Float64Array] {
  const { arrivals, durations, sizes, sleeps } = queue;
  const [k, m] = [durations.length - 1, arrivals.shares.length];
  const per = (durations[k] as number) / k;
  const radius = Math.exp(nr * per);
  const [zr, zi] = [radius * Math.cos(angle + ni * per), radius * Math.sin(angle + ni * per)];
  const [lr, li] = polynomial(sizes, zr, zi);
  const vector = rightVector(arrivals, nr, ni, lr, li);
  const [real, imaginary] = [new Float64Array(k * m), new Float64Array(k * m)];
  let [pr, pi] = [1, 0];
  for (let w = 0; w < k; w++) {
    const t = durations[w] as number;
    const grown = Math.exp(nr * t);
    const [fr, fi] = [grown * Math.cos(ni * t) - pr, grown * Math.sin(ni * t) - pi];
    for (let p = 0; p < m; p++) {
      const [vr, vi] = [vector[2 * p] as number, vector[2 * p + 1] as number];
      real[w * m + p] = vr * fr - vi * fi;
      imaginary[w * m + p] = vr * fi + vi * fr;
    }
    [pr, pi] = [pr * zr - pi * zi, pr * zi + pi * zr];
  }
  if (sleeps) addWakingRows(arrivals, vector, lr, li, real, imaginary);
  return [real, imaginary];
}

/** The right eigenvector of D(ℓ) for its eigenvalue ν, of length about 1. */
function rightVector(
  arrivals: MarkovArrivals,
  nr: number,
  ni: number,
  lr: number,
  li: number,
): Float64Array {
  const m = arrivals.shares.length;
  const vector = new Float64Array(2 * m);
  if (arrivals.kind === 'modulated') {
    const [one, two] = arrivals.rates as readonly [number, number];
    const [out1, out2] = arrivals.leaving;
    // From either row of D − ν: the one that does not vanish.
    const [ar, ai] = [nr - one * (lr - 1) + out1, ni - one * li];
    const [br, bi] = [nr - two * (lr - 1) + out2, ni - two * li];
    const first = Math.hypot(ar, ai) + out1 > Math.hypot(br, bi) + out2;
    const scale = 1 / (first ? Math.hypot(ar, ai) + out1 : Math.hypot(br, bi) + out2);
    vector.set(first ? [out1, 0, ar, ai] : [br, bi, out2, 0]);
    return vector.map((x) => x * scale);
  }
  const { stageRate } = arrivals;
  const [yr, yi] = [1 + nr / stageRate, ni / stageRate];
  let [pr, pi] = [1, 0];
  for (let p = 0; p < m; p++) {
    vector[2 * p] = pr;
    vector[2 * p + 1] = pi;
    [pr, pi] = [pr * yr - pi * yi, pr * yi + pi * yr];
  }
  return vector;
}

/** Replaces the first m entries by those of a sleep: N·v·ℓ − v. */
function addWakingRows(
  arrivals: MarkovArrivals,
  vector: Float64Array,
  lr: number,
  li: number,
  real: Float64Array,
  imaginary: Float64Array,
): void {
  const m = arrivals.shares.length;
  const woken = wakingPhases(arrivals);
  for (let i = 0; i < m; i++) {
    let [sr, si] = [0, 0];
    for (let p = 0; p < m; p++) {
      sr += (woken[i * m + p] as number) * (vector[2 * p] as number);
      si += (woken[i * m + p] as number) * (vector[2 * p + 1] as number);
    }
    real[i] = sr * lr - si * li - (vector[2 * i] as number);
    imaginary[i] = sr * li + si * lr - (vector[2 * i + 1] as number);
  }
}

/**
 * The row of total probability where the server sleeps: a sleep brings one customer whatever its
 * length, but ends in another phase than it began: (N − 1)·v′(1) on top of the mean size.
 */
function addWaking(row: Float64Array, arrivals: MarkovArrivals, meanSize: number): void {
  const m = arrivals.shares.length;
  const woken = wakingPhases(arrivals);
  const slope = slopeAtOne(arrivals, meanSize);
  for (let i = 0; i < m; i++) {
    let moved = -(slope[i] as number);
    for (let p = 0; p < m; p++) moved += (woken[i * m + p] as number) * (slope[p] as number);
    row[i] = (row[i] as number) + meanSize + moved;
  }
}

/** v′(1): derivative of the eigenvector of the largest eigenvalue, up to a constant. */
function slopeAtOne(arrivals: MarkovArrivals, meanSize: number): Float64Array {
  const m = arrivals.shares.length;
  const slope = new Float64Array(m);
  if (arrivals.kind === 'modulated') {
    const [one, two] = arrivals.rates as readonly [number, number];
    slope[1] = ((two - one) * meanSize) / (arrivals.leaving[0] + arrivals.leaving[1]);
    return slope;
  }
  for (let p = 1; p < m; p++)
    slope[p] = (slope[p - 1] as number) + (arrivals.rate * meanSize) / arrivals.stageRate;
  return slope;
}
