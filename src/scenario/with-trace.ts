/** A recorded trace in place of a scenario's own requests. */
import { InvalidInputError } from '../checks.ts';
import type { RequestTrace } from './file/trace.ts';
import type { LengthLaw, Scenario, Traffic } from './scenario.ts';
import { tally } from './tally.ts';

/**
 * The scenario with the requests of a trace: they arrive at its times, each with its own lengths.
 * The laws of the lengths become those of its columns. What a row holds is checked by whoever
 * answers for the scenario.
 *
 * @throws InvalidInputError if a column is longer than another.
 */
export function withTrace(scenario: Scenario, trace: RequestTrace): Scenario {
  const rows = trace.times.length;
  if (rows === 0 && trace.promptTokens.length > 0)
    throw new InvalidInputError([{ path: 'trace.times', given: NO_TIMES, allowed: TIMES }]);
  const uneven = (['promptTokens', 'outputTokens'] as const)
    .filter((column) => trace[column].length !== rows)
    .map((column) => ({
      path: `trace.${column}`,
      given: trace[column].length,
      allowed: `as many rows as times, ${rows}`,
    }));
  if (uneven.length > 0) throw new InvalidInputError(uneven);
  return { ...scenario, traffic: { ...scenario.traffic, ...replayOf(trace) } };
}

export const NO_TIMES = { inWords: 'a file without times' };
export const TIMES =
  'requests with times; or traffic.trace beside arrivals, which takes only the lengths';

/** Arrivals and lengths of a trace, row by row. */
export function replayOf(
  trace: RequestTrace,
): Pick<Traffic, 'arrivals' | 'promptTokens' | 'outputTokens' | 'lengthPairs'> {
  return { arrivals: { process: 'trace', times: trace.times }, ...lengthsOf(trace) };
}

/** Lengths of a trace: seen together, and each column as a law. */
export function lengthsOf({
  promptTokens,
  outputTokens,
}: RequestTrace): Pick<Traffic, 'promptTokens' | 'outputTokens' | 'lengthPairs'> {
  return {
    promptTokens: columnLaw(promptTokens),
    outputTokens: columnLaw(outputTokens),
    lengthPairs: { promptTokens, outputTokens },
  };
}

function columnLaw(lengths: Int32Array): LengthLaw {
  return { distribution: 'empirical', ...tally(lengths) };
}
