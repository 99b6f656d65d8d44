/**
 * Special functions of probability, by the single functions of stdlib: each agrees with
 * reference values to about 1e-15, where simple-statistics 7.12 has two to four digits.
 */
import erfc from '@stdlib/math-base-special-erfc';
import erfcinv from '@stdlib/math-base-special-erfcinv';
import gammainc from '@stdlib/math-base-special-gammainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import { increasingRoot } from './root.ts';

/** Φ(x), the standard normal distribution function. @example normalCdf(0) // 0.5 */
export function normalCdf(x: number): number {
  return erfc(-x / Math.SQRT2) / 2;
}

/** Φ⁻¹(p), 0 < p < 1. */
export function normalQuantile(p: number): number {
  return -Math.SQRT2 * erfcinv(2 * p);
}

/** ln Γ(x), x > 0. @example logGamma(5) // 3.178053830347946 */
export function logGamma(x: number): number {
  return gammaln(x);
}

/** P(shape, x), the distribution function of a gamma law with scale 1. */
export function gammaCdf(shape: number, x: number): number {
  if (x <= 0) return 0;
  return x === Infinity ? 1 : gammainc(x, shape);
}

/** The quantile of a gamma law with scale 1, 0 < p < 1. */
export function gammaQuantile(shape: number, p: number): number {
  const far = shape + 40 * Math.sqrt(shape) + 60;
  return increasingRoot((x) => gammaCdf(shape, x), p, 0, far);
}

type Slices = readonly (readonly [number, number])[];
/** By the list of ends, which callers keep as a constant, and by 20·cv². */
const known = new WeakMap<readonly number[], Map<number, Slices>>();

/**
 * A gamma law with mean 1 and about the given squared coefficient of variation (to the nearest
 * 0.05, so that few laws are ever worked out), by slices of probability that end at `ends`: each as
 * [mean, probability], so that the mean is kept exactly.
 */
export function gammaPoints(scv: number, ends: readonly number[]): Slices {
  const twentieths = Math.max(1, Math.round(scv * 20));
  const laws = known.get(ends) ?? new Map<number, Slices>();
  known.set(ends, laws);
  const found = laws.get(twentieths) ?? gammaSlices(20 / twentieths, ends);
  laws.set(twentieths, found);
  return found;
}

function gammaSlices(shape: number, ends: readonly number[]): Slices {
  const edges = [0, ...ends.map((p) => gammaQuantile(shape, p)), Infinity];
  const shares = [0, ...ends, 1];
  return shares.slice(1).map((end, i) => {
    const weight = end - (shares[i] as number);
    const [low, high] = [edges[i] as number, edges[i + 1] as number];
    return [(gammaCdf(shape + 1, high) - gammaCdf(shape + 1, low)) / weight, weight] as const;
  });
}
