/**
 * A server that takes up to B waiting customers at once and serves them together: Poisson
 * arrivals, a time that depends on how many were taken, the oldest first, unlimited room. An
 * idle server begins with the first arrival: M/G_k^[1,B]/1.
 *
 * Seen where batches end, with q customers waiting,
 *
 *   q′ = max(q − B, 0) + A_k,   k = min(max(q, 1), B),   A_k arrivals in the time of a batch of k.
 *
 * Exact up to the grid: small q one by one, larger ones in steps well below the spread of A,
 * onto which laws are put with their mean and variance.
 *
 * @see docs/model.md#batch-queue; M. F. Neuts, Annals of Mathematical Statistics 38 (1967), 759–770.
 */
import { addMixedPoisson } from '../numerics/mixed-poisson.ts';
import { stationaryLaw } from '../numerics/stationary.ts';
import { type Grid, gridOf, putMoments, putOn, stepNear } from './batch-grid.ts';

/** A part of the law of a time: gamma with this mean and variance; seconds. */
export interface TimePart {
  readonly mean: number;
  readonly variance: number;
  readonly weight: number;
}

export interface BatchService {
  /** λ, per second; λ E[time of a full batch] < B. */
  readonly arrivalRate: number;
  /** How many the server can take, with probabilities; one entry where that is fixed. */
  readonly room: readonly { readonly size: number; readonly weight: number }[];
  /** The law of the time of a batch of k. */
  readonly times: (k: number) => readonly TimePart[];
}

export interface BatchQueue {
  /** q, increasing, and P(q waiting) where a batch ends. */
  readonly waiting: Float64Array;
  readonly law: Float64Array;
}

export function batchQueue(service: BatchService): BatchQueue {
  const grid = gridOf(service);
  const n = grid.length;
  const rates = new Float64Array(n * n);
  const arrivalsOf = remembering((k: number) => arrivals(service, k));
  for (let i = 0; i < n; i++) {
    const q = Math.max(1, grid[i] as number);
    for (const { size, weight } of service.room) {
      const k = Math.min(q, size);
      addJump(rates.subarray(i * n, (i + 1) * n), grid, i, arrivalsOf(k), q - k, weight);
    }
  }
  for (let i = 0; i < rates.length; i++) if ((rates[i] as number) < 0) rates[i] = 0;
  return { waiting: Float64Array.from(grid), law: stationaryLaw(rates, n) };
}

/** From state i, of whom `left` are not taken; a law much narrower than the grid by two moments. */
function addJump(
  row: Float64Array,
  grid: Grid,
  i: number,
  law: Arrivals,
  left: number,
  weight: number,
): void {
  if (left > 0 && i > 1 && stepNear(grid, i) > 1.2 * law.deviation)
    putMoments(row, grid, { mean: left + law.mean, variance: law.deviation ** 2, weight });
  else addRow(row, grid, left > 0 ? coarse(law) : law, left, weight);
}

interface Arrivals {
  /** Numbers of arrivals and their probabilities. */
  readonly counts: Float64Array;
  readonly masses: Float64Array;
  readonly mean: number;
  readonly deviation: number;
  coarse?: Arrivals;
}

function addRow(row: Float64Array, grid: Grid, law: Arrivals, from: number, weight: number): void {
  let place = 0;
  for (let i = 0; i < law.counts.length; i++) {
    const to = from + (law.counts[i] as number);
    while (place + 1 < grid.length && (grid[place + 1] as number) <= to) place++;
    putOn(row, grid, place, to, (law.masses[i] as number) * weight);
  }
}

/** A_k: the counts of all parts of the time, added up. */
function arrivals({ arrivalRate, times }: BatchService, k: number): Arrivals {
  const parts = counts(times(k), arrivalRate);
  const end = Math.max(...parts.map(({ mean, variance }) => mean + 9 * Math.sqrt(variance) + 12));
  const masses = new Float64Array(Math.ceil(end));
  for (const part of parts) addMixedPoisson(masses, part);
  let first = 0;
  while (first < masses.length && masses[first] === 0) first++;
  const seen = masses.subarray(first);
  const numbers = Float64Array.from(seen, (_, i) => first + i);
  return { counts: numbers, masses: seen, ...spreadOf(numbers, seen) };
}

function spreadOf(counts: Float64Array, masses: Float64Array) {
  let [sum, moment, square] = [0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    const [n, p] = [counts[i] as number, masses[i] as number];
    sum += p;
    moment += n * p;
    square += n * n * p;
  }
  const mean = moment / sum;
  return { mean, deviation: Math.sqrt(Math.max(0, square / sum - mean ** 2)) };
}

/** Nearer to each other than this share of the spread within, parts of a time count as one. */
const NEAR = 0.7;

/** The numbers that come in the parts of a time. */
function counts(parts: readonly TimePart[], arrivalRate: number): TimePart[] {
  const out: TimePart[] = [];
  let [weight, moment, square, start] = [0, 0, 0, 0];
  for (const [i, part] of parts.entries()) {
    const mean = arrivalRate * part.mean;
    const variance = mean + arrivalRate ** 2 * part.variance;
    if (weight === 0) start = mean;
    weight += part.weight;
    moment += part.weight * mean;
    square += part.weight * (variance + mean * mean);
    const next = parts[i + 1];
    if (next !== undefined && arrivalRate * next.mean - start < NEAR * Math.sqrt(variance))
      continue;
    const middle = moment / weight;
    out.push({ mean: middle, variance: Math.max(middle, square / weight - middle ** 2), weight });
    [weight, moment, square] = [0, 0, 0];
  }
  return out;
}

/** The same on multiples of a fifth of its standard deviation, mean and variance kept. */
function coarse(law: Arrivals): Arrivals {
  if (law.coarse !== undefined) return law.coarse;
  const { counts, deviation, mean } = law;
  const step = Math.max(1, Math.floor(deviation / 5));
  if (step === 1) return law;
  const first = (counts[0] as number) - step;
  const length = Math.ceil((counts[counts.length - 1] as number) / step - first / step) + 3;
  const grid = Float64Array.from({ length }, (_, i) => first + i * step);
  const row = new Float64Array(length);
  addRow(row, grid, law, 0, 1);
  law.coarse = { counts: grid, masses: row, mean, deviation };
  return law.coarse;
}

function remembering<T>(of: (x: number) => T): (x: number) => T {
  const known = new Map<number, T>();
  return (x) => {
    const found = known.get(x) ?? of(x);
    known.set(x, found);
    return found;
  };
}
