/** Lengths that were seen: a list of values, or a column of a CSV file. */
import * as z from 'zod';
import { alsoHolds, type Fault, section, type Unchecked, word } from './fields.ts';
import { clamp, LONGEST, law, ordered } from './length-fields.ts';

/** Reads the numbers of one CSV column, or says what of the two fields is wrong. */
export type ReadColumn = (path: string, column: string) => Promise<ColumnOutcome>;
export type ColumnOutcome =
  | { readonly values: readonly number[]; readonly weights: readonly number[] }
  | { readonly field: 'csv' | 'column'; readonly allowed: string };

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

/** @param readColumn answers for the files the core cannot open. */
export function empiricalSchema(readColumn: ReadColumn) {
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

function asManyWeights({ values, weights }: Unchecked): readonly Fault[] {
  if (!Array.isArray(values) || !Array.isArray(weights)) return [];
  if (values.length === weights.length) return [];
  return [{ path: ['weights'], allowed: `as many numbers as values: ${values.length}` }];
}
