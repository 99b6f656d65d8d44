/**
 * How near the limit a queue comes in the time it has: after a time t at ρ = 1 the queue of a single
 * server, begun empty, is √(2V·μt/π) long, two thirds of that on average until then; a steady queue of
 * as much has 1 − ρ of BUILD_UP over √(μt), at V = c_a² + c² = VARIABILITY.
 *
 * Approximation; @see docs/model.md#schedules; J. M. Harrison, Brownian Motion and Stochastic Flow
 * Systems (1985).
 */
const VARIABILITY = 1.5;
const BUILD_UP = 1.15;
const LEAST = 0.5;

/** The largest load of a steady state that so many seconds leave time for. */
export function longestSteady(limit: number, seconds: number): number {
  return Math.max(LEAST, 1 - BUILD_UP / Math.sqrt(limit * seconds));
}

/** The mean wait of a single server at a load, seconds. */
export function steadyWait(limit: number, load: number): number {
  return VARIABILITY / 2 / (limit * (1 - load));
}
