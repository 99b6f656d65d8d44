/**
 * Many servers, and customers whose number without a limit would spread wider or narrower than a
 * Poisson law: as many servers as there are deviations of a Poisson law (Hayward's approximation).
 * Beyond the last server the queue is that of one server as fast as all of them.
 *
 * Approximation; peakedness 1, the same load in both regimes and exponential departures make it M/M/B,
 * exactly.
 *
 * @see docs/model.md#slots-of-prefill-first; A. A. Fredericks, Bell System Technical Journal 59 (1980),
 *   pp. 805–827 (Hayward); G. P. Cosmetatos, Operational
 *   Research Quarterly 27 (1976), pp. 615–620.
 */
export interface PeakedServers {
  readonly servers: number;
  /** Mean number busy if there were no end of servers. */
  readonly offered: number;
  /** z, variance over mean of that number. */
  readonly peakedness: number;
  /** ρ, arrivals over departures while all servers are busy; < 1. */
  readonly utilization: number;
  /** c² of the time between these departures. */
  readonly departureScv: number;
  /**
   * η, how far service slows down with every customer, n·t′(n)/t(n): numbers return to their mean 1 − η
   * times as fast, so they spread 1/(1 − η) times as wide; 0 by default.
   */
  readonly slowing?: number;
}

export interface PeakedQueue {
  /** P(all servers are busy) and E[waiting], over time. */
  readonly busy: number;
  readonly waiting: number;
}

export function peakedServers(system: PeakedServers): PeakedQueue {
  const { utilization: rho, departureScv, slowing = 0 } = system;
  const peakedness = system.peakedness / (1 - slowing);
  const full = lossShare({ ...system, peakedness });
  const odds = (full * (1 - slowing)) / (1 - full) / (1 - rho);
  const busy = full >= 1 ? 1 : odds / (1 + odds);
  return { busy, waiting: (busy * rho * (1 + departureScv)) / (2 * (1 - rho)) };
}

/** Erlang's loss with all counted in deviations, between whole numbers of servers. */
function lossShare({ servers, offered, peakedness }: PeakedServers): number {
  const scaled = Math.max(1, servers / peakedness);
  const whole = Math.floor(scaled);
  const part = scaled - whole;
  const low = erlangLoss(whole, (offered * whole) / servers);
  return part === 0
    ? low
    : low + part * (erlangLoss(whole + 1, (offered * (whole + 1)) / servers) - low);
}

/** Erlang's B: the share of time in which n servers without a queue are all busy. */
export function erlangLoss(servers: number, offered: number): number {
  let loss = 1;
  for (let n = 1; n <= servers; n++) loss = (offered * loss) / (n + offered * loss);
  return loss;
}

/**
 * What of the regularity of service times is felt by a queue with several servers: c_N² − 1 times
 * 1 − (1 − ρ)(B − 1)(√(4 + 5B) − 2)/(16ρB).
 */
export function feltRegularity(servers: number, utilization: number): number {
  const spread = ((servers - 1) * (Math.sqrt(4 + 5 * servers) - 2)) / (16 * servers);
  return Math.max(0, 1 - ((1 - utilization) * spread) / utilization);
}
