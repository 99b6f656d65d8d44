/**
 * Customers of a station with B servers, looked at in rounds, when entries come in clumps of
 * geometric size because the station lets more customers in the longer it is interrupted. Below B
 * an entry drags a clump along; those that find no server wait and drag nobody.
 *
 *   state y: min(y, B) in service, the rest waiting
 *   down by one:  min(y, B)/residence per round
 *   up:           clumps, geometric; what of a clump reaches beyond B is thinned
 *
 * The balance of flux across each cut gives the law below B in one pass and the moments of the
 * queue in closed form. Exact for these assumptions; clumps of one customer make it M/M/B.
 *
 * @see docs/model.md#slots-of-prefill-first; F. P. Kelly, Reversibility and Stochastic Networks (1979), ch. 3.
 */
export interface ClumpedQueue {
  /** B. */
  readonly servers: number;
  /** Rounds a customer is in service, on average. */
  readonly residence: number;
  /** Mean entries per round when n < B are inside, with all they drag along. */
  readonly entries: (n: number) => number;
  /** Index of dispersion of entries as the station feels it, and from one round to the next. */
  readonly dispersion: number;
  readonly burst: number;
  /** Mean number that enters when an empty station wakes. */
  readonly firstClump: number;
  /** Share of the overshoot of a clump that has entered (the rest would have been dragged along). */
  readonly overshoot: number;
  /** Entries per round while all servers are busy; below B/residence. */
  readonly entriesAtFull: number;
  /** c² of the time between departures while all servers are busy. */
  readonly departureScv: number;
}

export interface ClumpedQueueLaw {
  /** P(min(y, B) = n) over rounds, n ≤ B; state 0 counts once per idle period. */
  readonly law: Float64Array;
  /** E[waiting] over rounds. */
  readonly waiting: number;
  /** P(somebody waits) over rounds. */
  readonly queued: number;
}

export function clumpedQueue(station: ClumpedQueue): ClumpedQueueLaw {
  const { servers, residence, entries, firstClump, dispersion, burst } = station;
  const [p, q] = [2 / (dispersion + 1), 2 / (burst + 1)];
  const law = new Float64Array(servers + 1);
  law[0] = 1;
  let [fromIdle, above, local] = [1, 0, 0];
  for (let n = 0; n < servers; n++) {
    const mass = Math.max(0, ((fromIdle + p * above) * residence) / (n + 1));
    law[n + 1] = mass;
    fromIdle *= 1 - 1 / firstClump;
    // Clumps from states below B only; those from B are of another kind.
    if (n + 1 < servers) {
      const entering = mass * entries(n + 1);
      above = (1 - p) * above + entering;
      local = (1 - q) * (local + entering);
    }
    if (mass > 1e200) {
      for (let i = 0; i <= n + 1; i++) law[i] = (law[i] as number) * 1e-200;
      [fromIdle, above, local] = [fromIdle * 1e-200, above * 1e-200, local * 1e-200];
    }
  }
  const crossing = Math.max(0, q * local + fromIdle);
  return withQueue(station, law, crossing, Math.min(1, q));
}

/** Adds the states beyond B, into which `crossing` clumps reach per round. */
function withQueue(
  { servers, residence, overshoot, entriesAtFull, departureScv }: ClumpedQueue,
  law: Float64Array,
  crossing: number,
  p: number,
): ClumpedQueueLaw {
  const drift = servers / residence - entriesAtFull;
  const keep = p + (1 - p) * overshoot;
  const [reached, stop] = [overshoot / keep, p / keep];
  const clump = (1 + departureScv) / 2;
  const top = law[servers] as number;
  const beyond = ((crossing * reached) / stop + entriesAtFull * top) / drift;
  const queue = ((crossing * reached) / stop ** 2 + entriesAtFull * clump * (top + beyond)) / drift;
  law[servers] = top + beyond;
  const total = law.reduce((sum, mass) => sum + mass, 0);
  return {
    law: law.map((mass) => mass / total),
    waiting: queue / total,
    queued: beyond / total,
  };
}
