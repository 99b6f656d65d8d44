/** `traffic`: which requests come, and how fast. */
import * as z from 'zod';
import type { Issue } from '../../checks.ts';
import type { RequestTrace } from '../file/trace.ts';
import type { Traffic } from '../scenario.ts';
import { lengthsOf, NO_TIMES, replayOf, TIMES } from '../with-trace.ts';
import { arrivalsSchema } from './arrivals.ts';
import { cachedPrefix } from './cached-prefix.ts';
import { classesSchema } from './classes.ts';
import type { ReadColumn } from './empirical.ts';
import { alsoHolds, type QuantityFields, section, upToOneDay, word } from './fields.ts';
import { lengthLaw } from './lengths.ts';
import { BY_CLASS, BY_HAND, fromOneSource } from './traffic-rules.ts';

/** Reads a file of recorded requests, or says what of it is wrong. */
export type ReadTrace = (path: string) => Promise<TraceOutcome>;
export type TraceOutcome = { readonly trace: RequestTrace } | { readonly faults: readonly Issue[] };

const trace = word(
  'Path of a CSV or JSONL file of recorded requests with time, promptTokens and outputTokens (or as Azure, BurstGPT and Mooncake name them), relative to the scenario file. They are replayed as recorded; with `arrivals`, only their lengths are drawn, prompt and answer of one request together. Then promptTokens and outputTokens are left out.',
);

export function trafficSchema(
  fields: QuantityFields,
  { readColumn, readTrace }: { readonly readColumn: ReadColumn; readonly readTrace: ReadTrace },
) {
  const patience = fields.quantity(
    'time',
    'A request whose prompt has not begun by then gives up; default: never.',
    upToOneDay,
    '30 s',
  );
  return section({
    arrivals: z.exactOptional(arrivalsSchema(fields)),
    promptTokens: z.exactOptional(
      lengthLaw('Tokens of a prompt, cached ones included.', readColumn),
    ),
    outputTokens: z.exactOptional(lengthLaw('Tokens of an answer.', readColumn)),
    trace: z.exactOptional(trace),
    cachedPrefix: z.exactOptional(cachedPrefix(fields, readColumn)),
    classes: z.exactOptional(classesSchema(fields, readColumn)),
    patience: z.exactOptional(patience),
  })
    .check(alsoHolds(fromOneSource))
    .meta({ description: 'The requests.', anyOf: [['trace'], BY_HAND, BY_CLASS].map(oneOfThem) })
    .transform(async ({ trace: path, ...traffic }, context): Promise<Traffic> => {
      if (path === undefined) return complete(traffic);
      const outcome = await readTrace(path);
      const faults = faultsOf(outcome, traffic.arrivals !== undefined);
      for (const fault of faults) context.issues.push(faultOfTrace(path, fault));
      if (faults.length > 0 || !('trace' in outcome)) return z.NEVER;
      const { trace: rows } = outcome;
      const requests = traffic.arrivals === undefined ? replayOf(rows) : lengthsOf(rows);
      return complete({ ...traffic, ...requests });
    });
}

/** What is wrong with a file, or with its use: without times it tells no arrivals. */
function faultsOf(outcome: TraceOutcome, hasArrivals: boolean): readonly Issue[] {
  if (!('trace' in outcome)) return outcome.faults;
  const { times } = outcome.trace;
  return hasArrivals || times.length > 0 ? [] : [{ path: '', given: NO_TIMES, allowed: TIMES }];
}

/** A fault of the file is one of the field that names it; where in the file stands behind it. */
function faultOfTrace(file: string, { path, given, allowed, line, nearest }: Issue) {
  const at = [path, line === undefined ? '' : `line ${line}`].filter((part) => part !== '');
  return {
    code: 'custom' as const,
    path: ['trace'],
    message: at.length === 0 ? allowed : `${allowed} (${at.join(', ')} of the file)`,
    input: file,
    params: { given, within: at.join(), ...(nearest === undefined ? {} : { nearest }) },
  };
}

/** For editors: the fields one of the two sources of requests needs. */
function oneOfThem(names: readonly string[]) {
  const described = names.map((name) => [name, { description: 'Needed.' }]);
  return { type: 'object', required: [...names], properties: Object.fromEntries(described) };
}

/**
 * The rule `fromOneSource` has already refused what lacks one of them. Where every class has lengths of
 * its own, those of the first stand for all.
 */
function complete({ arrivals, ...rest }: Partial<Traffic>): Traffic {
  const { promptTokens, outputTokens } = { ...rest.classes?.[0], ...rest };
  if (arrivals === undefined || promptTokens === undefined || outputTokens === undefined)
    throw new TypeError('traffic without requests passed');
  return { arrivals, ...rest, promptTokens, outputTokens };
}
