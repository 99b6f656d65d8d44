/** What all length laws share: their names, the clamp, and the order of its ends. */
import * as z from 'zod';
import { count, type Fault, type Unchecked } from './fields.ts';

export const LONGEST = 10_000_000;
export const LAWS = 'fixed, uniform, lognormal, gamma, exponential, geometric, empirical';

/** The field that names the law. */
export const law = <const Names extends readonly [string, ...string[]]>(...names: Names) =>
  z.literal(names, { error: LAWS }).meta({ description: 'Law of the length.' });

export const clamp = {
  min: z.exactOptional(
    count('Fewest tokens; what is drawn below is raised to it. Default 1.', 1, LONGEST),
  ),
  max: z.exactOptional(count('Most tokens; what is drawn above is cut to it.', 1, LONGEST)),
};

export function ordered({ min, max }: Unchecked): readonly Fault[] {
  const swapped = typeof min === 'number' && typeof max === 'number' && min > max;
  return swapped ? [{ path: ['min'], allowed: `at most max = ${max}` }] : [];
}
