/** Requests come from a recorded trace, or from laws: one of the two says each thing. */
import { ARRIVALS } from './arrivals.ts';
import type { Fault, Unchecked } from './fields.ts';
import { LAWS } from './length-fields.ts';

/** What traffic without a trace needs. */
export const BY_HAND = ['arrivals', 'promptTokens', 'outputTokens'] as const;
const WHAT: { readonly [F in (typeof BY_HAND)[number]]: string } = {
  arrivals: ARRIVALS,
  promptTokens: `a map with distribution: ${LAWS}`,
  outputTokens: `a map with distribution: ${LAWS}`,
};

export function fromOneSource(traffic: Unchecked): readonly Fault[] {
  if (traffic.trace === undefined)
    return BY_HAND.filter((key) => traffic[key] === undefined).map((key) => ({
      path: [key],
      allowed: `${WHAT[key]}; or trace, a file of recorded requests`,
    }));
  return (['promptTokens', 'outputTokens'] as const)
    .filter((key) => traffic[key] !== undefined)
    .map((key) => ({
      path: [key],
      allowed: 'no such field beside trace, whose requests have their lengths',
    }));
}
