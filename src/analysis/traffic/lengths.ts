/**
 * From a length law as the user writes it (drawn, rounded to whole tokens, clamped) to its
 * probabilities, on at most a few hundred points.
 */
import type { DiscreteLaw } from '../../numerics/discrete-law.ts';
import { gammaCdf, normalCdf } from '../../numerics/special.ts';
import type { LengthLaw } from '../../scenario/scenario.ts';

/** A continuous or integer law before rounding: P(X ≤ x) and E[X; X ≤ x]. */
interface Unrounded {
  readonly cdf: (x: number) => number;
  readonly partialMean: (x: number) => number;
}

/**
 * The law of a whole number of tokens. Exact up to bins of 1.5 % of the length (each at its
 * conditional mean) beyond about 160 tokens.
 *
 * @param least fewest tokens there may be: 1, or 0 of a prefix that may not be found.
 * @see docs/model.md#lengths
 */
export function lengthLaw(law: LengthLaw, least: 0 | 1 = 1): DiscreteLaw {
  if (law.distribution === 'fixed') return points([[Math.max(least, Math.round(law.value)), 1]]);
  if (law.distribution === 'uniform') return uniform(Math.max(least, law.min), law.max);
  const min = Math.max(least, law.min ?? least);
  const max = law.max ?? Infinity;
  if (law.distribution === 'empirical') return empirical(law.values, law.weights, min, max);
  const spread = 'cv' in law ? law.cv : 1;
  if (spread === 0) return points([[clamp(Math.round(law.mean), min, max), 1]]);
  return binned(unrounded(law.distribution, law.mean, spread), min, max);
}

function unrounded(
  distribution: 'lognormal' | 'gamma' | 'exponential' | 'geometric',
  mean: number,
  cv: number,
): Unrounded {
  if (distribution === 'lognormal') return lognormal(mean, cv);
  if (distribution === 'geometric') return geometric(mean);
  return gamma(mean, distribution === 'gamma' ? cv : 1);
}

function lognormal(mean: number, cv: number): Unrounded {
  const sigma = Math.sqrt(Math.log1p(cv * cv));
  const mu = Math.log(mean) - (sigma * sigma) / 2;
  const standard = (x: number) => (x > 0 ? (Math.log(x) - mu) / sigma : -Infinity);
  return {
    cdf: (x) => normalCdf(standard(x)),
    partialMean: (x) => mean * normalCdf(standard(x) - sigma),
  };
}

function gamma(mean: number, cv: number): Unrounded {
  const shape = 1 / (cv * cv);
  const scale = mean / shape;
  return {
    cdf: (x) => gammaCdf(shape, x / scale),
    partialMean: (x) => mean * gammaCdf(shape + 1, x / scale),
  };
}

/** On 1, 2, …: P(X > n) = (1 − 1/mean)^n. */
function geometric(mean: number): Unrounded {
  const fail = 1 - 1 / Math.max(1, mean);
  const whole = (x: number) => (x === Infinity ? x : Math.max(0, Math.floor(x)));
  return {
    cdf: (x) => 1 - fail ** whole(x),
    partialMean: (x) => (x === Infinity ? mean : mean - (whole(x) + mean) * fail ** whole(x)),
  };
}

/** Rounds and clamps a law onto bins [low + ½, high + ½) of whole tokens. */
function binned({ cdf, partialMean }: Unrounded, min: number, max: number): DiscreteLaw {
  const atoms: [number, number][] = [];
  let below = cdf(min + 0.5);
  let momentBelow = partialMean(min + 0.5);
  atoms.push([min, below]);
  for (let low = min; low < max - 1 && below < 1 - 1e-10; ) {
    const high = Math.min(max - 1, low + Math.max(1, Math.round(low * 0.015 - 0.92)));
    const upTo = cdf(high + 0.5);
    const moment = partialMean(high + 0.5);
    const weight = upTo - below;
    if (weight > 1e-14)
      atoms.push([
        clamp(high - low === 1 ? high : (moment - momentBelow) / weight, low + 0.5, high + 0.5),
        weight,
      ]);
    [low, below, momentBelow] = [high, upTo, moment];
  }
  if (max < Infinity && max > min) atoms.push([max, 1 - below]);
  return points(atoms);
}

/** Every whole number from min to max alike, in at most about 400 groups. */
function uniform(min: number, max: number): DiscreteLaw {
  const [low, high] = [Math.round(min), Math.round(max)];
  const step = Math.max(1, Math.ceil((high - low + 1) / 400));
  const atoms: [number, number][] = [];
  for (let first = low; first <= high; first += step) {
    const last = Math.min(high, first + step - 1);
    atoms.push([(first + last) / 2, last - first + 1]);
  }
  return points(atoms);
}

function empirical(
  values: readonly number[],
  weights: readonly number[] | undefined,
  min: number,
  max: number,
): DiscreteLaw {
  const masses = new Map<number, number>();
  values.forEach((value, i) => {
    const tokens = clamp(Math.round(value), min, max);
    masses.set(tokens, (masses.get(tokens) ?? 0) + (weights?.[i] ?? 1));
  });
  return points([...masses].sort(([a], [b]) => a - b));
}

function points(atoms: readonly (readonly [number, number])[]): DiscreteLaw {
  const kept = atoms.filter(([, weight]) => weight > 0);
  const total = kept.reduce((sum, [, weight]) => sum + weight, 0);
  return {
    values: Float64Array.from(kept, ([value]) => value),
    weights: Float64Array.from(kept, ([, weight]) => weight / total),
  };
}

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
