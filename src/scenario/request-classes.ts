/** The classes of a traffic with everything said, as the engine sees them. */
import { DEFAULT_CLASS } from './defaults.ts';
import type { RequestClass, Traffic } from './traffic.ts';

/** `share` is the probability that a request is of this class. */
export type WholeClass = Required<Omit<RequestClass, 'cachedPrefix'>> &
  Pick<RequestClass, 'cachedPrefix'>;

/**
 * What a class leaves out is taken from the traffic, and shares add up to 1; none where requests
 * are all of one kind.
 */
export function requestClasses(traffic: Traffic): readonly WholeClass[] {
  const { classes = [], promptTokens, outputTokens, cachedPrefix } = traffic;
  const whole = classes.reduce((sum, { share }) => sum + share, 0);
  const lengths = {
    promptTokens,
    outputTokens,
    ...(cachedPrefix === undefined ? {} : { cachedPrefix }),
  };
  return classes.map((one) => ({
    ...DEFAULT_CLASS,
    ...lengths,
    ...one,
    share: one.share / whole,
  }));
}

/** Whether some of those that wait may pass others that came before. */
export function hasPriorities({ classes = [] }: Traffic): boolean {
  const priorities = classes.map(({ priority = DEFAULT_CLASS.priority }) => priority);
  return new Set(priorities).size > 1;
}
