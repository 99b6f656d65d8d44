/** Draws lengths from the laws of a scenario; written apart from the law that the formulas use. */
import {
  choiceDraw,
  exponential,
  gammaDraw,
  lognormalDraw,
  type Random,
} from '../../numerics/random.ts';
import type { CachedPrefix, Clamp, LengthLaw } from '../../scenario/scenario.ts';

/** Draws whole lengths, at least `least`: the variable, rounded, then clamped. */
export function lengthDraw(law: LengthLaw, random: Random, least: 0 | 1 = 1): () => number {
  const draw = variable(law, random);
  const { min = least, max = Infinity }: Clamp = law.distribution === 'fixed' ? {} : law;
  return () => Math.min(max, Math.max(min, least, Math.round(draw())));
}

/** Draws the variable behind a law, before rounding and clamping. */
function variable(law: LengthLaw, random: Random): () => number {
  switch (law.distribution) {
    case 'fixed':
      return () => law.value;
    case 'uniform':
      return () => law.min + Math.floor(random() * (law.max - law.min + 1));
    case 'exponential':
      return () => exponential(random, law.mean);
    case 'geometric':
      return law.mean <= 1
        ? () => 1
        : () => 1 + Math.floor(Math.log1p(-random()) / Math.log1p(-1 / law.mean));
    case 'gamma':
      return law.cv === 0 ? () => law.mean : gammaDraw(random, law.mean, law.cv ** 2);
    case 'lognormal':
      return law.cv === 0 ? () => law.mean : lognormalDraw(random, law.mean, law.cv ** 2);
    case 'empirical': {
      const { values, weights } = law;
      const choose = choiceDraw(random, weights ?? values.map(() => 1));
      return () => values[choose()] as number;
    }
  }
}

/**
 * Prompt tokens found in the cache, by tokens of the prompt; at least the last one is computed, its
 * output is token 1.
 */
export function cachedDraw(
  prefix: CachedPrefix | undefined,
  random: Random,
): (promptTokens: number) => number {
  const found = foundDraw(prefix, random);
  return (promptTokens) => Math.min(promptTokens - 1, found(promptTokens));
}

function foundDraw(prefix: CachedPrefix | undefined, random: Random): (prompt: number) => number {
  if (prefix === undefined) return () => 0;
  if ('share' in prefix) return (promptTokens) => Math.floor(prefix.share * promptTokens);
  const { tokens } = prefix;
  if (typeof tokens !== 'number') return lengthDraw(tokens, random, 0);
  const whole = Math.floor(tokens);
  return () => whole;
}
