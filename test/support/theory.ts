/** What a theory says against 20 replications: the 99.9 % interval of their mean. */
import { expect } from 'vitest';
import { halfWidthOfMean, sampleMean } from '../../src/numerics/statistics.ts';

export interface Interval {
  readonly center: number;
  readonly halfWidth: number;
}

/** Runs 20 replications once; gives the interval of anything measured on each. */
export function replications<T>(replication: (seed: number) => T) {
  const results = Array.from({ length: 20 }, (_, seed) => replication(seed));
  return (measure: (result: T) => number): Interval => {
    const values = results.map(measure);
    return { center: sampleMean(values), halfWidth: halfWidthOfMean(values, 0.999) };
  };
}

/**
 * The theory lies in the interval, and that is narrow enough to notice a wrong program. A correct
 * program fails 1 time in 1000.
 */
export function expectTheory({ center, halfWidth }: Interval, theory: number, narrow = 0.02) {
  expect(halfWidth / theory, `half width at ${center}`).toBeLessThan(narrow);
  expect(Math.abs(center - theory), `${center} ± ${halfWidth} for ${theory}`).toBeLessThan(
    halfWidth,
  );
}
