/** `cachedPrefix`: prompt tokens found in the prefix cache. */
import * as z from 'zod';
import type { ReadColumn } from './empirical.ts';
import { count, type QuantityFields, section } from './fields.ts';
import { LAWS, LONGEST } from './length-fields.ts';
import { lengthLaw } from './lengths.ts';

const CACHED =
  'Tokens of each prompt found in the prefix cache, at most the prompt less one: a whole number, or a law of them, a map as of promptTokens, drawn for each request (its min is 0 unless given).';

export function cachedPrefix({ shareBelowOne }: QuantityFields, readColumn: ReadColumn) {
  const law = lengthLaw('Drawn for each request; min defaults to 0.', readColumn);
  const tokens = z
    .union([count('Of each prompt.', 0, LONGEST), law], {
      error: `a whole number 0 to ${LONGEST}, or a map with distribution: ${LAWS}`,
    })
    .meta({ description: CACHED });
  return z
    .union(
      [
        section({ share: shareBelowOne('Share of each prompt found in the prefix cache.', 0.3) }),
        section({ tokens }),
      ],
      { error: 'a map with share or tokens, one of them' },
    )
    .meta({ description: 'Prompt tokens that need no computing; default: none.' });
}
