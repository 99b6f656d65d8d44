/** The rules of lengths in tokens: laws, what is cached of them, and lengths seen together. */
import { type Issue, nonNegative, positive } from '../../checks.ts';
import type { CachedPrefix, LengthLaw, LengthPairs } from '../scenario.ts';
import { belowOne, type Checked, firstBroken, whole, wholeOrZero } from './rules.ts';

/** @param least fewest tokens there may be: 1, or 0 of a prefix that may not be found. */
export function lengthRules(path: string, law: LengthLaw, least: 0 | 1 = 1): Checked[] {
  const { min = least, max = Number.MAX_SAFE_INTEGER } = 'min' in law || 'max' in law ? law : {};
  const atLeast = least === 0 ? wholeOrZero : whole;
  const clamp: Checked[] = [
    [`${path}.min`, min, atLeast],
    [
      `${path}.max`,
      max,
      { allowed: `a whole number ≥ min ${min}`, holds: (value) => value >= min },
    ],
  ];
  if (law.distribution === 'fixed') return [[`${path}.value`, law.value, atLeast]];
  if (law.distribution === 'uniform') return clamp;
  if (law.distribution !== 'empirical')
    return [
      [`${path}.mean`, law.mean, positive],
      ...('cv' in law ? [[`${path}.cv`, law.cv, nonNegative] as const] : []),
      ...clamp,
    ];
  return [
    [`${path}.values`, law.values.length, { allowed: 'at least one length', holds: (n) => n >= 1 }],
    ...law.values.map(
      (value, i): Checked => [`${path}.values[${i}]`, value, least === 0 ? nonNegative : positive],
    ),
    ...weightRules(path, law.values.length, law.weights),
    ...clamp,
  ];
}

function weightRules(path: string, count: number, weights: readonly number[] = []): Checked[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const asMany = { allowed: `as many as values, ${count}`, holds: (n: number) => n === count };
  const some = {
    allowed: 'weights that add up to more than 0',
    holds: (sum: number) => !(sum <= 0),
  };
  return [
    ...weights.map((value, i): Checked => [`${path}.weights[${i}]`, value, nonNegative]),
    [`${path}.weights`, weights.length, asMany],
    [`${path}.weights`, total, some],
  ];
}

export function prefixRules(path: string, prefix: CachedPrefix): Checked[] {
  if ('share' in prefix) return [[`${path}.share`, prefix.share, belowOne]];
  const { tokens } = prefix;
  return typeof tokens === 'number'
    ? [[`${path}.tokens`, tokens, nonNegative]]
    : lengthRules(`${path}.tokens`, tokens, 0);
}

const PAIRS = 'traffic.lengthPairs';

export function pairIssues({ promptTokens, outputTokens }: LengthPairs): Issue[] {
  const rows = promptTokens.length;
  const path = `${PAIRS}.outputTokens`;
  const wrongCount: Issue[] =
    rows === 0
      ? [{ path: `${PAIRS}.promptTokens`, given: 0, allowed: 'at least one length' }]
      : outputTokens.length === rows
        ? []
        : [{ path, given: outputTokens.length, allowed: `as many as promptTokens, ${rows}` }];
  return [
    ...wrongCount,
    ...firstBroken(`${PAIRS}.promptTokens`, promptTokens, whole),
    ...firstBroken(path, outputTokens, whole),
  ];
}
