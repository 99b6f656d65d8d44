/** Numbers of waiting customers that stand for all of them, and how a law is put on them. */
import type { BatchService } from './batch-service.ts';

export type Grid = ArrayLike<number>;

/** Below it each number stands for itself. */
const SINGLE = 12;
/** Steps per standard deviation of a Poisson number. */
const PER_DEVIATION = 3;
/** Lengths of the exponential tail that are kept. */
const TAIL = 18;
/** Probability of a part of a time that does not count for the range. */
const RARE = 1e-6;

export function gridOf(service: BatchService): number[] {
  const full = fullBatches(service);
  const [low, high] = range(service, full);
  const grid: number[] = [low];
  const reach = full.deviation ** 2 / (2 * full.slack);
  let q = low;
  while (q < high) {
    const next = q + stepAt(q, full, reach);
    q = q < full.size && next > full.size ? full.size : next;
    grid.push(Math.round(q));
    q = grid[grid.length - 1] as number;
  }
  return grid;
}

interface FullBatches {
  readonly size: number;
  readonly deviation: number;
  readonly slack: number;
}

/** What full batches take away, less what comes meanwhile; and the spread of that. */
function fullBatches({ arrivalRate, room, times }: BatchService): FullBatches {
  let [size, mean, square] = [0, 0, 0];
  for (const one of room) {
    size += one.weight * one.size;
    for (const { mean: m, variance, weight } of times(one.size)) {
      const change = arrivalRate * m - one.size;
      mean += one.weight * weight * change;
      square += one.weight * weight * (change ** 2 + arrivalRate * m + arrivalRate ** 2 * variance);
    }
  }
  const largest = Math.max(...room.map((one) => one.size));
  return {
    size: Math.round(largest),
    deviation: Math.sqrt(Math.max(1e-9, square - mean ** 2)),
    slack: Math.max(1e-9 * size, -mean),
  };
}

function stepAt(q: number, { size, deviation }: FullBatches, reach: number): number {
  const fine = q < SINGLE ? 1 : Math.max(1, Math.sqrt(Math.min(q, size)) / PER_DEVIATION);
  if (q < size + 2 * deviation) return fine;
  const beyond = (q - size - 2 * deviation) / 10;
  return Math.max(fine, Math.min(beyond, Math.max(deviation, reach) / 4, reach));
}

/** From the least to the largest number that is seen more often than hardly ever. */
function range(service: BatchService, full: FullBatches): readonly [number, number] {
  const reach = full.deviation ** 2 / (2 * full.slack);
  let high = full.size;
  for (let i = 0; i < 30; i++) {
    const next = Math.ceil(extreme(service, Math.max(1, high), 5.5));
    if (next >= high) break;
    high = next;
  }
  let low = Math.min(high, full.size);
  for (let i = 0; i < 30 && low > 0; i++) {
    const next = Math.max(0, Math.floor(extreme(service, Math.max(1, low), -5.5)));
    if (next >= low) break;
    low = next;
  }
  if (high < full.size) return [low, high];
  return [low, Math.ceil(extreme(service, full.size, 5.5) + TAIL * reach)];
}

/** The most (or least) that comes during a batch of k, so many standard deviations out. */
function extreme({ arrivalRate, times }: BatchService, k: number, deviations: number): number {
  const ends = times(k)
    .filter(({ weight }) => weight > RARE)
    .map(({ mean, variance }) => {
      const count = arrivalRate * mean;
      return count + deviations * Math.sqrt(count + arrivalRate ** 2 * variance);
    });
  return deviations > 0 ? Math.max(...ends) : Math.min(...ends);
}

/**
 * Adds a mass at y to the law on a grid, split over the three nearest points so that mean and
 * second moment stay; `place` is the last point ≤ y.
 */
export function putOn(row: Float64Array, grid: Grid, place: number, y: number, mass: number): void {
  const last = grid.length - 1;
  if (place >= last || y <= (grid[place] as number)) {
    row[Math.min(place, last)] = (row[Math.min(place, last)] as number) + mass;
    return;
  }
  const isNearer = y - (grid[place] as number) > (grid[place + 1] as number) - y;
  const middle = Math.min(last - 1, Math.max(1, place + (isNearer ? 1 : 0)));
  if (last < 2) {
    row[place] = (row[place] as number) + mass;
    return;
  }
  const [a, b, c] = [grid[middle - 1], grid[middle], grid[middle + 1]] as [number, number, number];
  const first = ((y - b) * (y - c)) / ((a - b) * (a - c));
  const third = ((y - a) * (y - b)) / ((c - a) * (c - b));
  row[middle - 1] = (row[middle - 1] as number) + mass * first;
  row[middle] = (row[middle] as number) + mass * (1 - first - third);
  row[middle + 1] = (row[middle + 1] as number) + mass * third;
}

/**
 * Adds a jump law by its mean and variance alone, on the three points around the mean: where steps
 * of the grid are wider than the law. Positive as long as they are not much wider than the tail.
 */
export function putMoments(
  row: Float64Array,
  grid: Grid,
  { mean, variance, weight }: { mean: number; variance: number; weight: number },
): void {
  let middle = 1;
  const last = grid.length - 1;
  while (middle < last - 1 && mean > ((grid[middle] as number) + (grid[middle + 1] as number)) / 2)
    middle++;
  const [a, b, c] = [grid[middle - 1], grid[middle], grid[middle + 1]] as [number, number, number];
  const first = (variance + (mean - b) * (mean - c)) / ((a - b) * (a - c));
  const third = (variance + (mean - a) * (mean - b)) / ((c - a) * (c - b));
  row[middle - 1] = (row[middle - 1] as number) + weight * first;
  row[middle] = (row[middle] as number) + weight * (1 - first - third);
  row[middle + 1] = (row[middle + 1] as number) + weight * third;
}

/** The widest step of a grid next to a place. */
export function stepNear(grid: Grid, place: number): number {
  const at = grid[place] as number;
  return Math.max(at - (grid[place - 1] ?? at), (grid[place + 1] ?? at) - at);
}
