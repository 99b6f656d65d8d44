/**
 * How many customers are in an infinite-server-like station, looked at in rounds, when entries
 * come in clumps of geometric size: customers in service per round end with probability 1/mean
 * residence each. For index of dispersion 1 this is the insensitive product form of symmetric
 * queues; for a constant entry rate it is negative binomial.
 *
 * @see docs/model.md#occupancy; F. P. Kelly, Reversibility and Stochastic Networks (1979), ch. 3.
 */
export interface ClumpedStation {
  /** Mean entries per round when n are inside. */
  readonly entries: (n: number) => number;
  /** Rounds a customer stays, on average. */
  readonly residence: number;
  /** Index of dispersion of the entries, seen through the station. */
  readonly dispersion: number;
  /** Mean number that enters when an empty station wakes. */
  readonly firstClump: number;
  /** Most customers inside. */
  readonly capacity: number;
}

/** P(n inside) for n ≤ capacity on the clock of rounds; state 0 counts once per idle period. */
export function clumpedOccupancy(station: ClumpedStation): Float64Array {
  const { entries, residence, dispersion, firstClump, capacity } = station;
  const p = 2 / (dispersion + 1);
  const law = new Float64Array(capacity + 1);
  law[0] = 1;
  let [fromIdle, above, total] = [1, 0, 1];
  for (let n = 0; n < capacity; n++) {
    const mass = Math.max(0, ((fromIdle + p * above) * residence) / (n + 1));
    law[n + 1] = mass;
    total += mass;
    fromIdle *= 1 - 1 / firstClump;
    above = (1 - p) * above + mass * entries(n + 1);
    if (mass > 1e200) {
      for (let i = 0; i <= n + 1; i++) law[i] = (law[i] as number) * 1e-200;
      [fromIdle, above, total] = [fromIdle * 1e-200, above * 1e-200, total * 1e-200];
    }
  }
  return law.map((mass) => mass / total);
}
