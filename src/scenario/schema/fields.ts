/**
 * The building blocks of the scenario schema. A field's error message is the text after
 * "allowed"; issues.ts adds where and what was given.
 */
import * as z from 'zod';
import { DIMENSIONS, type Dimension, type QuantityParser } from '../dimensions.ts';

/** Values a quantity may take, in SI, and the same in words. */
export interface Bound {
  readonly words: string;
  readonly holds: (value: number) => boolean;
}

const DAY = 86_400;
export const moreThanZero: Bound = { words: '> 0', holds: (value) => value > 0 };
export const zeroOrMore: Bound = { words: '≥ 0', holds: (value) => value >= 0 };
/** A bound that catches "500 Ms" written for "500 ms". */
export const upToOneDay: Bound = {
  words: '> 0 and ≤ 1 day',
  holds: (value) => value > 0 && value <= DAY,
};
export const zeroToOneDay: Bound = {
  words: '≥ 0 and ≤ 1 day',
  holds: (value) => value >= 0 && value <= DAY,
};
export const upToOneMinute: Bound = {
  words: '≥ 0 and ≤ 1 min',
  holds: (value) => value >= 0 && value <= 60,
};
const belowOne: Bound = { words: '≥ 0 and < 1', holds: (value) => value >= 0 && value < 1 };
const zeroToOne: Bound = { words: '≥ 0 and ≤ 1', holds: (value) => value >= 0 && value <= 1 };
const upToOne: Bound = { words: '> 0 and ≤ 1', holds: (value) => value > 0 && value <= 1 };

/** A whole number from `least` to `most`. */
export function count(description: string, least: number, most: number) {
  const error = `a whole number ${least < 0 ? `−${-least}` : least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error }).meta({ description });
}

/** A number above `above` (exclusive) and up to `most`. */
export function numberUpTo(description: string, above: number, most: number) {
  const error = `a number > ${above} and ≤ ${most}`;
  return z.number({ error }).gt(above, { error }).max(most, { error }).meta({ description });
}

/** A number from `least` to `most`. */
export function numberFrom(description: string, least: number, most: number) {
  const error = `a number ≥ ${least} and ≤ ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error }).meta({ description });
}

/** One of a few names. */
export function oneOf<const Names extends readonly string[]>(description: string, names: Names) {
  return z.enum(names, { error: names.join(', ') }).meta({ description });
}

export function flag(description: string) {
  return z.boolean({ error: 'true or false' }).meta({ description });
}

export function word(description: string) {
  const error = 'text of 1 to 100 characters';
  return z.string({ error }).min(1, { error }).max(100, { error }).meta({ description });
}

/** A map with these keys and no others; a key that is none of them is told which there are. */
export function section<Shape extends z.ZodRawShape>(shape: Shape, what = 'a map') {
  const names = Object.keys(shape).filter((name) => !name.startsWith('$'));
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? names.join(', ') : `${what} with ${names.join(', ')}`,
  });
}

/** A rule between fields. It runs even when other fields are wrong, so no fault hides another. */
export function alsoHolds(rule: (value: Unchecked) => readonly Fault[]) {
  return z.superRefine<unknown>(
    (value, context) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      for (const { path, allowed } of rule(value as Unchecked))
        context.addIssue({ code: 'custom', path: [...path], message: allowed });
    },
    { when: () => true },
  );
}
/** Fields that may be missing or of the wrong kind: a rule must look before it compares. */
export type Unchecked = { readonly [key: string]: unknown };
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly allowed: string;
}

/** For editors: a number with something behind it, or dollars. The parser decides. */
const QUANTITY = '^\\s*[+$]?[0-9.,]+([eE][+-]?[0-9]+)?\\s*[^0-9\\s].*$';

/** Fields that hold a quantity with its unit; they come out in SI. */
export function quantityFields(parseQuantity: QuantityParser) {
  const quantity = (
    dimension: Dimension,
    description: string,
    bound: Bound,
    example: string = DIMENSIONS[dimension].example,
  ) => {
    const error = `${DIMENSIONS[dimension].noun} ${bound.words}, such as "${example}"`;
    return z
      .string({ error })
      .meta({ description, examples: [example], pattern: QUANTITY })
      .transform((text, context) => {
        const value = parseQuantity(text, dimension);
        if (value !== undefined && bound.holds(value)) return value;
        context.issues.push({ code: 'custom', message: error, input: text });
        return z.NEVER;
      });
  };

  const share = (description: string, bound: Bound, example: number) => {
    const error = `a share ${bound.words}, such as ${example} or "${100 * example} %"`;
    return z
      .union([z.number(), z.string()], { error })
      .meta({ description, examples: [example] })
      .transform((given, context) => {
        const value = typeof given === 'number' ? given : parseQuantity(given, 'share');
        if (value !== undefined && bound.holds(value)) return value;
        context.issues.push({ code: 'custom', message: error, input: given });
        return z.NEVER;
      });
  };

  return {
    quantity,
    /** 0 < share ≤ 1. */
    share: (description: string, example: number) => share(description, upToOne, example),
    /** 0 ≤ share ≤ 1. */
    shareOrAll: (description: string, example: number) => share(description, zeroToOne, example),
    /** 0 ≤ share < 1. */
    shareBelowOne: (description: string, example: number) => share(description, belowOne, example),
  };
}
export type QuantityFields = ReturnType<typeof quantityFields>;
