/**
 * Laws of a scenario that are like a column of lengths. Laws with a formula have its mean and
 * standard deviation, or those of its logarithms, cut at its largest value; which is best is judged
 * by the law that the formulas would work with.
 */
import { lengthLaw } from '../../analysis/traffic/lengths.ts';
import {
  compress,
  type DiscreteLaw,
  expectation,
  lawQuantile,
} from '../../numerics/discrete-law.ts';
import type { LengthLaw } from '../../scenario/scenario.ts';
import type { LengthFit } from '../../scenario/traffic-description.ts';

export interface KnownLengths {
  readonly law: DiscreteLaw;
  readonly mean: number;
  readonly cv: number;
  readonly min: number;
  readonly max: number;
}

/** Figures that a person can read. */
const rounded = (value: number, digits = 4): number => Number(value.toPrecision(digits));

/** The law with a formula that comes closest. */
export function parametricFit(known: KnownLengths): LengthFit {
  if (known.min === known.max) return judged(known, { distribution: 'fixed', value: known.max });
  const fits = candidates(known).map((law) => judged(known, law));
  return fits.reduce((best, fit) => (badness(fit) < badness(best) ? fit : best));
}

/** Distance of the laws, and the moments that queues feel. */
function badness({ distance, mean, secondMoment }: LengthFit): number {
  return distance + Math.abs(mean) + Math.abs(secondMoment) / 5;
}

function candidates({ law, mean, cv, min, max }: KnownLengths): LengthLaw[] {
  const [log, logSquare] = [
    expectation(law, (x) => Math.log(x)),
    expectation(law, (x) => Math.log(x) ** 2),
  ];
  const spread = Math.max(0, logSquare - log * log);
  const byLogs = { mean: Math.exp(log + spread / 2), cv: Math.sqrt(Math.expm1(spread)) };
  const clamp = { ...(min > 1 ? { min } : {}), max };
  const both = [{ mean, cv }, byLogs].filter((m) => m.mean <= max && m.cv > 0 && m.cv <= 100);
  return [
    ...both.flatMap((m) =>
      (['lognormal', 'gamma'] as const).map(
        (distribution): LengthLaw => ({
          distribution,
          mean: Math.min(max, Math.max(min, rounded(m.mean))),
          cv: rounded(m.cv),
          ...clamp,
        }),
      ),
    ),
    ...(['exponential', 'geometric'] as const).map(
      (distribution): LengthLaw => ({
        distribution,
        mean: Math.min(max, Math.max(min, rounded(mean))),
        ...clamp,
      }),
    ),
    { distribution: 'uniform', min, max },
  ];
}

/** The 99th percentile is in the middle of a group, whose mean is close to it. */
const EMPIRICAL_TAIL = [0.95, 0.97, 0.985, 0.995, 0.999];

/** Sixteen groups of equal probability and six in the tail, each at its mean. */
export function empiricalFit(known: KnownLengths): LengthFit {
  const { values, weights } = compress(known.law, 16, EMPIRICAL_TAIL);
  const masses = new Map<number, number>();
  values.forEach((value, i) => {
    const tokens = Math.max(1, Math.round(value));
    masses.set(tokens, (masses.get(tokens) ?? 0) + (weights[i] as number));
  });
  return judged(known, {
    distribution: 'empirical',
    values: [...masses.keys()],
    weights: [...masses.values()].map((weight) => rounded(weight)),
  });
}

function judged({ law: seen, mean }: KnownLengths, law: LengthLaw): LengthFit {
  const made = lengthLaw(law);
  const second = (each: DiscreteLaw) => expectation(each, (x) => x * x);
  return {
    law,
    distance: distanceOf(seen, made),
    mean: expectation(made, (x) => x) / mean - 1,
    secondMoment: second(made) / second(seen) - 1,
    p99: lawQuantile(made, 0.99) / lawQuantile(seen, 0.99) - 1,
  };
}

/** Largest difference of two distribution functions. */
function distanceOf(one: DiscreteLaw, other: DiscreteLaw): number {
  let [i, j, below, otherBelow, most] = [0, 0, 0, 0, 0];
  while (i < one.values.length && j < other.values.length) {
    const at = Math.min(one.values[i] as number, other.values[j] as number);
    while ((one.values[i] ?? Infinity) <= at) below += one.weights[i++] as number;
    while ((other.values[j] ?? Infinity) <= at) otherBelow += other.weights[j++] as number;
    most = Math.max(most, Math.abs(below - otherBelow));
  }
  return most;
}
