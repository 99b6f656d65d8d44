/** What is to be known of a column of lengths. */
import { type DiscreteLaw, expectation, lawQuantile } from '../../numerics/discrete-law.ts';
import type { LengthDescription, TailDescription } from '../../scenario/traffic-description.ts';
import { empiricalFit, parametricFit } from './fit-lengths.ts';
import type { LengthTally } from './length-tally.ts';

export function describeLengths(tally: LengthTally): LengthDescription {
  const law = tally.law();
  const mean = tally.sum / tally.count;
  const variance = Math.max(0, tally.square / tally.count - mean ** 2);
  const known = { law, mean, cv: Math.sqrt(variance) / mean, min: tally.min, max: tally.max };
  return {
    mean,
    cv: known.cv,
    p50: lawQuantile(law, 0.5),
    p90: lawQuantile(law, 0.9),
    p99: lawQuantile(law, 0.99),
    max: tally.max,
    tail: tailOf(law, tally),
    law: parametricFit(known),
    empirical: empiricalFit(known),
  };
}

const LARGEST = 0.001;

/**
 * Hill's estimate from the largest 1 % of the lengths (B. M. Hill, Annals of Statistics 3 (1975),
 * 1163–1174), and how much of two moments the largest 0.1 % make.
 */
function tailOf(law: DiscreteLaw, tally: LengthTally): TailDescription {
  const above = lawQuantile(law, 0.99);
  const hill = { values: law.values, weights: law.weights };
  const share = expectation(hill, (x) => (x > above ? 1 : 0));
  const excess = expectation(hill, (x) => (x > above ? Math.log(x / above) : 0));
  const far = lawQuantile(law, 1 - LARGEST);
  // Where many have the same length, as at a bound, a part of these are among the largest.
  const atFar = Math.max(0, LARGEST - expectation(law, (x) => (x > far ? 1 : 0)));
  const beyond = (power: number) =>
    atFar * far ** power + expectation(law, (x) => (x > far ? x ** power : 0));
  return {
    index: share > 0 && excess > 0 ? share / excess : Infinity,
    secondMoment: (beyond(2) * tally.count) / tally.square,
    thirdMoment: (beyond(3) * tally.count) / tally.cube,
  };
}
