/**
 * The number of events of a Poisson stream in a random time: Poisson where the time is fixed,
 * negative binomial where it has a gamma law.
 */
import { logGamma } from './special.ts';

/** Masses below this share of that of the mode are left out. */
const LEAST = 1e-9;

/**
 * Adds a count with this mean and variance ≥ mean to masses by number, as far as they reach.
 */
export function addMixedPoisson(
  masses: Float64Array,
  { mean, variance, weight }: { mean: number; variance: number; weight: number },
): void {
  const excess = variance - mean;
  // p(n + 1)/p(n) = (n·a + b)/(n + 1).
  const isMixed = excess > 1e-9 * mean;
  const a = isMixed ? excess / variance : 0;
  const b = isMixed ? (mean * mean) / variance : mean;
  const mode = Math.max(0, Math.floor(isMixed ? mean - variance / mean : mean));
  const top = weight * Math.exp(isMixed ? logMixed(mode, a, b / a) : logPoisson(mode, mean));
  const least = LEAST * top;
  let mass = top;
  for (let n = mode; n < masses.length && mass > least; n++) {
    masses[n] = (masses[n] as number) + mass;
    mass *= (n * a + b) / (n + 1);
  }
  mass = top;
  for (let n = Math.min(mode, masses.length) - 1; n >= 0; n--) {
    mass *= (n + 1) / (n * a + b);
    if (!(mass > least)) break;
    masses[n] = (masses[n] as number) + mass;
  }
}

function logPoisson(n: number, mean: number): number {
  return mean > 0 ? n * Math.log(mean) - mean - logGamma(n + 1) : 0;
}

function logMixed(n: number, p: number, size: number): number {
  const arranged = logGamma(n + size) - logGamma(size) - logGamma(n + 1);
  return arranged + size * Math.log1p(-p) + n * Math.log(p);
}
