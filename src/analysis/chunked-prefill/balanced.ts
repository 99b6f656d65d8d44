/**
 * Decodes of one replica where a router sends each request to the replica with the fewest: all
 * replicas together are one large station, of which each has its Nth part, give or take a request.
 *
 * Approximation.
 *
 * @see docs/model.md#least-loaded
 */
import { clumpedOccupancy } from '../../queueing/clumped-occupancy.ts';

export interface Pool {
  /** N, at most MOST_POOLED of which are told apart. */
  readonly replicas: number;
  /** Mean entries to one replica in an iteration with n decodes, and its seconds; n need not be whole. */
  readonly entries: (n: number, seconds: number) => number;
  readonly cycle: (n: number) => number;
  readonly residence: number;
  readonly dispersion: number;
  /** Most decodes of one replica. */
  readonly capacity: number;
}

/** What an arrival finds in the replica that it is sent to. */
export interface Seen {
  readonly idle: number;
  /** Mean decodes where some run. */
  readonly decodes: number;
}

/** More replicas than this balance no better: their sum hardly varies. */
const MOST_POOLED = 16;

export function pooledReplicas(replicas: number): number {
  return Math.min(replicas, MOST_POOLED);
}

/**
 * How far a replica gets a request for each that has left, instead of its share of the stream: 1 − 1/N,
 * as far as the router has requests to send within an iteration.
 */
export function pullOf(replicas: number, arrivalRate: number, iteration: number): number {
  const sent = REFILL * replicas * arrivalRate * iteration;
  return (1 - 1 / replicas) * (sent / (1 + sent));
}

/** Of all arrivals per iteration, those that make up for a departure; fitted. */
const REFILL = 2;

/** Share of time with n decodes in one replica, and what arrivals find. */
export function balancedShares(pool: Pool): { readonly shares: Float64Array; readonly seen: Seen } {
  const { replicas, capacity } = pool;
  const together = poolLaw(pool);
  const shares = new Float64Array(capacity + 1);
  let [idle, busy, moment] = [0, 0, 0];
  for (let m = 0; m < together.length; m++) {
    const share = together[m] as number;
    const part = m / replicas;
    for (const [offset, weight] of deviations(replicas))
      addBetween(shares, part + offset, share * weight);
    // The least of the replicas; of many, those that a departure has just brought below all others.
    const found = Math.max(0, part - (1 - 1 / replicas));
    idle += share * Math.max(0, 1 - found);
    busy += share * Math.min(1, found);
    moment += share * found;
  }
  return { shares, seen: { idle, decodes: busy > 0 ? moment / busy : 1 } };
}

/**
 * Beside the rounding to whole requests: of two replicas the difference is a walk that goes up at
 * the rate of departures and down at three times it (variance 2, a half for each replica), of many
 * it is nothing.
 */
function deviations(replicas: number): readonly (readonly [number, number])[] {
  const away = 1 / (3 * replicas);
  return [
    [-1, away],
    [0, 1 - 2 * away],
    [1, away],
  ];
}

/** P(m decodes in all replicas), over time. */
function poolLaw({ replicas: N, entries, cycle, residence, dispersion, capacity }: Pool) {
  const seconds = Float64Array.from({ length: N * capacity + 1 }, (_, m) => cycle(m / N));
  const law = clumpedOccupancy({
    ...{ dispersion, residence, firstClump: 1, capacity: N * capacity },
    entries: (m) => N * entries(m / N, seconds[m] as number),
  });
  // Nobody is there until the first of N streams brings somebody: a round of 1/(Nλ) has one entry.
  seconds[0] = 1 / (N * (entries(0, 1) || 1));
  let total = 0;
  law.forEach((p, m) => {
    law[m] = p * (seconds[m] as number);
    total += law[m] as number;
  });
  return law.map((p) => p / total);
}

/** Adds a mass at a place between whole numbers to both of them. */
function addBetween(law: Float64Array, place: number, mass: number): void {
  const at = Math.min(law.length - 1, Math.max(0, place));
  const low = Math.floor(at);
  const high = Math.min(law.length - 1, low + 1);
  law[low] = (law[low] as number) + mass * (1 - at + low);
  law[high] = (law[high] as number) + mass * (at - low);
}
