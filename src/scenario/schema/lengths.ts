/** `traffic.promptTokens`, `traffic.outputTokens`: laws of a length in tokens. */
import * as z from 'zod';
import { empiricalSchema, type ReadColumn } from './empirical.ts';
import { alsoHolds, count, type Fault, numberUpTo, section, type Unchecked } from './fields.ts';
import { clamp, LAWS, LONGEST, law, ordered } from './length-fields.ts';

const mean = numberUpTo('Mean in tokens, before rounding and clamping.', 0, LONGEST);
const cv = numberUpTo(
  'Coefficient of variation (standard deviation / mean), before rounding and clamping.',
  0,
  100,
);
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
