/**
 * How long those wait that find many servers busy. Poisson arrivals and exponential service wait
 * 1/(c·μ(1 − ρ)); other laws a multiple of it.
 *
 * Approximation: the interpolation of Kimura between the exact M/M/c and the M/D/c of Cosmetatos,
 * and for regular arrivals the factor of Allen and Cunneen.
 *
 * @see docs/model.md#decode-pool; T. Kimura, Queueing Systems 17 (1994); G. P. Cosmetatos, INFOR 13
 *   (1975); A. O. Allen, Probability, Statistics and Queueing Theory (1978).
 */
export interface ManyServers {
  readonly servers: number;
  readonly utilization: number;
  readonly serviceTime: number;
  readonly serviceScv: number;
  readonly interarrivalScv: number;
}

/** Mean wait of those that wait. */
export function waitWithManyServers(queue: ManyServers): number {
  const { servers, utilization, serviceTime, serviceScv, interarrivalScv } = queue;
  const exponential = serviceTime / servers / (1 - utilization);
  const fixed = fixedServiceFactor(servers, utilization);
  const factor =
    serviceScv <= 1
      ? (1 + serviceScv) / (2 * serviceScv + (1 - serviceScv) / fixed)
      : serviceScv + (1 - serviceScv) * fixed;
  return (exponential * factor * (interarrivalScv + serviceScv)) / (1 + serviceScv);
}

/** Wait in M/D/c over that in M/M/c: ½ for one server, 1 for many at low load. */
export function fixedServiceFactor(servers: number, utilization: number): number {
  const more = (servers - 1) * (Math.sqrt(4 + 5 * servers) - 2);
  return Math.min(1, (1 + ((1 - utilization) * more) / (16 * utilization * servers)) / 2);
}
