/** Draws lengths from the laws of a scenario; written apart from the law that the formulas use. */
import {
  choiceDraw,
  exponential,
  gammaDraw,
  lognormalDraw,
  type Random,
} from '../../numerics/random.ts';
import type { CachedPrefix, Clamp, LengthLaw } from '../../scenario/scenario.ts';

/** Draws whole lengths ≥ 1: the variable, rounded, then clamped. */
export function lengthDraw(law: LengthLaw, random: Random): () => number {
  const draw = variable(law, random);
  const { min = 1, max = Infinity }: Clamp = law.distribution === 'fixed' ? {} : law;
  return () => Math.min(max, Math.max(min, 1, Math.round(draw())));
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

/** Prompt tokens found in the cache; at least the last one is computed, its output is token 1. */
export function cachedTokens(promptTokens: number, prefix: CachedPrefix | undefined): number {
  if (prefix === undefined) return 0;
  const found =
    'share' in prefix ? Math.floor(prefix.share * promptTokens) : Math.floor(prefix.tokens);
  return Math.min(promptTokens - 1, found);
}
