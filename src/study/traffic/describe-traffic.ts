/**
 * A trace in one pass and constant memory: how many requests came when, how long they are, and the
 * traffic of a scenario that is like it.
 */
import { InvalidInputError } from '../../checks.ts';
import { describeArrivals } from '../../scenario/arrival-fit/describe-arrivals.ts';
import { eachRequest } from '../../scenario/file/trace.ts';
import type { LengthLaw } from '../../scenario/scenario.ts';
import type { LengthDescription, TrafficDescription } from '../../scenario/traffic-description.ts';
import { describeLengths } from './describe-lengths.ts';
import { notesOf } from './notes.ts';
import { TrafficTally } from './traffic-tally.ts';

/**
 * What the text of a trace says of its traffic.
 *
 * @throws InvalidInputError with up to 20 faults and their lines.
 * @see docs/traces.md
 */
export async function describeTraffic(
  chunks: AsyncIterable<string> | Iterable<string>,
): Promise<TrafficDescription> {
  const tally = new TrafficTally();
  const notes = await eachRequest(chunks, tally);
  return describeTally(tally, notes);
}

/** @throws InvalidInputError if there is no request in it. */
export function describeTally(
  tally: TrafficTally,
  notes: readonly string[] = [],
): TrafficDescription {
  const { prompts, outputs, pairs } = tally;
  if (prompts.count === 0)
    throw new InvalidInputError([
      {
        path: '',
        given: { inWords: `${tally.failed} requests without output` },
        allowed: 'at least one request with output tokens',
      },
    ]);
  const arrivals = describeArrivals(tally);
  const [promptTokens, outputTokens] = [describeLengths(prompts), describeLengths(outputs)];
  const description = {
    requests: prompts.count,
    ...(arrivals === undefined ? {} : { arrivals }),
    promptTokens,
    outputTokens,
    dependence: {
      correlation: pairs.correlation,
      ofLogarithms: pairs.logCorrelation,
      contextRatio: pairs.contextRatio,
    },
    traffic: {
      arrivals: arrivals?.fit.arrivals ?? ({ process: 'poisson', rate: 1 } as const),
      promptTokens: usedLaw(promptTokens),
      outputTokens: usedLaw(outputTokens),
    },
  };
  return { ...description, notes: [...notes, ...notesOf(description, tally)] };
}

/** The law with a formula where it is close, else that of a few values. */
function usedLaw({ law, empirical }: LengthDescription): LengthLaw {
  const isClose =
    law.distance < 0.04 && Math.abs(law.mean) < 0.02 && Math.abs(law.secondMoment) < 0.1;
  return isClose ? law.law : empirical.law;
}
