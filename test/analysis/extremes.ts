import type {
  CachedPrefix,
  IterationTimeModel,
  LengthLaw,
  Scenario,
} from '../../src/scenario/scenario.ts';
import type { Draw } from '../support/cases.ts';
import { lineOf, roofOf, serving } from './scenarios.ts';

/** One of several, with equal chance. */
export const oneOf = <T>(between: Draw, choices: readonly [T, ...T[]]): T =>
  choices[Math.floor(Math.log(between(1, Math.E)) * choices.length)] ?? choices[0];

/** Scenarios at the borders of what is allowed: nobody runs them, and no answer may be NaN. */
export function extreme(between: Draw): Scenario {
  const maxBatchSize = Math.round(between(1, 2048));
  const tokenBudget = maxBatchSize + Math.round(between(1, 65_536 - 2048));
  const chunk = oneOf(between, [{}, { chunkSize: Math.round(between(1, 4096)) }]);
  const cache = oneOf(between, [{}, {}, { kvCapacity: Math.round(between(10, 1e6)) }]);
  return serving({
    time: extremeTime(between),
    engine: { maxBatchSize, tokenBudget, ...chunk, ...cache },
    traffic: {
      promptTokens: extremeLengths(between),
      outputTokens: extremeLengths(between),
      ...oneOf<{ cachedPrefix?: CachedPrefix }>(between, [
        {},
        {},
        { cachedPrefix: { share: 0.99 } },
        { cachedPrefix: { tokens: Math.round(between(1, 10_000)) } },
      ]),
    },
  });
}

function extremeTime(between: Draw): IterationTimeModel {
  const line = lineOf(between);
  const roof = roofOf(between);
  return oneOf<IterationTimeModel>(between, [
    line,
    roof,
    { ...line, base: 0 },
    { ...line, perAttentionPair: 0, perContextToken: 0 },
    { ...line, perPrefillToken: 1e-8, perAttentionPair: 0 },
    { ...line, perDecodeRequest: 0, perContextToken: 0 },
    { ...roof, base: 0, memory: { ...roof.memory, perContextToken: 0, perPrefillToken: 0 } },
  ]);
}

function extremeLengths(between: Draw): LengthLaw {
  const mean = between(1, 5000);
  const cv = between(0.01, 5);
  const clamp = oneOf(between, [
    {},
    { min: Math.ceil(mean * between(0.001, 1)), max: Math.ceil(mean * between(1, 20)) },
  ]);
  const values = Array.from({ length: Math.ceil(between(1, 30)) }, () =>
    Math.round(between(1, 9000)),
  );
  return oneOf<LengthLaw>(between, [
    { distribution: 'fixed', value: 1 },
    { distribution: 'fixed', value: Math.round(mean) },
    { distribution: 'uniform', min: 1, max: Math.ceil(2 * mean) },
    { distribution: 'lognormal', mean, cv, ...clamp },
    { distribution: 'gamma', mean, cv, ...clamp },
    { distribution: 'exponential', mean, ...clamp },
    { distribution: 'geometric', mean, ...clamp },
    { distribution: 'empirical', values },
    { distribution: 'empirical', values, weights: values.map(() => between(1e-3, 10)) },
  ]);
}

/** Every number in an answer, by its path. */
export function numbersOf(value: unknown, path = ''): (readonly [string, number])[] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numbersOf(part, `${path}.${key}`));
}
