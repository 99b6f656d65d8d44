/** `traffic.promptTokens`, `traffic.outputTokens`: laws of a length in tokens. */
import * as z from 'zod';
import {
  alsoHolds,
  count,
  type Fault,
  numberUpTo,
  section,
  type Unchecked,
  word,
} from './fields.ts';

export const LONGEST = 10_000_000;
const LAWS = 'fixed, uniform, lognormal, gamma, exponential, geometric, empirical';

const mean = numberUpTo('Mean in tokens, before rounding and clamping.', 0, LONGEST);
const cv = numberUpTo(
  'Coefficient of variation (standard deviation / mean), before rounding and clamping.',
  0,
  100,
);
const clamp = {
  min: z.exactOptional(
    count('Fewest tokens; what is drawn below is raised to it. Default 1.', 1, LONGEST),
  ),
  max: z.exactOptional(count('Most tokens; what is drawn above is cut to it.', 1, LONGEST)),
};
const law = <const Names extends readonly [string, ...string[]]>(...names: Names) =>
  z.literal(names, { error: LAWS }).meta({ description: 'Law of the length.' });

const fixed = section({
  distribution: law('fixed'),
  value: count('Tokens of every request.', 1, LONGEST),
});
const uniform = section({
  distribution: law('uniform'),
  min: count('Fewest tokens.', 1, LONGEST),
  max: count('Most tokens.', 1, LONGEST),
}).check(alsoHolds(ordered));
const spread = section({ distribution: law('lognormal', 'gamma'), mean, cv, ...clamp }).check(
  alsoHolds(clampHoldsMean),
);
const memoryless = section({
  distribution: law('exponential', 'geometric'),
  mean,
  ...clamp,
}).check(alsoHolds(clampHoldsMean));

const VALUES = 'a list of 1 to 100000 numbers ≥ 0';
const values = z
  .array(
    z
      .number({ error: 'a number ≥ 0' })
      .min(0, { error: 'a number ≥ 0' })
      .max(LONGEST, { error: `a number ≤ ${LONGEST}` }),
    { error: VALUES },
  )
  .min(1, { error: VALUES })
  .max(100_000, { error: VALUES })
  .meta({ description: 'Lengths seen, in tokens.' });
const weights = z
  .array(z.number({ error: 'a number > 0' }).positive({ error: 'a number > 0' }), {
    error: 'a list of numbers > 0, one per value',
  })
  .meta({ description: 'How often each value was seen; default: equally often.' });

/** Reads the numbers of one CSV column, or says what of the two fields is wrong. */
export type ReadColumn = (path: string, column: string) => Promise<ColumnOutcome>;
export type ColumnOutcome =
  | { readonly values: readonly number[]; readonly weights: readonly number[] }
  | { readonly field: 'csv' | 'column'; readonly allowed: string };

/** The schema of a length law. @param readColumn answers for the files the core cannot open. */
export function lengthLaw(description: string, readColumn: ReadColumn) {
  return z
    .discriminatedUnion(
      'distribution',
      [fixed, uniform, spread, memoryless, empiricalSchema(readColumn)],
      {
        error: ({ input }) =>
          typeof input === 'object' ? LAWS : `a map with distribution: ${LAWS}`,
      },
    )
    .meta({ description });
}

function empiricalSchema(readColumn: ReadColumn) {
  return section({
    distribution: law('empirical'),
    values: z.exactOptional(values),
    weights: z.exactOptional(weights),
    csv: z.exactOptional(
      word('Instead of values: path of a CSV file, relative to the scenario file.'),
    ),
    column: z.exactOptional(word('Header of the CSV column that holds the lengths.')),
    ...clamp,
  })
    .check(alsoHolds((given) => [...ordered(given), ...asManyWeights(given), ...oneSource(given)]))
    .transform(async ({ csv, column, values = [], ...rest }, context) => {
      if (csv === undefined || column === undefined) return { values, ...rest };
      const outcome = await readColumn(csv, column);
      if ('values' in outcome) return { ...rest, ...outcome };
      const { field, allowed } = outcome;
      context.issues.push({ code: 'custom', path: [field], message: allowed, input: csv });
      return z.NEVER;
    });
}

/** Values, or a file and its column. */
function oneSource({ values, weights, csv, column }: Unchecked): readonly Fault[] {
  const listed = values !== undefined;
  if (!listed && csv === undefined)
    return [{ path: ['values'], allowed: `${VALUES}, or csv and column` }];
  if (listed && csv !== undefined) return [{ path: ['csv'], allowed: 'values or csv, not both' }];
  if (csv !== undefined && column === undefined)
    return [{ path: ['column'], allowed: 'the header of the column that holds the lengths' }];
  if (csv !== undefined && weights !== undefined)
    return [{ path: ['weights'], allowed: 'weights only with values' }];
  return [];
}

function ordered({ min, max }: Unchecked): readonly Fault[] {
  const swapped = typeof min === 'number' && typeof max === 'number' && min > max;
  return swapped ? [{ path: ['min'], allowed: `at most max = ${max}` }] : [];
}

function clampHoldsMean(value: Unchecked): readonly Fault[] {
  const { mean, min, max } = value;
  const [least, most] = [
    typeof min === 'number' ? min : 1,
    typeof max === 'number' ? max : LONGEST,
  ];
  if (ordered(value).length > 0) return ordered(value);
  if (typeof mean !== 'number' || (mean >= least && mean <= most)) return [];
  return [{ path: ['mean'], allowed: `a number from min = ${least} to max = ${most}` }];
}

function asManyWeights({ values, weights }: Unchecked): readonly Fault[] {
  if (!Array.isArray(values) || !Array.isArray(weights)) return [];
  if (values.length === weights.length) return [];
  return [{ path: ['weights'], allowed: `as many numbers as values: ${values.length}` }];
}
