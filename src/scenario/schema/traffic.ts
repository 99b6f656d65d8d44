/** `traffic`: which requests come, and how fast. */
import * as z from 'zod';
import { DEFAULT_PROCESS } from '../defaults.ts';
import type { ReadColumn } from './empirical.ts';
import { type Bound, count, oneOf, type QuantityFields, section } from './fields.ts';
import { LONGEST } from './length-fields.ts';
import { lengthLaw } from './lengths.ts';

const rateBound: Bound = {
  words: '> 0 and ≤ 1000000 /s',
  holds: (value) => value > 0 && value <= 1e6,
};

export function trafficSchema({ quantity, shareBelowOne }: QuantityFields, readColumn: ReadColumn) {
  const arrivals = section({
    process: oneOf('Law of the arrivals.', ['poisson']).default(DEFAULT_PROCESS),
    rate: quantity(
      'rate',
      'λ, requests per second offered to the whole deployment.',
      rateBound,
      '8 /s',
    ),
  }).meta({ description: 'When requests arrive.' });

  const cachedPrefix = z
    .union(
      [
        section({ share: shareBelowOne('Share of each prompt found in the prefix cache.', 0.3) }),
        section({ tokens: count('Tokens of each prompt found in the prefix cache.', 0, LONGEST) }),
      ],
      { error: 'a map with share or tokens, one of them' },
    )
    .meta({ description: 'Prompt tokens that need no computing; default: none.' });

  return section({
    arrivals,
    promptTokens: lengthLaw('Tokens of a prompt, cached ones included.', readColumn),
    outputTokens: lengthLaw('Tokens of an answer.', readColumn),
    cachedPrefix: z.exactOptional(cachedPrefix),
  }).meta({ description: 'The requests.' });
}
