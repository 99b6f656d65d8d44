/**
 * A server that works in rounds: in each it takes up to k cells of work off a backlog, while
 * customers, each bringing a whole number of cells, arrive in a Poisson stream. A round that
 * starts with w < k cells takes them all and has its own length, so its own number of arrivals:
 *
 *   W' = max(W − k, 0) + A_w,   A_w: Poisson(arrivals[w]) customers of law `sizes`, and a rest
 *
 * The law of W at round starts. Exact (up to rounding); solved by the k roots of z^k = a_k(z)
 * in the unit disc.
 *
 * @see docs/model.md#bulk-queue; N. T. J. Bailey, JRSS B 16 (1954), pp. 80–87 (bulk service);
 *   J. Abate, W. Whitt, Queueing Systems 10 (1992), pp. 5–88 (inversion on a circle).
 */
import { solveLinear } from '../numerics/linear-algebra.ts';

export interface BulkQueue {
  /** Mean customers arriving in a round that starts with w cells; length k + 1, the last for a full round. */
  readonly arrivals: Float64Array;
  /** P(a customer brings i cells). */
  readonly sizes: Float64Array;
  /** The server sleeps when there is no work and wakes for one customer. */
  readonly sleeps: boolean;
  /** Absent: none. */
  readonly rests?: Rests;
}

/**
 * Other work that a round with w < k cells begins and leaves behind, to be finished before the server
 * turns to its customers again.
 */
interface Rests {
  /** P(such a round begins other work). */
  readonly share: number;
  /** P(i cells are left of it), i = 0, 1, …, by w. */
  readonly laws: readonly Float64Array[];
}

/**
 * P(W = w) for w < k; undefined if the queue has no steady state.
 *
 * @param known roots of a queue that differs in the arrivals of partial rounds, or in the share of rests.
 */
export function boundaryLaw(queue: BulkQueue, known?: readonly Root[]): Float64Array | undefined {
  const { arrivals, sizes, sleeps } = queue;
  const k = arrivals.length - 1;
  const meanSize = sizes.reduce((sum, p, i) => sum + p * i, 0);
  const full = arrivals[k] as number;
  if (full * meanSize >= k * (1 - 1e-9)) return undefined;

  const rows: Float64Array[] = [];
  (known ?? boundaryRoots(queue)).forEach((root, j) => {
    const [real, imaginary] = balanceRows(queue, root);
    rows.push(real);
    if (2 * (j + 1) < k) rows.push(imaginary);
  });
  const drift = (w: number) =>
    (w === 0 && sleeps ? meanSize : (arrivals[w] as number) * meanSize) + meanRest(queue, w);
  rows.push(Float64Array.from({ length: k }, (_, w) => k + drift(w) - w - drift(k)));
  const right = new Float64Array(k);
  right[k - 1] = k - drift(k);
  const law = solveLinear(rows, right);
  // S(z) needs these very numbers, even if sizes of small negative mass make some negative; only
  // where the system is too ill-conditioned to be solved are they cut off at 0.
  return law?.some((p) => p < -1e-3) ? law.map((p) => Math.max(0, p)) : law;
}

/** A root of z^k = a_k(z) in the unit disc, with L and the rests there. */
interface Root extends Complex {
  readonly size: readonly [number, number];
  readonly rests: readonly (readonly [number, number])[];
}

/** The roots of which one of each conjugate pair is needed; they depend on full rounds alone. */
export function boundaryRoots({ arrivals, sizes, rests }: BulkQueue): readonly Root[] {
  const k = arrivals.length - 1;
  const full = arrivals[k] as number;
  return Array.from({ length: Math.floor(k / 2) }, (_, j) => {
    const { re, im } = root(sizes, full / k, (2 * Math.PI * (j + 1)) / k);
    const at = (law: Float64Array): readonly [number, number] => {
      const [real, imaginary] = polynomial(law, re, im);
      return [real, imaginary];
    };
    return { re, im, size: at(sizes), rests: rests?.laws.slice(0, k).map(at) ?? [] };
  });
}

interface Complex {
  readonly re: number;
  readonly im: number;
}

function meanRest({ rests }: BulkQueue, w: number): number {
  if (rests === undefined || w >= rests.laws.length) return 0;
  return rests.share * (rests.laws[w] as Float64Array).reduce((sum, p, i) => sum + p * i, 0);
}

/** The root of z = ω·exp(μ(L(z) − 1)), ω = e^{i·angle}, inside the unit disc, by Newton's method. */
function root(sizes: Float64Array, mu: number, angle: number): Complex {
  const [or, oi] = [Math.cos(angle), Math.sin(angle)];
  let re = or * Math.exp(-mu);
  let im = oi * Math.exp(-mu);
  for (let step = 0; step < 60; step++) {
    const [lr, li, dr, di] = polynomial(sizes, re, im);
    const size = Math.exp(mu * (lr - 1));
    const er = size * Math.cos(mu * li);
    const ei = size * Math.sin(mu * li);
    const gr = or * er - oi * ei;
    const gi = or * ei + oi * er;
    const slopeR = 1 - mu * (dr * gr - di * gi);
    const slopeI = -mu * (dr * gi + di * gr);
    const norm = slopeR * slopeR + slopeI * slopeI;
    const stepR = ((re - gr) * slopeR + (im - gi) * slopeI) / norm;
    const stepI = ((im - gi) * slopeR - (re - gr) * slopeI) / norm;
    re -= stepR;
    im -= stepI;
    if (re * re + im * im > 1) [re, im] = [gr, gi]; // outside the disc: fall back to the fixed point
    if (stepR * stepR + stepI * stepI < 1e-26) break;
  }
  return { re, im };
}

/** L(z) and L'(z) by Horner's scheme: [Re L, Im L, Re L', Im L']. */
export function polynomial(
  sizes: Float64Array,
  zr: number,
  zi: number,
): [number, number, number, number] {
  let [r, i, dr, di] = [0, 0, 0, 0];
  for (let j = sizes.length - 1; j >= 0; j--) {
    const slope = dr * zr - di * zi + r;
    di = dr * zi + di * zr + i;
    dr = slope;
    const value = r * zr - i * zi + (sizes[j] as number);
    i = r * zi + i * zr;
    r = value;
  }
  return [r, i, dr, di];
}

/** Σ_w x_w (a_w(z) − z^w) = 0 at a root z, as its real and imaginary row. */
function balanceRows(queue: BulkQueue, z: Root): [Float64Array, Float64Array] {
  const { arrivals, sleeps } = queue;
  const k = arrivals.length - 1;
  const [lr, li] = z.size;
  const share = queue.rests?.share ?? 0;
  const real = new Float64Array(k);
  const imaginary = new Float64Array(k);
  let [pr, pi] = [1, 0];
  for (let w = 0; w < k; w++) {
    const mu = arrivals[w] as number;
    const size = Math.exp(mu * (lr - 1));
    const asleep = w === 0 && sleeps;
    const ar = asleep ? lr : size * Math.cos(mu * li);
    const ai = asleep ? li : size * Math.sin(mu * li);
    const [qr, qi] = z.rests[w] ?? NOTHING_LEFT;
    const [fr, fi] = [1 - share + share * qr, share * qi];
    real[w] = ar * fr - ai * fi - pr;
    imaginary[w] = ar * fi + ai * fr - pi;
    const next = pr * z.re - pi * z.im;
    pi = pr * z.im + pi * z.re;
    pr = next;
  }
  return [real, imaginary];
}

const NOTHING_LEFT = [1, 0] as const;
