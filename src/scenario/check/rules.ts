/** What the numbers and names of a scenario must be: the rules shared by its sections. */
import type { Issue, Rule } from '../../checks.ts';

/** A value and the rule it must keep. */
export type Checked = readonly [path: string, given: unknown, rule: Rule];

export const whole: Rule = {
  allowed: 'a whole number ≥ 1',
  holds: (value) => Number.isInteger(value) && value >= 1,
};
export const wholeOrZero: Rule = {
  allowed: 'a whole number ≥ 0',
  holds: (value) => Number.isInteger(value) && value >= 0,
};
export const share: Rule = {
  allowed: 'a number > 0 and ≤ 1',
  holds: (value) => value > 0 && value <= 1,
};
export const belowOne: Rule = {
  allowed: 'a number ≥ 0 and < 1',
  holds: (value) => value >= 0 && value < 1,
};

export const zeroToOne: Rule = {
  allowed: 'a number ≥ 0 and ≤ 1',
  holds: (value) => value >= 0 && value <= 1,
};
export const upTo = (most: number): Rule => ({
  allowed: `a whole number 1 to ${most}`,
  holds: (value) => Number.isInteger(value) && value >= 1 && value <= most,
});

/** The issues of values that break their rule. */
export function broken(values: readonly Checked[]): Issue[] {
  return values.flatMap(([path, given, { allowed, holds }]) =>
    typeof given === 'number' && holds(given) ? [] : [{ path, given, allowed }],
  );
}

/** The rule of a field that may be absent. */
export function ifGiven(path: string, given: unknown, rule: Rule): Checked[] {
  return given === undefined ? [] : [[path, given, rule]];
}

/** The issue of a name that is none of those known. */
export function unknownName(path: string, given: string, names: readonly string[]): Issue[] {
  return names.includes(given) ? [] : [{ path, given, allowed: names.join(', ') }];
}

/** The first of many numbers that breaks its rule: a list of a million is told once. */
export function firstBroken(path: string, given: ArrayLike<number>, rule: Rule): Issue[] {
  for (let index = 0; index < given.length; index++) {
    const value = given[index] as number;
    if (!rule.holds(value))
      return [{ path: `${path}[${index}]`, given: value, allowed: rule.allowed }];
  }
  return [];
}
