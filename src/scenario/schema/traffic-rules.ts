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

/** The same where every class has lengths of its own. */
export const BY_CLASS = ['arrivals', 'classes'] as const;

export function fromOneSource(traffic: Unchecked): readonly Fault[] {
  return traffic.trace === undefined ? byHand(traffic) : byTrace(traffic);
}

function byHand(traffic: Unchecked): readonly Fault[] {
  return BY_HAND.flatMap((key): Fault[] => {
    const given = traffic[key] !== undefined;
    const classes = key === 'arrivals' ? [] : classesOf(traffic);
    if (classes.length > 0 && classes.every((one) => one[key] !== undefined))
      return given ? [{ path: [key], allowed: SAID_BY_CLASSES }] : [];
    const allowed = `${WHAT[key]}; or trace, a file of recorded requests`;
    return given ? [] : [{ path: [key], allowed }];
  });
}
const SAID_BY_CLASSES = 'no such field where every class has its own';

function classesOf({ classes }: Unchecked): readonly Unchecked[] {
  if (!Array.isArray(classes)) return [];
  return classes.filter((one) => typeof one === 'object' && one !== null) as Unchecked[];
}

function byTrace(traffic: Unchecked): readonly Fault[] {
  return (['promptTokens', 'outputTokens', 'classes'] as const)
    .filter((key) => traffic[key] !== undefined)
    .map((key) => ({
      path: [key],
      allowed: 'no such field beside trace, whose requests have their lengths',
    }));
}
